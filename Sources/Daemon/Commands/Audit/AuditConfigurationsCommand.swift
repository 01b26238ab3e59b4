import ArgumentParser
import BuildEvents
import BuildModel
import Diagnostics
import TargetConfiguration

/// `bld audit configurations`: what the labels of configurations stand for.
struct AuditConfigurationsCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "configurations",
        abstract: "Shows the constraints of configurations that targets were configured in.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var unused: UnusedTargetOptions

    @Argument(
        help: "Labels such as `root//platforms:linux#0123456789abcdef`; all if none is given.")
    var configurations: [String] = []

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let all = try await workspace.ask { context in context.knownConfigurations }
            session.write(try selected(from: all).map(render).joined())
            return .exit(.success)
        }
    }

    private func selected(from all: [Configuration]) throws -> [Configuration] {
        if configurations.isEmpty { return all }
        return try configurations.map { text in
            if let known = all.first(where: { $0.label.description == text }) { return known }
            guard text.contains("#") else {
                throw Diagnostic.error(
                    "Bound configuration id must contain a hash, got: `\(text)`"
                        + didYouMean(text, among: all.map(\.label.description)))
            }
            throw Diagnostic.error(
                "Could not find configuration `\(text)`. Configuration lookup by string requires "
                    + "that it has already been loaded through some other mechanism"
                    + didYouMean(text, among: all.map(\.label.description)),
                help: ["Run `bld cquery` with a target that uses the configuration first"])
        }
    }

    private func render(_ configuration: Configuration) -> String {
        let constraints = configuration.facts.sortedConstraints.sorted { $0.value < $1.value }
        let lines = constraints.map { setting, value in
            let name = value.description
            let padding = String(repeating: " ", count: max(0, 59 - name.count))
            return "  \(name)\(padding) (\(setting.label))\n"
        }
        return "\(configuration.label):\n" + lines.joined()
    }
}
