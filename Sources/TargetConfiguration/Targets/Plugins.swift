public import BuildModel
import ByteCoding
import Diagnostics
import Incremental
public import Loading

/// The plugins that a configured target has: its own, and those that it pulls from dependencies.
///
/// They are passed up the graph by their names; who uses one builds it for the platform that runs
/// its actions.
public struct PluginLists: Sendable, Hashable {
    /// How a target has a plugin; of two ways the stronger one counts, which comes later.
    public enum Membership: Int, Sendable, Comparable {
        /// Pulled, and not passed on.
        case kept
        /// Pulled, and passed on to whoever pulls from this target.
        case passedOn
        /// The target's own: an `attrs.plugin_dep`.
        case own

        /// Whether a membership is the weaker one.
        public static func < (left: Membership, right: Membership) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// One plugin.
    public struct Plugin: Sendable, Hashable {
        /// The kind.
        public let kind: PluginKind
        /// The target.
        public let target: TargetLabel
        /// How it came there.
        public fileprivate(set) var membership: Membership
    }

    /// The plugins, in the order in which they were met.
    public private(set) var plugins: [Plugin] = []

    /// The plugins of a kind.
    public func targets(of kind: PluginKind) -> [TargetLabel] {
        plugins.lazy.filter { $0.kind == kind }.map(\.target)
    }

    /// The plugins of some kinds, each once.
    func targets(of kinds: [PluginKind]) -> [TargetLabel] {
        var seen: Set<TargetLabel> = []
        return kinds.flatMap { targets(of: $0) }.filter { seen.insert($0).inserted }
    }

    /// The kinds of its plugins, each once.
    public var kinds: [PluginKind] {
        plugins.reduce(into: []) { if !$0.contains($1.kind) { $0.append($1.kind) } }
    }

    func combine(into fingerprinter: inout Fingerprinter) {
        for plugin in plugins {
            fingerprinter.combine(plugin.kind.module.description)
            fingerprinter.combine(plugin.kind.name)
            fingerprinter.combine(plugin.target.description)
            fingerprinter.combine(plugin.membership.rawValue)
        }
    }

    fileprivate mutating func insert(
        _ target: TargetLabel, _ kind: PluginKind, _ membership: Membership
    ) {
        guard let index = plugins.firstIndex(where: { $0.kind == kind && $0.target == target })
        else { return plugins.append(Plugin(kind: kind, target: target, membership: membership)) }
        plugins[index].membership = max(plugins[index].membership, membership)
    }
}

/// The plugins of a configured target, which whoever pulls them from it asks for.
struct PluginListsKey: Key {
    let label: ConfiguredTargetLabel

    var description: String { "plugins(\(label))" }

    func compute(in context: borrowing Context) async throws -> PluginLists {
        let target = try await context.configuredTarget(label)
        guard let actual = target.forwardTarget else { return target.plugins }
        return try await context.request(PluginListsKey(label: actual))
    }

    static func fingerprint(_ output: PluginLists) -> Fingerprint? {
        var fingerprinter = Fingerprinter()
        output.combine(into: &fingerprinter)
        return fingerprinter.finish()
    }
}

/// What the attributes of a target say about plugins.
private struct PluginReferences {
    var own: [(target: TargetLabel, kind: PluginKind)] = []
    var pulls: [(target: ConfiguredTargetLabel, plugins: PluginPulls)] = []

    mutating func collect(_ value: ConfiguredValue, as type: AttributeType) {
        switch (type, value) {
        case (.pluginDependency(let kind), .configuration(let label)):
            own.append((label.target, kind))
        case (.dependency(_, _, let plugins), .dependency(let label)):
            if plugins != .none { pulls.append((label.target, plugins)) }
        case (.option(let inner), _): collect(value, as: inner)
        case (.oneOf(let types), _): for type in types { collect(value, as: type) }
        case (.list(let element), .list(let values)):
            guard element.mayHavePlugins else { return }
            for value in values { collect(value, as: element) }
        case (.tuple(let types), .tuple(let values)):
            for (type, value) in zip(types, values) { collect(value, as: type) }
        case (.dict(let key, let content, _), .dict(let entries)):
            guard key.mayHavePlugins || content.mayHavePlugins else { return }
            for entry in entries {
                collect(entry.key, as: key)
                collect(entry.value, as: content)
            }
        default: break
        }
    }
}

extension PluginPulls {
    /// Whether plugins of a kind are passed on; nothing if they are not even pulled.
    fileprivate func pushes(_ kind: PluginKind) -> Bool? {
        switch self {
        case .all: true
        case .kinds(let used, let pushed):
            pushed.contains(kind) ? true : used.contains(kind) ? false : nil
        }
    }
}

extension TargetConfiguring {
    /// The plugins of the target, as its values and what it depends on say.
    func plugins(
        in values: [ConfiguredValue], _ problems: inout Problems, in context: borrowing Context
    ) async throws -> PluginLists {
        var lists = PluginLists()
        guard node.rule.mayHavePlugins, problems.isEmpty else { return lists }
        var found = PluginReferences()
        for (definition, value) in zip(node.rule.declaredAttributes, values) {
            found.collect(value, as: definition.type)
        }
        for (plugin, kind) in found.own {
            let other = try await context.targetNode(plugin)
            if other.rule.isToolchain {
                problems.errors.append(
                    Diagnostic.error(
                        "Plugin dep `\(plugin)` is a toolchain rule", at: node.span,
                        notes: [.init("`\(plugin)` is declared here", at: other.span)]))
            }
            do throws(Diagnostic) {
                try node.checkMayDepend(on: other)
            } catch {
                problems.errors.append(error)
            }
            lists.insert(plugin, kind, .own)
        }
        let pulled = try await context.all(
            found.pulls.map { PluginListsKey(label: $0.target) })
        for (pull, others) in zip(found.pulls, pulled) {
            for plugin in others.plugins where plugin.membership > .kept {
                guard let isPushed = pull.plugins.pushes(plugin.kind) else { continue }
                lists.insert(plugin.target, plugin.kind, isPushed ? .passedOn : .kept)
            }
        }
        return lists
    }
}

extension PluginListsKey: PersistentKey {
    static let persistentName = "plugins"

    func write(to writer: inout ByteWriter) { writer.write(label) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(label: try reader.read())
    }
}
