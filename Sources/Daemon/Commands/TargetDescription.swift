import BuildModel
import Loading
import Query

/// A target with its attributes as JSON, in the form of Buck2's `targets --json`.
struct TargetDescription {
    /// The object: `buck.type`, `buck.package`, then the attributes that were given.
    let content: JSONContent

    /// Describes a target; selects are kept as they were written.
    init(_ node: TargetNode) {
        var members: [(name: String, value: JSONContent)] = [
            ("buck.type", .string("\(node.rule.module):\(node.rule.name)")),
            ("buck.package", .string(node.label.package.description)),
        ]
        for (attribute, value) in node.attributes where node.isGiven(attribute.name) {
            members.append((attribute.name, JSONContent(QueryAttribute(value))))
        }
        content = .object(members)
    }
}

extension JSONContent {
    /// The value of an attribute as queries print it.
    fileprivate init(_ attribute: QueryAttribute) {
        switch attribute {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let number): self = .number("\(number)")
        case .string(let text): self = .string(text)
        case .list(let elements): self = .array(elements.map(JSONContent.init))
        case .dictionary(let entries):
            self = .object(entries.map { ($0.key, JSONContent($0.value)) })
        }
    }
}

/// JSON without artifacts in it.
func jsonText(_ content: JSONContent, isPretty: Bool = false) -> String {
    do {
        return try content.text(layout: ArtifactLayout(), isPretty: isPretty)
    } catch {
        preconditionFailure("only paths of artifacts can fail to be written: \(error)")
    }
}
