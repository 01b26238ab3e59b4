package import BuildModel
import Diagnostics
package import Incremental
import Loading
package import TargetConfiguration

extension Inquiry {
    /// Parses patterns as seen from the folder in which the client was started.
    ///
    /// - Throws: A diagnostic for the first that is malformed.
    package func parse(
        _ patterns: [String], in context: borrowing Context
    ) async throws -> [TargetPattern] {
        let folder = try folder(in: try await context.cells())
        var parsed: [TargetPattern] = []
        for text in patterns { parsed.append(try await context.pattern(text, from: folder)) }
        return parsed
    }

    /// Parses what a command asks for: patterns with what they say of configurations, such as
    /// `//a:b?modifier+modifier` and `//a:b (platform#hash)`, and what the command says of them.
    ///
    /// - Parameters:
    ///   - texts: The patterns, as on the command line.
    ///   - arguments: The platform, the modifiers and the universe of the command.
    ///   - context: The revision that is asked.
    /// - Returns: The patterns in their order.
    /// - Throws: A diagnostic for the first that is malformed, or that does not go with what the
    ///   command says.
    package func requestedPatterns(
        _ texts: [String], _ arguments: TargetConfigurationArguments,
        in context: borrowing Context
    ) async throws -> [RequestedPattern] {
        let request = try await configurationRequest(arguments, in: context)
        var universe: [RequestedPattern] = []
        for text in arguments.universe {
            let suffix = try PatternSuffix(of: text)
            universe.append(
                RequestedPattern(
                    pattern: try await parse([suffix.pattern], in: context)[0],
                    resolution: .request(try suffix.request(request))))
        }
        var patterns: [RequestedPattern] = []
        for text in texts {
            let suffix = try PatternSuffix(of: text)
            patterns.append(
                RequestedPattern(
                    pattern: try await parse([suffix.pattern], in: context)[0],
                    resolution: try suffix.resolution(request, universe)))
        }
        return patterns
    }
}

extension PatternSuffix {
    /// How the targets of the pattern come to their configurations.
    fileprivate func resolution(
        _ request: ConfigurationRequest, _ universe: [RequestedPattern]
    ) throws(Diagnostic) -> TargetResolution {
        guard !universe.isEmpty else { return .request(try self.request(request)) }
        guard modifiers == nil else {
            throw .error(
                "Cannot use ?modifier syntax in target pattern expression with --target-universe "
                    + "flag: `\(self)`",
                help: ["Write the modifiers after the patterns of the universe"])
        }
        return .universe(universe, configurations)
    }

    /// What a command says, with the modifiers of the pattern.
    fileprivate func request(
        _ request: ConfigurationRequest
    ) throws(Diagnostic) -> ConfigurationRequest {
        guard configurations == .any else {
            throw .error(
                "Targets with explicit configuration can only be built when the "
                    + "`--target-universe=` flag is provided: `\(self)`",
                help: ["Name a target that takes this one in that configuration as the universe"])
        }
        guard let modifiers else { return request }
        guard request.modifiers.isEmpty else {
            throw .error(
                "Cannot specify modifiers with ?modifier syntax when global CLI modifiers are "
                    + "set with --modifier flag")
        }
        return request.withModifiers(ofPattern: modifiers)
    }
}
