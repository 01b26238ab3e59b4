import Analysis
import BuildModel
import Incremental
import Query

extension Workspace {
    /// The providers of configured targets, as queries print them.
    ///
    /// - Throws: The first error of an analysis.
    func queryProviders(
        of labels: [ConfiguredTargetLabel]
    ) async throws -> [ConfiguredTargetLabel: QueryProviders] {
        try await ask { context in
            let results = await context.analyses(of: labels)
            return try zip(labels, results).reduce(into: [:]) { found, item in
                let providers = try item.1.get().providers
                found[item.0] = QueryProviders(
                    text: providers.text, json: QueryJSON(providers.json))
            }
        }
    }
}

extension QueryJSON {
    /// JSON of the model, in which nothing depends on where artifacts lie.
    init(_ content: JSONContent) {
        switch content {
        case .bool(let flag): self = .value(.bool(flag))
        case .number(let text): self = .value(Int(text).map { .integer($0) } ?? .string(text))
        case .string(let text): self = .string(text)
        case .array(let elements): self = .array(elements.map(QueryJSON.init))
        case .object(let members): self = .object(members.map { ($0.name, QueryJSON($0.value)) })
        case .null, .arguments, .text, .set, .table: self = .value(.null)
        }
    }
}
