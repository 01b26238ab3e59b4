import ArgumentParser
import BuildModel
import Diagnostics
import Incremental
import Loading

/// Why a program that acts for somebody runs a command: `--agent-context key=value,key=value`.
///
/// `[agent_context] enforced_clients` names the clients of `--client-metadata id=…` whose entries
/// must be among the sections `[agent_context#key]`; those of others are noted as they are.
struct AgentContext: Sendable {
    /// The entries, in their order.
    let entries: [(key: String, value: String)]

    /// Parses what options give.
    ///
    /// - Throws: `ValidationError` for an entry that is no pair, or whose key is no name.
    init(_ options: [String]) throws {
        entries = try options.flatMap { $0.split(separator: ",") }.map { entry in
            guard let equals = entry.firstIndex(of: "=") else {
                throw ValidationError(
                    "Invalid agent-context format: `\(entry)`. Each entry must be a `key=value` "
                        + "pair.")
            }
            let key = entry[..<equals]
            guard Self.isName(key) else {
                throw ValidationError(
                    "Invalid agent-context key: `\(key)`. Keys must be snake_case identifiers.")
            }
            return (String(key), String(entry[entry.index(after: equals)...]))
        }
    }

    /// Words of small letters and digits, which begin with a letter, joined by `_`.
    private static func isName(_ key: Substring) -> Bool {
        key.split(separator: "_", omittingEmptySubsequences: false).allSatisfy { word in
            guard let first = word.utf8.first, (0x61...0x7A).contains(first) else { return false }
            return word.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        }
    }

    /// Checks the entries against what the root cell's configuration says of them.
    ///
    /// - Parameters:
    ///   - config: The configuration.
    ///   - client: Who runs the command, if it says so.
    /// - Throws: A diagnostic for what is missing, unknown or no value that a key can have.
    func check(_ config: CellConfig, client: String?) throws(Diagnostic) {
        let fields = AgentContextField.all(in: config)
        let enforced = config.sections["agent_context"]?["enforced_clients"]?.value.alternatives
        guard !entries.isEmpty, !fields.isEmpty, let client,
            enforced?.contains(client) == true
        else { return }
        let given = Set(entries.filter { !$0.value.isEmpty }.map(\.key))
        let missing = fields.filter { $0.isRequired && !given.contains($0.key) }
        guard missing.isEmpty else {
            let lines = missing.map { "\n  - \($0.title)" }.joined()
            throw .error("Missing required agent-context field(s):\(lines)")
        }
        for (key, value) in entries {
            guard let field = fields.first(where: { $0.key == key }) else {
                let known = fields.map(\.key)
                throw .error(
                    "Unknown agent-context key `\(key)`.\n  Valid keys: "
                        + known.joined(separator: ", ") + didYouMean(key, among: known))
            }
            guard field.values.isEmpty || field.values.contains(value) else {
                throw .error(
                    "Invalid agent-context value `\(value)` for key `\(key)`.\n  \(field.title)\n"
                        + "  Valid values: " + field.values.joined(separator: ", "))
            }
        }
    }
}

/// What `[agent_context#key]` says of a key.
private struct AgentContextField {
    let key: String
    let isRequired: Bool
    /// The values that it can have; none if it can have any.
    let values: [String]
    /// The key, and what it means.
    let title: String

    /// The keys of a configuration, by name.
    static func all(in config: CellConfig) -> [AgentContextField] {
        let prefix = "agent_context#"
        return config.sections.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
            .map { section, entries in
                let key = String(section.dropFirst(prefix.utf8.count))
                let description = entries["description"]?.value ?? ""
                return AgentContextField(
                    key: key, isRequired: entries["required"]?.value == "true",
                    values: entries["values"]?.value.alternatives ?? [],
                    title: description.isEmpty ? key : "\(key): \(description)")
            }
    }
}

extension Workspace {
    /// Checks what the command line says of why the command is run.
    ///
    /// - Throws: A diagnostic if the configuration does not allow it.
    func checkAgentContext(_ options: ReportingOptions) async throws {
        guard !options.agentContext.isEmpty else { return }
        let given = try AgentContext(options.agentContext)
        let config = try await ask { try await $0.config(of: $0.cells().rootCell) }
        let client = options.clientMetadata(of: session.request).last { $0.hasPrefix("id=") }?
            .dropFirst(3)
        try given.check(config, client: client.map(String.init))
    }
}

extension String {
    /// The words between `|`.
    fileprivate var alternatives: [String] {
        split(separator: "|").map { word in
            String(word.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}
