import ArgumentParser
import BuildModel
import Diagnostics
import Incremental
import Loading
import TargetConfiguration

/// Options of every command that configures targets.
struct TargetConfigurationOptions: ParsableArguments {
    @Option(
        name: .customLong("target-platforms"),
        help: ArgumentHelp(
            "Build for this platform, whatever targets say themselves.", valueName: "platform"))
    var platform: String?

    @Option(
        name: [.customShort("m"), .customLong("modifier")],
        help: ArgumentHelp(
            "Change the configuration of the targets, as `?value` after a pattern does.",
            valueName: "value"))
    var modifiers: [String] = []

    /// What the options say.
    var arguments: TargetConfigurationArguments {
        TargetConfigurationArguments(platform: platform, modifiers: modifiers)
    }
}

/// What a command line says of configurations, its labels not parsed yet.
struct TargetConfigurationArguments: Sendable, Hashable {
    /// `--target-platforms`.
    var platform: String?
    /// `--modifier`, in order.
    var modifiers: [String] = []

    /// Nothing.
    static let none = TargetConfigurationArguments()
}

extension Workspace {
    /// What a command says of configurations, labels as seen from where it was started.
    ///
    /// - Throws: A diagnostic if the platform is no label.
    func configurationRequest(
        _ arguments: TargetConfigurationArguments, in context: borrowing Context
    ) async throws -> ConfigurationRequest {
        guard let text = arguments.platform else {
            return ConfigurationRequest(modifiers: arguments.modifiers)
        }
        let cells = try await context.cells()
        guard
            case .target(let label) = try cells.pattern(text, from: session.folder(in: cells, root)),
            label.subTargets.isEmpty
        else { throw Diagnostic.error("`--target-platforms \(text)` has to name one target") }
        return ConfigurationRequest(platform: label.target, modifiers: arguments.modifiers)
    }

    /// Parses patterns as seen from the folder in which the client was started, with what they and
    /// the command say of configurations: `//a:b?modifier+modifier`.
    ///
    /// - Throws: A diagnostic for the first that is malformed.
    func parse(
        _ patterns: [String], for arguments: TargetConfigurationArguments,
        in context: borrowing Context
    ) async throws -> [RequestedPattern] {
        let request = try await configurationRequest(arguments, in: context)
        var bare: [String] = []
        var requests: [ConfigurationRequest] = []
        for pattern in patterns {
            guard let mark = pattern.firstIndex(of: "?") else {
                bare.append(pattern)
                requests.append(request)
                continue
            }
            guard arguments.modifiers.isEmpty else {
                throw Diagnostic.error(
                    "Cannot specify modifiers with ?modifier syntax when global CLI modifiers are "
                        + "set with --modifier flag: `\(pattern)`")
            }
            let modifiers = pattern[pattern.index(after: mark)...].split(separator: "+")
            guard !modifiers.isEmpty else {
                throw Diagnostic.error("`\(pattern)` has no modifier after its `?`")
            }
            bare.append(String(pattern[..<mark]))
            requests.append(request.withModifiers(modifiers.map(String.init)))
        }
        return zip(try await parse(bare, in: context), requests).map {
            RequestedPattern(pattern: $0, configuration: $1)
        }
    }
}
