import Analysis
import ArgumentParser
import BuildEvents
import BuildModel
import Query

/// `bld audit providers`: what targets tell those that depend on them.
struct AuditProvidersCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "providers", abstract: "Prints the providers of targets.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: TargetUniverseOptions

    @Flag(help: "Print the labels of the targets only.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Print the names of the providers only.")
    var list = false

    @Flag(name: .customLong("print-debug"), help: "Print the providers on one line.")
    var isOnOneLine = false

    @Option(
        name: [.customShort("p"), .customLong("provider")],
        help: "Print only the provider of this name; may be repeated.")
    var names: [String] = []

    @Argument(help: "Patterns of targets and sub-targets.")
    var targets: [String]

    func validate() throws {
        if [quiet, list, isOnOneLine, !names.isEmpty].count(where: \.self) > 1 {
            throw ValidationError(
                "--quiet, --list, --print-debug and --provider exclude each other.")
        }
    }

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let audited = try await workspace.audit(targets, target)
            for item in audited {
                guard case .success(let providers) = item.providers else { continue }
                session.write(text(of: providers, item.label, session))
            }
            try workspace.reportFailures(of: audited)
            return .exit(.success)
        }
    }

    private func text(
        of providers: ProviderCollection, _ label: ConfiguredProvidersLabel, _ session: Session
    ) -> String {
        if quiet { return "\(label)\n" }
        if list {
            return "\(label):\n" + providers.names.sorted().map { "  - \($0)\n" }.joined()
        }
        if isOnOneLine { return "\(label):\n  \(providers.line)\n" }
        guard !names.isEmpty else { return "\(label):\n\(providers.text.indented(by: "  "))\n" }
        let missing = names.filter { providers.text(of: $0) == nil }.map { "`\($0)`" }
        if !missing.isEmpty {
            let known = providers.names.sorted().map { "`\($0)`" }.joined(separator: ", ")
            session.complain(
                "\(label.providers): provider\(missing.count == 1 ? "" : "s") "
                    + "\(missing.joined(separator: ", ")) not found. "
                    + "Available providers: [\(known)]\n")
        }
        let texts = names.compactMap { providers.text(of: $0) }
        if texts.isEmpty { return "" }
        return "\(label):\n\(texts.joined(separator: ",\n").indented(by: "  "))\n\n"
    }
}
