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
    /// `--target-universe`, in order; none if targets are not looked up.
    var universe: [String] = []

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
        guard case .target(let label) = try await parse([text], in: context)[0],
            label.subTargets.isEmpty
        else { throw Diagnostic.error("`--target-platforms \(text)` has to name one target") }
        return ConfigurationRequest(platform: label.target, modifiers: arguments.modifiers)
    }
}
