import BuildModel
import Diagnostics
import Incremental
import Loading
import Query
import TargetConfiguration

/// Answers what the query of an attribute asks, from what is known so far.
///
/// Words mean the targets that the attribute names, in the configurations of its dependencies;
/// there are no patterns and no files.
struct AttributeQueryEnvironment: QueryEnvironment {
    /// What an evaluation asked for that is not known yet.
    enum Missing: Error {
        /// Targets and all that they depend on.
        case nodes([ConfiguredTargetLabel])
        /// What the placeholders of targets name.
        case placeholders([Placeholder])
    }

    /// A variable in the `TemplatePlaceholderInfo` of a target.
    struct Placeholder: Hashable {
        let target: ConfiguredTargetLabel
        let variable: String
    }

    let literals: [String: ConfiguredTargetLabel]
    private var nodes: [ConfiguredTargetLabel: ConfiguredQueryNode] = [:]
    private var placeholders: [Placeholder: [PlaceholderInput]] = [:]

    init(literals: [String: ConfiguredTargetLabel]) {
        self.literals = literals
    }

    func supports(_ function: QueryFunction) -> Bool {
        switch function {
        case .classpath: true
        case .owner, .targetsInBuildfile, .allbuildfiles, .rbuildfiles: false
        default: !function.isOfActions
        }
    }

    func nodes(matching patterns: [String]) async throws -> [ConfiguredQueryNode] {
        let labels = try patterns.map { word in
            guard let label = literals[word] else {
                throw Diagnostic.error("`\(word)` is not the name of a target")
            }
            return label
        }
        return try await nodes(at: labels)
    }

    func nodes(at labels: [ConfiguredTargetLabel]) async throws -> [ConfiguredQueryNode] {
        let found = labels.compactMap { nodes[$0] }
        guard found.count == labels.count else {
            throw Missing.nodes(labels.filter { nodes[$0] == nil })
        }
        return found
    }

    func files(matching literal: String) async throws -> [String] {
        throw Diagnostic.error(
            "file literals aren't supported in query attributes (got `\(literal)`)")
    }

    func owners(of files: [String]) async throws -> [ConfiguredQueryNode] { [] }
    func nodes(definedIn buildFiles: [String]) async throws -> [ConfiguredQueryNode] { [] }
    func allBuildFiles(of nodes: [ConfiguredQueryNode]) async throws -> [String] { [] }
    func buildFiles(
        loading files: [String], within universe: [String]
    ) async throws -> [String] { [] }

    /// The targets whose artifacts the classpaths of targets name, nearest first.
    func classpath(
        of targets: [ConfiguredQueryNode], isFirstOrder: Bool
    ) async throws -> [ConfiguredQueryNode] {
        let variable =
            isFirstOrder ? "first_order_classpath" : "classpath_including_targets_with_no_output"
        let asked = targets.map { Placeholder(target: $0.label, variable: variable) }
        let unknown = asked.filter { placeholders[$0] == nil }
        guard unknown.isEmpty else { throw Missing.placeholders(unknown) }
        var walk = PlaceholderWalk()
        for placeholder in asked {
            walk.add(placeholders[placeholder] ?? [], of: placeholder)
        }
        return try await nodes(named: walk.owners(), below: targets)
    }

    /// The nodes of some labels in the order in which a walk by layers meets them.
    private func nodes(
        named labels: Set<ConfiguredTargetLabel>, below roots: [ConfiguredQueryNode]
    ) async throws -> [ConfiguredQueryNode] {
        var found: [ConfiguredQueryNode] = []
        var seen = Set(roots.map(\.label))
        var queue = roots
        var next = 0
        while next < queue.count, found.count < labels.count {
            let node = queue[next]
            next += 1
            if labels.contains(node.label) { found.append(node) }
            let children = node.dependencies(.all).filter { seen.insert($0).inserted }
            queue += try await nodes(at: children)
        }
        return found
    }
}

// MARK: Getting to know

extension AttributeQueryEnvironment {
    /// Finds out what an evaluation missed.
    mutating func provide(_ missing: Missing, in context: borrowing Context) async throws {
        switch missing {
        case .nodes(let labels):
            var layer = labels
            while !layer.isEmpty {
                try await load(layer, in: context)
                var seen: Set<ConfiguredTargetLabel> = []
                layer = layer.flatMap { nodes[$0]?.dependencies(.all) ?? [] }
                    .filter { nodes[$0] == nil && seen.insert($0).inserted }
            }
        case .placeholders(let asked):
            let results = try await context.analyses(ofAll: asked.map(\.target))
            for (placeholder, result) in zip(asked, results) {
                placeholders[placeholder] = try result.providers
                    .placeholderInputs(placeholder.variable)
            }
        }
    }

    /// Gets to know targets, but not what they depend on.
    mutating func load(
        _ labels: [ConfiguredTargetLabel], in context: borrowing Context
    ) async throws {
        let cells = try await context.cells()
        let packages = await context.packages(at: labels.map(\.target.package))
        let targets = await context.configuredTargetOutcomes(labels)
        for ((label, target), package) in zip(zip(labels, targets), packages) {
            nodes[label] = ConfiguredQueryNode(
                target: try target.get().get(), package: try package.get(), cells: cells)
        }
    }
}
