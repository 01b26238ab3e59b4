import Analysis
import BuildModel
import GraphQueries
import Query
import Starlark

/// The nodes that an action query finds.
typealias ActionNodeSet = TargetSet<ActionQueryNode>

/// `bxl.ActionQueryNode`: an action or an analysis.
final class ActionQueryNodeObject: NativeObject {
    let node: ActionQueryNode

    init(_ node: ActionQueryNode) { self.node = node }

    override var typeName: String { "bxl.ActionQueryNode" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "rule_type": return evaluation.string(node.ruleType)
        case "attrs":
            var fields: [(String, Value)] = []
            for (name, value) in node.attributes {
                fields.append((name, evaluation.object(ActionAttributeObject(value))))
            }
            return evaluation.structure(fields)
        default: return nil
        }
    }

    override var attributeNames: [String] { ["attrs", "rule_type"] + Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("action", "") { arguments, evaluation in
            let node = try arguments.receiver(as: ActionQueryNodeObject.self).node
            guard case .action(let action) = node.content else { return .none }
            return evaluation.object(ActionObject(action))
        },
        NativeFunction("analysis", "") { arguments, evaluation in
            let node = try arguments.receiver(as: ActionQueryNodeObject.self).node
            guard case .analysis(_, let providers) = node.content,
                case .analysis(let label) = node.label
            else { return .none }
            return evaluation.object(AnalysisResultObject(label, providers))
        },
    ])

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(node.label.description)
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: ActionQueryNodeObject.self)?.node.label == node.label
    }

    override func hash(_ this: Value) throws -> Int { node.label.hashValue }
}

/// `bxl.ActionAttr`: what is told of an action, as text.
final class ActionAttributeObject: NativeObject {
    /// The text.
    let text: String

    init(_ attribute: QueryAttribute) {
        switch attribute {
        case .string(let text), .reference(let text): self.text = text
        default: text = attribute.starlark()
        }
    }

    override var typeName: String { "bxl.ActionAttr" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("value", "") { arguments, evaluation in
            evaluation.string(try arguments.receiver(as: ActionAttributeObject.self).text)
        }
    ])

    override func write(into buffer: inout TextBuffer, this: Value) { buffer.append(text) }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: ActionAttributeObject.self)?.text == text
    }
}

/// `bxl.Action`: an action.
final class ActionObject: NativeObject {
    private let action: ActionSpec

    init(_ action: ActionSpec) { self.action = action }

    override var typeName: String { "bxl.Action" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("owner", "") { arguments, evaluation in
            let action = try arguments.receiver(as: ActionObject.self).action
            guard case .target(let label) = action.key.owner.base else {
                throw Failure("BXL and anon targets not supported.")
            }
            return evaluation.configuredTargetLabel(label)
        },
        NativeFunction("outputs", "") { arguments, evaluation in
            let action = try arguments.receiver(as: ActionObject.self).action
            var artifacts: [Value] = []
            for output in action.outputs {
                artifacts.append(evaluation.artifact(Artifact(.build(output))))
            }
            return evaluation.list(artifacts)
        },
    ])

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(ActionQueryLabel.action(action.key).description)
    }
}
