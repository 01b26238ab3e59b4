import Analysis
import BuildModel
import Loading
import Query
import Starlark

/// `bxl.UnconfiguredTargetNode`: a target as it is declared.
final class TargetNodeObject: NativeObject {
    let node: TargetQueryNode

    init(_ node: TargetQueryNode) { self.node = node }

    override var typeName: String { "bxl.UnconfiguredTargetNode" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "label": return evaluation.targetLabel(node.label)
        case "rule_type": return evaluation.string(node.node.rule.qualifiedName)
        case "rule_kind": return evaluation.string(node.node.rule.kindText)
        case "oncall": return node.package.oncall.map { evaluation.string($0) } ?? Value.none
        case "buildfile_path":
            return evaluation.object(FileNodeObject(node.package.buildFile))
        case "attrs":
            var fields: [(String, Value)] = []
            for (name, value) in attributes {
                fields.append(
                    (name, evaluation.object(AttributeObject(.declared(value), node.cells))))
            }
            return evaluation.structure(fields)
        default: return nil
        }
    }

    override var attributeNames: [String] {
        ["attrs", "buildfile_path", "label", "oncall", "rule_kind", "rule_type"]
            + Self.methods.names
    }

    /// The attributes of its rule, in order.
    private var attributes: [(name: String, value: AttributeValue)] {
        node.node.attributes.map { ($0.definition.name, $0.value) }
    }

    private static let methods = MethodTable([
        NativeFunction("get_attr", "key, /") { arguments, evaluation in
            let object = try arguments.receiver(as: TargetNodeObject.self)
            let name = try arguments.string(0)
            guard let found = object.attributes.first(where: { $0.name == name }) else {
                return .none
            }
            return try evaluation.unconfigured(found.value, object.node.cells)
        },
        NativeFunction("get_attrs", "") { arguments, evaluation in
            let object = try arguments.receiver(as: TargetNodeObject.self)
            var entries: [(Value, Value)] = []
            for (name, value) in object.attributes {
                let value = try evaluation.unconfigured(value, object.node.cells)
                entries.append((evaluation.string(name), value))
            }
            return try evaluation.dict(entries)
        },
        NativeFunction("has_attr", "key, /") { arguments, _ in
            let object = try arguments.receiver(as: TargetNodeObject.self)
            let name = try arguments.string(0)
            return Value(bool: object.attributes.contains { $0.name == name })
        },
        NativeFunction("deps", "") { arguments, evaluation in
            let node = try arguments.receiver(as: TargetNodeObject.self).node
            var labels: [Value] = []
            for label in node.dependencies(.all) { labels.append(evaluation.targetLabel(label)) }
            return evaluation.list(labels)
        },
        NativeFunction("inputs", "") { arguments, evaluation in
            let node = try arguments.receiver(as: TargetNodeObject.self).node
            var paths: [Value] = []
            for source in node.node.sources {
                paths.append(evaluation.cellPath(source.cellPath, node.cells))
            }
            return evaluation.list(paths)
        },
    ])

    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("unconfigured_target_node(name = \(node.label), ...)")
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: TargetNodeObject.self)?.node.label == node.label
    }

    override func hash(_ this: Value) throws -> Int { node.label.hashValue }
}

extension RuleDefinition {
    /// The file of the rule and its name in it: `root//rules.bzl:app`.
    var qualifiedName: String { "\(module):\(name)" }

    /// What sort of rule it is.
    var kindText: String {
        if isConfiguration { return "configuration" }
        return isToolchain ? "toolchain" : "normal"
    }
}
