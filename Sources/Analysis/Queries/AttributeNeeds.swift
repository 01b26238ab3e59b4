import TargetConfiguration

/// What has to be known beside dependencies before attributes can be resolved.
struct AttributeNeeds {
    /// The lists of names of the programs that attributes ask for, each list once.
    private(set) var hostTools: [[String]] = []
    /// The queries, each once.
    private(set) var queries: [AttributeQueryKey] = []

    init(of values: [ConfiguredValue]) {
        var pending = values
        while let value = pending.popLast() {
            switch value {
            case .hostTool(let names): if !hostTools.contains(names) { hostTools.append(names) }
            case .list(let elements), .tuple(let elements): pending += elements
            case .dict(let entries): pending += entries.flatMap { [$0.key, $0.value] }
            case .query(let query, let targets): add(AttributeQueryKey(query, targets))
            case .arg(let parts):
                for case .query(let query, _, let targets, _) in parts {
                    add(AttributeQueryKey(query, targets))
                }
            case .null, .bool, .int, .string, .dependency, .label, .source, .sourceTarget,
                .configuration:
                break
            }
        }
    }

    private mutating func add(_ query: AttributeQueryKey) {
        if !queries.contains(query) { queries.append(query) }
    }
}
