import BuildModel
import Diagnostics
package import Incremental
import Loading
package import TargetConfiguration

/// What a command line says of configurations, its labels not parsed yet.
package struct TargetConfigurationArguments: Sendable, Hashable {
    /// `--target-platforms`.
    package var platform: String?
    /// `--modifier`, in order.
    package var modifiers: [String] = []
    /// `--target-universe`, in order; none if targets are not looked up.
    package var universe: [String] = []

    /// Nothing but what is given.
    package init(platform: String? = nil, modifiers: [String] = [], universe: [String] = []) {
        self.platform = platform
        self.modifiers = modifiers
        self.universe = universe
    }

    /// Nothing.
    package static let none = TargetConfigurationArguments()
}

extension Inquiry {
    /// What a command says of configurations, labels as seen from where it was started.
    ///
    /// - Throws: A diagnostic if the platform is no label.
    package func configurationRequest(
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
