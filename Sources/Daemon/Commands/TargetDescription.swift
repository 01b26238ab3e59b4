import BuildModel
import Loading

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
            members.append((attribute.name, JSONContent(value)))
        }
        content = .object(members)
    }
}

extension JSONContent {
    /// The value of an attribute.
    init(_ value: AttributeValue) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .number("\(number)")
        case .string(let text): self = .string(text)
        case .list(let elements), .tuple(let elements):
            self = .array(elements.map(JSONContent.init))
        case .dict(let entries):
            self = .object(entries.map { ($0.key.text, JSONContent($0.value)) })
        case .select(let select):
            var branches = select.branches.map { branch in
                (name: branch.key.description, value: JSONContent(branch.value))
            }
            if let fallback = select.fallback {
                branches.append(("DEFAULT", JSONContent(fallback)))
            }
            self = .object([("__type", .string("selector")), ("entries", .object(branches))])
        case .concatenation(let parts):
            self = .object([
                ("__type", .string("concat")), ("items", .array(parts.map(JSONContent.init))),
            ])
        case .dependency, .label, .source, .sourceTarget, .arg, .hostTool:
            self = value.names.count == 1
                ? .string(value.text) : .array(value.names.map(JSONContent.string))
        }
    }
}

extension AttributeValue {
    /// The value as one string.
    fileprivate var text: String {
        switch self {
        case .bool(let flag): flag ? "True" : "False"
        case .int(let number): "\(number)"
        default: names.joined(separator: " ")
        }
    }

    /// What queries match against and JSON prints: the strings, labels and paths in the value.
    var names: [String] {
        switch self {
        case .null: []
        case .bool, .int: [text]
        case .string(let text): [text]
        case .list(let elements), .tuple(let elements), .concatenation(let elements):
            elements.flatMap(\.names)
        case .dict(let entries): entries.flatMap { $0.key.names + $0.value.names }
        case .dependency(let label, _), .label(let label), .sourceTarget(let label):
            [label.description]
        case .source(let source): [source.cellPath.description]
        case .arg(let parts): [parts.map(\.text).joined()]
        case .hostTool(let names): names
        case .select(let select):
            select.branches.flatMap(\.value.names) + (select.fallback?.names ?? [])
        }
    }
}

extension ArgumentPart {
    /// The part as it was written, up to spacing.
    fileprivate var text: String {
        switch self {
        case .text(let text): text.replacing("$", with: "$$")
        case .macro(let macro): macro.text
        }
    }
}

extension ArgumentMacro {
    fileprivate var text: String {
        let mark = isWrittenToFile ? "@" : ""
        let target = label.map { " \($0)" } ?? ""
        return switch kind {
        case .location: "$(\(mark)location\(target))"
        case .executable: "$(\(mark)exe\(target))"
        case .source(let source): "$(\(mark)source \(source.path))"
        case .variable(let name, let argument):
            "$(\(mark)\(name)\(target)\(argument.map { " \($0)" } ?? ""))"
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
