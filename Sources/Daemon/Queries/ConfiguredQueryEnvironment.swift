import Analysis
import BuildModel
import Diagnostics
import Incremental
import Loading
import Query
import TargetConfiguration

/// Answers what a query asks about configured targets.
///
/// Patterns mean the targets of a universe that match, in all configurations that it has them in.
struct ConfiguredQueryEnvironment: QueryEnvironment {
    let workspace: Workspace
    let universe: QueriedUniverse
    /// Answers what has nothing to do with configurations.
    private let declared: TargetQueryEnvironment

    /// An environment whose universe is given.
    init(workspace: Workspace, universe: QueriedUniverse) {
        self.workspace = workspace
        self.universe = universe
        declared = TargetQueryEnvironment(workspace: workspace)
    }

    /// An environment for a query.
    ///
    /// - Parameters:
    ///   - workspace: The project.
    ///   - patterns: What the universe is made of: what the user says, or the patterns of the
    ///     query.
    ///   - options: How the targets of the universe are configured.
    /// - Throws: What is wrong with a target of the universe.
    init(
        workspace: Workspace, universe patterns: [String], _ options: TargetConfigurationOptions
    ) async throws {
        try Workspace.checkFlavors(patterns)
        let (universe, incompatible) = try await workspace.ask { context in
            let requested = try await workspace.requestedPatterns(
                patterns, options.arguments, in: context)
            for requested in requested { try requested.pattern.checkNamesTargets() }
            let universe = try await context.targetUniverse(of: requested)
            return (
                try await QueriedUniverse(of: universe, in: context), universe.incompatible
            )
        }
        if workspace.session.warningsAreErrors,
            let reason = incompatible.first(where: \.isOfDependency)
        {
            throw Diagnostic.error(reason.warning, code: incompatibleTargetCode)
                .adding(context: .hardError)
        }
        workspace.session.saySkipped(incompatible)
        self.init(workspace: workspace, universe: universe)
    }

    func supports(_ function: QueryFunction) -> Bool {
        !function.isOfActions && !function.isOfAttributes && function != .targetsInBuildfile
    }

    func nodes(matching patterns: [String]) async throws -> [ConfiguredQueryNode] {
        try await workspace.ask { context in
            var nodes: [ConfiguredQueryNode] = []
            for pattern in try await workspace.parseTargets(patterns, in: context) {
                switch pattern {
                case .target(let label): nodes += universe.nodes(label.target)
                case .package(let package): nodes += universe.nodes(of: package)
                case .recursive:
                    for package in universe.packages where pattern.mayMatch(in: package) {
                        nodes += universe.nodes(of: package)
                    }
                }
            }
            return nodes
        }
    }

    func nodes(at labels: [ConfiguredTargetLabel]) async throws -> [ConfiguredQueryNode] {
        let missing = labels.filter { universe[$0] == nil }
        var others: [ConfiguredTargetLabel: ConfiguredQueryNode] = [:]
        if !missing.isEmpty {
            let found = try await workspace.ask { context in
                try await workspace.queryNodes(missing, in: context)
            }
            others = found.reduce(into: [:]) { $0[$1.label] = $1 }
        }
        return try labels.map { label in
            guard let node = universe[label] ?? others[label] else {
                throw Diagnostic.error("There is no target `\(label)`")
            }
            return node
        }
    }

    func files(matching literal: String) async throws -> [String] {
        try await declared.files(matching: literal)
    }

    func owners(of files: [String]) async throws -> [ConfiguredQueryNode] {
        try await workspace.ask { context in
            let cells = try await context.cells()
            var owners: [ConfiguredQueryNode] = []
            for file in files {
                let path = cells.cellPath(of: ProjectPath(unchecked: file))
                var found: [ConfiguredQueryNode] = []
                var folder = path.path.parent
                while let current = folder {
                    let package = PackageLabel(cell: path.cell, path: current)
                    found += universe.nodes(of: package).filter { node in
                        node.inputs.contains { file == $0 || file.hasPrefix($0 + "/") }
                    }
                    folder = current.parent
                }
                if found.isEmpty {
                    workspace.session.complain("No owner was found for \(path)\n")
                }
                owners += found
            }
            return owners
        }
    }

    func nodes(definedIn buildFiles: [String]) async throws -> [ConfiguredQueryNode] { [] }

    func allBuildFiles(of nodes: [ConfiguredQueryNode]) async throws -> [String] {
        try await declared.allBuildFiles(of: nodes.map(\.declared))
    }

    func buildFiles(
        loading files: [String], within universe: [String]
    ) async throws -> [String] {
        try await declared.buildFiles(loading: files, within: universe)
    }

    func inputs(of nodes: [ConfiguredQueryNode]) async throws -> [String] {
        try await declared.inputs(of: nodes.map(\.declared))
    }
}

extension Workspace {
    /// Configured targets as queries see them.
    func queryNodes(
        _ labels: [ConfiguredTargetLabel], in context: borrowing Context
    ) async throws -> [ConfiguredQueryNode] {
        let cells = try await context.cells()
        let packages = await context.packages(at: labels.map(\.target.package))
        let targets = await context.configuredTargetOutcomes(labels)
        return try zip(targets, packages).map { target, package in
            ConfiguredQueryNode(
                target: try target.get().get(), package: try package.get(), cells: cells)
        }
    }
}

extension ConfiguredQueryNode {
    /// The target before it was configured.
    fileprivate var declared: TargetQueryNode {
        TargetQueryNode(node: target.node, package: package, cells: cells)
    }
}
