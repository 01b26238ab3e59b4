package import Analysis
package import BuildModel
import Diagnostics
package import Incremental
import Loading
package import Query
import TargetConfiguration

/// Answers what a query asks about configured targets.
///
/// Patterns mean the targets of a universe that match, in all configurations that it has them in.
package struct ConfiguredQueryEnvironment: QueryEnvironment {
    package let inquiry: Inquiry
    package let universe: QueriedUniverse
    /// Answers what has nothing to do with configurations.
    private let declared: TargetQueryEnvironment

    /// An environment whose universe is given.
    package init(inquiry: Inquiry, universe: QueriedUniverse) {
        self.inquiry = inquiry
        self.universe = universe
        declared = TargetQueryEnvironment(inquiry: inquiry)
    }

    /// An environment for a query.
    ///
    /// - Parameters:
    ///   - inquiry: The project.
    ///   - patterns: What the universe is made of: what the user says, or the patterns of the
    ///     query.
    ///   - arguments: How the targets of the universe are configured.
    /// - Throws: What is wrong with a target of the universe.
    package init(
        inquiry: Inquiry, universe patterns: [String], _ arguments: TargetConfigurationArguments
    ) async throws {
        try Inquiry.checkFlavors(patterns)
        let (universe, incompatible) = try await inquiry.ask { context in
            let requested = try await inquiry.requestedPatterns(
                patterns, arguments, in: context)
            for requested in requested { try requested.pattern.checkNamesTargets() }
            let universe = try await context.targetUniverse(of: requested)
            return (
                try await QueriedUniverse(of: universe, in: context), universe.incompatible
            )
        }
        if inquiry.warningsAreErrors,
            let reason = incompatible.first(where: \.isOfDependency)
        {
            throw Diagnostic.error(reason.warning, code: incompatibleTargetCode)
                .adding(context: .hardError)
        }
        inquiry.saySkipped(incompatible)
        self.init(inquiry: inquiry, universe: universe)
    }

    package func supports(_ function: QueryFunction) -> Bool {
        !function.isOfActions && !function.isOfAttributes && function != .targetsInBuildfile
    }

    package func nodes(matching patterns: [String]) async throws -> [ConfiguredQueryNode] {
        try await inquiry.ask { context in
            var nodes: [ConfiguredQueryNode] = []
            for pattern in try await inquiry.parseTargets(patterns, in: context) {
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

    package func nodes(at labels: [ConfiguredTargetLabel]) async throws -> [ConfiguredQueryNode] {
        let missing = labels.filter { universe[$0] == nil }
        var others: [ConfiguredTargetLabel: ConfiguredQueryNode] = [:]
        if !missing.isEmpty {
            let found = try await inquiry.ask { context in
                try await context.queryNodes(missing)
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

    package func files(matching literal: String) async throws -> [String] {
        try await declared.files(matching: literal)
    }

    package func owners(of files: [String]) async throws -> [ConfiguredQueryNode] {
        try await inquiry.ask { context in
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
                    inquiry.complain("No owner was found for \(path)\n")
                }
                owners += found
            }
            return owners
        }
    }

    package func nodes(definedIn buildFiles: [String]) async throws -> [ConfiguredQueryNode] { [] }

    package func allBuildFiles(of nodes: [ConfiguredQueryNode]) async throws -> [String] {
        try await declared.allBuildFiles(of: nodes.map(\.declared))
    }

    package func buildFiles(
        loading files: [String], within universe: [String]
    ) async throws -> [String] {
        try await declared.buildFiles(loading: files, within: universe)
    }

    package func inputs(of nodes: [ConfiguredQueryNode]) async throws -> [String] {
        try await declared.inputs(of: nodes.map(\.declared))
    }
}

extension Context {
    /// Configured targets as queries see them.
    package borrowing func queryNodes(
        _ labels: [ConfiguredTargetLabel]
    ) async throws -> [ConfiguredQueryNode] {
        let cells = try await cells()
        let packages = await packages(at: labels.map(\.target.package))
        let targets = await configuredTargetOutcomes(labels)
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
