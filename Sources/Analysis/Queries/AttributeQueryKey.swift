public import BuildModel
import ByteCoding
import Diagnostics
public import Incremental
import Loading
import Query
import TargetConfiguration

/// The targets that a query finds which an attribute of a configured target has.
///
/// A key of its own, so that a rule runs again only when other targets are found.
struct AttributeQueryKey: Key {
    let text: String
    /// The words of the query that name targets, each once.
    let words: [String]
    /// What they name, configured as the other dependencies are.
    let targets: [ConfiguredTargetLabel]

    init(text: String, words: [String], targets: [ConfiguredTargetLabel]) {
        self.text = text
        self.words = words
        self.targets = targets
    }

    init(_ query: QueryText, _ targets: [ConfiguredProvidersLabel]) {
        self.init(
            text: query.text, words: query.literals.map(\.word), targets: targets.map(\.target))
    }

    var description: String {
        "query(\(text): \(targets.map(\.description).joined(separator: " ")))"
    }

    /// Answers the query as often as it takes until all is known that it asks for: an evaluation
    /// cannot hold the context, so it ends with what it misses.
    func compute(in context: borrowing Context) async throws -> [ConfiguredTargetLabel] {
        let expression = try QueryExpression(parsing: text)
        var environment = AttributeQueryEnvironment(
            literals: Dictionary(zip(words, targets), uniquingKeysWith: { first, _ in first }))
        try await environment.load(targets, in: context)
        while true {
            do {
                switch try await expression.evaluate(in: environment) {
                case .targets(let targets): return targets.labels
                case .files:
                    throw Diagnostic.error(
                        "The query `\(text)` finds files; the query of an attribute has to find "
                            + "targets")
                }
            } catch let missing as AttributeQueryEnvironment.Missing {
                try await environment.provide(missing, in: context)
            }
        }
    }
}

extension AttributeQueryKey: PersistentOutputKey {
    static let persistentName = "attribute-query"

    func write(to writer: inout ByteWriter) {
        writer.write(text)
        writer.write(words)
        writer.write(targets)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            text: try reader.read(), words: try reader.read(), targets: try reader.read())
    }
}

/// A query of an attribute, and what it finds.
public struct AnsweredQuery: Sendable {
    /// The attribute that has it.
    public let attribute: String
    /// The query as it was written.
    public let text: String
    /// The targets it finds, in the query's order.
    public let targets: [ConfiguredTargetLabel]
}

extension Context {
    /// The queries of a configured target's attributes and macros, answered.
    ///
    /// - Throws: What is wrong with the target or a query.
    public borrowing func attributeQueries(
        of label: ConfiguredTargetLabel
    ) async throws -> [AnsweredQuery] {
        let target = try await configuredTarget(label)
        var answered: [AnsweredQuery] = []
        for (name, value) in target.attributes {
            for query in AttributeNeeds(of: [value]).queries {
                let targets = try await request(query)
                answered.append(.init(attribute: name, text: query.text, targets: targets))
            }
        }
        return answered
    }
}
