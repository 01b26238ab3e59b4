import Analysis
import BuildModel
import Loading
import Query
import Starlark
import TargetConfiguration

/// The methods of configured target nodes that tell of attributes.
enum AttributeMethods {
    static let ofConfiguredNodes = [
        NativeFunction("get_attr", "key, /") { arguments, evaluation in
            let node = try arguments.receiver(as: ConfiguredTargetNodeObject.self).node
            guard let content = node.attributeContent(try arguments.string(0)) else {
                return .none
            }
            return try AttributeObject(content, node.cells).value(in: &evaluation)
        },
        NativeFunction("get_attrs", "") { arguments, evaluation in
            let node = try arguments.receiver(as: ConfiguredTargetNodeObject.self).node
            var entries: [(Value, Value)] = []
            for (name, content) in node.attributeContents {
                let value = try AttributeObject(content, node.cells).value(in: &evaluation)
                entries.append((evaluation.string(name), value))
            }
            return try evaluation.dict(entries)
        },
        NativeFunction("has_attr", "key, /") { arguments, _ in
            let node = try arguments.receiver(as: ConfiguredTargetNodeObject.self).node
            return Value(bool: node.attributeContent(try arguments.string(0)) != nil)
        },
        NativeFunction("attrs_eager", "") { arguments, evaluation in
            let node = try arguments.receiver(as: ConfiguredTargetNodeObject.self).node
            var fields: [(String, Value)] = []
            for (name, content) in node.attributeContents + node.specialContents {
                fields.append((name, evaluation.object(AttributeObject(content, node.cells))))
            }
            return evaluation.structure(fields)
        },
        NativeFunction("attrs_lazy", "") { arguments, evaluation in
            let node = try arguments.receiver(as: ConfiguredTargetNodeObject.self).node
            return evaluation.object(LazyAttributesObject(node))
        },
        NativeFunction("resolved_attrs_eager", "ctx") { arguments, evaluation in
            let node = try arguments.receiver(as: ConfiguredTargetNodeObject.self).node
            let resolved = try arguments.session(0).resolvedAttributes(of: node)
            return evaluation.structure(try resolved.all(in: &evaluation))
        },
        NativeFunction("resolved_attrs_lazy", "ctx") { arguments, evaluation in
            let node = try arguments.receiver(as: ConfiguredTargetNodeObject.self).node
            return evaluation.object(
                LazyResolvedAttributesObject(
                    try arguments.session(0).resolvedAttributes(of: node)))
        },
    ]
}

extension ConfiguredQueryNode {
    /// The attributes of its rule and those that every rule has, in the order of queries.
    var attributeContents: [(name: String, content: AttributeObject.Content)] {
        let configured = Dictionary(
            target.allAttributes, uniquingKeysWith: { first, _ in first })
        return attributes.map { name, attribute in
            if name != "visibility", name != "within_view", let value = configured[name] {
                return (name, .configured(value))
            }
            return (name, .special(attribute))
        }
    }

    /// What the system knows of it besides.
    var specialContents: [(name: String, content: AttributeObject.Content)] {
        specialAttributes.map { ($0.name, .special($0.value)) }
    }

    /// One attribute.
    func attributeContent(_ name: String) -> AttributeObject.Content? {
        attributeContents.first { $0.name == name }?.content
    }
}

/// `bxl.LazyAttrs`: the attributes of a target, each made when it is asked for.
final class LazyAttributesObject: NativeObject {
    private let node: ConfiguredQueryNode

    init(_ node: ConfiguredQueryNode) { self.node = node }

    override var typeName: String { "bxl.LazyAttrs" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("get", "attr") { arguments, evaluation in
            let node = try arguments.receiver(as: LazyAttributesObject.self).node
            let name = try arguments.string(0)
            let all = node.attributeContents + node.specialContents
            guard let found = all.first(where: { $0.name == name }) else { return .none }
            return evaluation.object(AttributeObject(found.content, node.cells))
        }
    ])
}

/// `bxl.LazyResolvedAttrs`: the attributes of a target as its rule sees them, each made when it is
/// asked for.
final class LazyResolvedAttributesObject: NativeObject {
    private let attributes: ResolvedAttributes

    init(_ attributes: ResolvedAttributes) { self.attributes = attributes }

    override var typeName: String { "bxl.LazyResolvedAttrs" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("get", "attr") { arguments, evaluation in
            let attributes = try arguments.receiver(as: LazyResolvedAttributesObject.self)
                .attributes
            return try attributes.value(of: try arguments.string(0), in: &evaluation) ?? .none
        }
    ])
}

extension ScriptSession {
    /// The attributes of a target as its rule sees them, for which what it depends on is analysed.
    func resolvedAttributes(of node: ConfiguredQueryNode) throws -> ResolvedAttributes {
        let parts = try ask { try await $0.resolutionParts(of: node.target) }
        return ResolvedAttributes(node.target, parts, declaring)
    }
}
