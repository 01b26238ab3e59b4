import BuildModel
import Diagnostics
import Loading

/// Decides between the branches of selects: which keys the configuration meets.
struct SelectResolution {
    /// A key of a select that the configuration meets or does not.
    struct Key {
        let facts: ConfigurationFacts
        let isMet: Bool
    }

    let target: ConfiguredTargetLabel
    let node: TargetNode
    let keys: [ProvidersLabel: Key]

    /// Whether the configuration meets a key.
    func isMet(_ key: ProvidersLabel) -> Bool {
        guard let key = keys[key] else {
            preconditionFailure("the keys of all selects of a target are looked up")
        }
        return key.isMet
    }

    /// The branch that applies: of those whose keys are met, the one that refines all others.
    ///
    /// - Throws: A diagnostic if no key is met and there is no `DEFAULT`, or if several are and
    ///   none of them refines the others.
    func branch(of select: AttributeValue.Select) throws(Diagnostic) -> AttributeValue {
        var best: [(branch: AttributeValue.Branch, facts: ConfigurationFacts)] = []
        for branch in select.branches {
            guard let key = keys[branch.key] else {
                preconditionFailure("the keys of all selects of a target are looked up")
            }
            guard key.isMet, !best.contains(where: { $0.facts.refines(key.facts) }) else {
                continue
            }
            best.removeAll { key.facts.refines($0.facts) }
            best.append((branch, key.facts))
        }
        guard let first = best.first else {
            guard let fallback = select.fallback else {
                throw noMatch(select)
            }
            return fallback
        }
        for other in best.dropFirst() where other.branch.value != first.branch.value {
            throw Diagnostic.error(
                "Both select keys `\(first.branch.key)` and `\(other.branch.key)` match the "
                    + "configuration, but neither is more specific and they have different values"
            )
        }
        return first.branch.value
    }

    private func noMatch(_ select: AttributeValue.Select) -> Diagnostic {
        let keys = select.branches.map { "  \($0.key)" }.joined(separator: "\n")
        return .error(
            "None of \(select.branches.count) conditions matched configuration "
                + "`\(target.configuration)` and no default was set:\n\(keys)",
            help: ["Add a branch for it, or a branch \"DEFAULT\""])
    }
}
