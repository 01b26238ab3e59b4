import Analysis
import BuildModel
import Diagnostics
import GraphQueries
import Incremental
import Loading
import Query
import Starlark
import TargetConfiguration

/// The methods of `bxl.Context` that find targets.
enum TargetMethods {
    static let all = [
        unconfiguredTargets, unconfiguredSubTargets, configuredTargets, targetUniverse,
        targetExists,
    ]

    private static let unconfiguredTargets = NativeFunction("unconfigured_targets", "labels") {
        arguments, evaluation in
        let argument = try TargetArgument(arguments, 0)
        let named = try arguments.session().inquire { try await $0.targets(argument) }
        return evaluation.named(named)
    }

    private static let configuredTargets = NativeFunction(
        "configured_targets", "labels, /, target_platform = None, *, modifiers = None"
    ) { arguments, evaluation in
        let session = try arguments.session()
        let argument = try TargetArgument(arguments, 0)
        let configuration = try arguments.configuration(platform: 1, modifiers: 2, session)
        let named = try session.inquire {
            try await $0.configuredTargets(argument, configuration)
        }
        return evaluation.named(named, session)
    }

    private static let targetUniverse = NativeFunction(
        "target_universe", "labels, target_platform = None, *, keep_going = False, modifiers = []"
    ) { arguments, evaluation in
        let session = try arguments.session()
        let argument = try TargetArgument(arguments, 0)
        let configuration = try arguments.configuration(platform: 1, modifiers: 3, session)
        let keepsGoing = try arguments.bool(2)
        let (named, universe) = try session.inquire { inquiry in
            let named = try await inquiry.configuredTargets(
                argument, configuration, keepsGoing: keepsGoing)
            return try await inquiry.ask { context in
                var reached = named
                var roots = named.nodes
                if keepsGoing {
                    roots = []
                    for node in named.nodes
                    where (try? await context.targetUniverse(from: [node.target])) != nil {
                        roots.append(node)
                    }
                    reached.nodes = roots
                }
                let universe = try await context.targetUniverse(from: roots.map(\.target))
                return (reached, try await QueriedUniverse(of: universe, in: context))
            }
        }
        session.saySkipped(named.incompatible)
        return evaluation.object(
            TargetUniverseObject(session, roots: TargetSet(named.nodes), universe: universe))
    }

    private static let unconfiguredSubTargets = NativeFunction(
        "unconfigured_sub_targets", "labels"
    ) { arguments, evaluation in
        let argument = try TargetArgument(arguments, 0)
        let labels = try arguments.session().inquire { inquiry in
            try await inquiry.ask { context in
                var labels: [ProvidersLabel] = []
                for item in argument.items {
                    labels.append(try await inquiry.providersLabel(of: item, in: context))
                }
                return labels
            }
        }
        if !argument.isSeveral, labels.count == 1 { return evaluation.providersLabel(labels[0]) }
        var entries: [(Value, Value)] = []
        for label in labels {
            entries.append(
                (evaluation.string(label.description), evaluation.providersLabel(label)))
        }
        return try evaluation.dict(entries)
    }

    private static let targetExists = NativeFunction("target_exists", "label") { arguments, _ in
        let text = try arguments.string(0)
        let exists = try arguments.session().inquire { inquiry in
            try await inquiry.ask { context in
                guard case .target(let label) = try await inquiry.parse([text], in: context)[0]
                else {
                    throw Failure(
                        "Expected a single target as a string literal, not a target pattern")
                }
                do {
                    _ = try await context.targetNode(label.target)
                    return true
                } catch is Diagnostic {
                    return false
                }
            }
        }
        return Value(bool: exists)
    }
}

extension Evaluation {
    /// A node if one target was named, else a set of nodes.
    mutating func named(_ named: NamedTargets) -> Value {
        if named.isSingle, named.nodes.count == 1 {
            return object(TargetNodeObject(named.nodes[0]))
        }
        return object(TargetSetObject(TargetSet(named.nodes)))
    }

    /// A node if one target was named, `None` if its configuration rules it out, else a set of
    /// nodes.
    mutating func named(_ named: NamedConfiguredTargets, _ session: ScriptSession) -> Value {
        session.saySkipped(named.incompatible)
        guard named.isSingle, named.nodes.count + named.incompatible.count == 1 else {
            return object(ConfiguredTargetSetObject(TargetSet(named.nodes)))
        }
        guard let node = named.nodes.first else { return .none }
        return object(ConfiguredTargetNodeObject(node))
    }
}

/// `bxl.TargetUniverse`: some targets with all that they depend on.
final class TargetUniverseObject: NativeObject {
    private let session: ScriptSession
    private let roots: TargetSet<ConfiguredQueryNode>
    private let universe: QueriedUniverse

    init(
        _ session: ScriptSession, roots: TargetSet<ConfiguredQueryNode>, universe: QueriedUniverse
    ) {
        self.session = session
        self.roots = roots
        self.universe = universe
    }

    override var typeName: String { "bxl.TargetUniverse" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("target_set", "") { arguments, evaluation in
            let object = try arguments.receiver(as: TargetUniverseObject.self)
            return evaluation.object(ConfiguredTargetSetObject(object.roots))
        },
        NativeFunction("universe_target_set", "") { arguments, evaluation in
            let object = try arguments.receiver(as: TargetUniverseObject.self)
            return evaluation.object(ConfiguredTargetSetObject(object.all))
        },
        NativeFunction("lookup", "targets") { arguments, evaluation in
            let object = try arguments.receiver(as: TargetUniverseObject.self)
            let argument = try TargetArgument(arguments, 0)
            let named = try object.session.inquire { try await $0.targets(argument) }
            let found = named.nodes.flatMap { object.universe.nodes($0.label) }
            return evaluation.object(ConfiguredTargetSetObject(TargetSet(found)))
        },
    ])

    private var all: TargetSet<ConfiguredQueryNode> {
        TargetSet(universe.packages.flatMap { universe.nodes(of: $0) })
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("<universe of \(all.count) nodes>")
    }
}
