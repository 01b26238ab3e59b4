import Analysis
import BuildModel
import GraphQueries
import Incremental
import Loading
import Query
import Starlark
import TargetConfiguration

/// `bxl.ConfiguredTargetNode`: a target in a configuration.
final class ConfiguredTargetNodeObject: NativeObject {
    let node: ConfiguredQueryNode

    init(_ node: ConfiguredQueryNode) { self.node = node }

    override var typeName: String { "bxl.ConfiguredTargetNode" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "label": evaluation.configuredTargetLabel(node.label)
        case "rule_type":
            evaluation.string(
                node.target.forwardTarget == nil
                    ? node.target.node.rule.qualifiedName : ConfiguredTarget.forwardRule)
        case "rule_kind":
            evaluation.string(
                node.target.forwardTarget == nil ? node.target.node.rule.kindText : "forward")
        case "oncall": node.package.oncall.map { evaluation.string($0) } ?? Value.none
        case "buildfile_path": evaluation.object(FileNodeObject(node.package.buildFile))
        default: nil
        }
    }

    override var attributeNames: [String] {
        ["buildfile_path", "label", "oncall", "rule_kind", "rule_type"] + Self.methods.names
    }

    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable(
        AttributeMethods.ofConfiguredNodes + [
            NativeFunction("sources", "") { arguments, evaluation in
                let node = try arguments.receiver(as: ConfiguredTargetNodeObject.self).node
                var artifacts: [Value] = []
                for source in node.target.node.sources {
                    artifacts.append(try evaluation.artifact(source, node.cells))
                }
                return evaluation.list(artifacts)
            },
            NativeFunction("get_source", "path, ctx") { arguments, evaluation in
                let node = try arguments.receiver(as: ConfiguredTargetNodeObject.self).node
                let text = try arguments.string(0)
                let path = try arguments.session(1).cellPath(ofFile: text)
                let source = node.target.node.sources.first { $0.cellPath == path }
                guard let source else { return .none }
                return try evaluation.artifact(source, node.cells)
            },
            NativeFunction("deps", "") { arguments, evaluation in
                let node = try arguments.receiver(as: ConfiguredTargetNodeObject.self).node
                let nodes = try ScriptSession.of(evaluation, for: "deps").ask {
                    try await $0.queryNodes(node.dependencies(.all))
                }
                return evaluation.list(objects: nodes.map(ConfiguredTargetNodeObject.init))
            },
            NativeFunction("unwrap_forward", "ctx = None") { arguments, evaluation in
                let node = try arguments.receiver(as: ConfiguredTargetNodeObject.self).node
                guard let actual = node.target.forwardTarget else { return arguments.receiver }
                let found = try ScriptSession.of(evaluation, for: "unwrap_forward").ask {
                    try await $0.queryNodes([actual])[0]
                }
                return evaluation.object(ConfiguredTargetNodeObject(found))
            },
        ])

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("configured_target_node(name = \(node.label), ...)")
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: ConfiguredTargetNodeObject.self)?.node.label == node.label
    }

    override func hash(_ this: Value) throws -> Int { node.label.hashValue }
}
