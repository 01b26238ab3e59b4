import BuildModel
import Diagnostics
import Incremental
import Loading

extension Context {
    /// Which of some keys of selects, or conditions, a configuration meets.
    ///
    /// - Parameters:
    ///   - keys: The labels.
    ///   - label: The configuration.
    ///   - cell: The cell whose `.buckconfig` the values of keys are compared with: that of the
    ///     target which has the select.
    /// - Returns: What each key says, and whether it is met.
    /// - Throws: A diagnostic if a key stands for nothing, or says something of constraints where
    ///   the configuration has none.
    borrowing func matches(
        of keys: [ProvidersLabel], in label: ConfigurationLabel, cell: CellName
    ) async throws -> [ProvidersLabel: SelectResolution.Key] {
        guard !keys.isEmpty else { return [:] }
        let configuration = try await configuration(label)
        var matches: [ProvidersLabel: SelectResolution.Key] = [:]
        for (key, result) in zip(keys, await results(keys.map { SelectKeyKey(label: $0) })) {
            do {
                let facts = try result.get()
                let isMet = try await isMet(facts, in: configuration, cell: cell)
                matches[key] = SelectResolution.Key(facts: facts, isMet: isMet)
            } catch {
                throw error.within(
                    .step(
                        "Error getting configuration node of `\(key)` within the `\(label)` "
                            + "configuration"))
            }
        }
        return matches
    }

    private borrowing func isMet(
        _ facts: ConfigurationFacts, in configuration: Configuration, cell: CellName
    ) async throws -> Bool {
        if !configuration.label.isBound, !facts.constraints.isEmpty {
            throw Diagnostic.error(Self.unboundMessage(configuration.label))
        }
        guard facts.areMet(by: configuration.facts) else { return false }
        for (name, wanted) in facts.values {
            let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw Diagnostic.error("`\(name)` is not of the form `section.key`")
            }
            guard try await config(of: cell, parts[0], parts[1]) == wanted else { return false }
        }
        return true
    }

    private static func unboundMessage(_ label: ConfigurationLabel) -> String {
        if label == .unspecifiedExecution {
            return "Attempted to access the configuration data for the \"unspecified_exec\" "
                + "platform. This platform is used when no execution platform was resolved for a "
                + "target."
        }
        return
            "Attempted to access the configuration data for the \(label) platform. This platform "
            + "is used when the global default platform is unspecified and in that case "
            + "configuration features (like `select()`) are unsupported."
    }
}
