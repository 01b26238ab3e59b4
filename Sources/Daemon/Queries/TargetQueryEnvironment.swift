import BuildModel
import Diagnostics
import Incremental
import Loading
import Query

/// Answers what a query asks about targets before configuration.
struct TargetQueryEnvironment: QueryEnvironment {
    let workspace: Workspace

    func nodes(matching patterns: [String]) async throws -> [TargetQueryNode] {
        try await workspace.ask { context in
            var labels: [TargetLabel] = []
            for pattern in try await workspace.parse(patterns, in: context) {
                labels += try await context.targets(matching: pattern).map(\.label)
            }
            return try await queryNodes(labels, in: context)
        }
    }

    func nodes(at labels: [TargetLabel]) async throws -> [TargetQueryNode] {
        try await workspace.ask { try await queryNodes(labels, in: $0) }
    }

    func files(matching literal: String) async throws -> [String] {
        try await workspace.ask { context in
            let cells = try await context.cells()
            let folder = try workspace.session.folder(in: cells, workspace.root)
            guard let base = cells.projectPath(of: folder) else { return [literal] }
            return [try ProjectPath(normalizing: base.argument + "/" + literal).text]
        }
    }

    func owners(of files: [String]) async throws -> [TargetQueryNode] {
        try await workspace.ask { context in
            let cells = try await context.cells()
            var owners: [TargetQueryNode] = []
            for file in files {
                let path = cells.cellPath(of: ProjectPath(unchecked: file))
                guard let label = try await package(of: path, in: context) else { continue }
                let package = try await context.package(at: label)
                owners += package.targets.map {
                    TargetQueryNode(node: $0, package: package, cells: cells)
                }.filter { $0.inputs.contains { file == $0 || file.hasPrefix($0 + "/") } }
            }
            return owners
        }
    }

    func nodes(definedIn buildFiles: [String]) async throws -> [TargetQueryNode] {
        try await workspace.ask { context in
            let cells = try await context.cells()
            var nodes: [TargetQueryNode] = []
            for file in buildFiles {
                let path = cells.cellPath(of: ProjectPath(unchecked: file))
                guard let folder = path.path.parent else { continue }
                let label = PackageLabel(cell: path.cell, path: folder)
                let package = try await context.package(at: label)
                guard package.buildFile == path else {
                    throw Diagnostic.error(
                        "`\(file)` is not the build file of package `\(label)`, which is "
                            + "`\(cells.displayPath(package.buildFile))`")
                }
                nodes += package.targets.map {
                    TargetQueryNode(node: $0, package: package, cells: cells)
                }
            }
            return nodes
        }
    }

    func allBuildFiles(of nodes: [TargetQueryNode]) async throws -> [String] {
        try await workspace.ask { context in
            var files = LoadClosure()
            for node in nodes {
                try await files.insert(node.package, in: context)
            }
            let cells = try await context.cells()
            return files.order.map(cells.displayPath)
        }
    }

    func buildFiles(
        loading files: [String], within universe: [String]
    ) async throws -> [String] {
        try await workspace.ask { context in
            let cells = try await context.cells()
            let wanted = Set(files)
            var result: [String] = []
            for file in universe {
                let path = cells.cellPath(of: ProjectPath(unchecked: file))
                guard let folder = path.path.parent else { continue }
                let package = PackageLabel(cell: path.cell, path: folder)
                var closure = LoadClosure()
                try await closure.insert(context.package(at: package), in: context)
                if closure.order.contains(where: { wanted.contains(cells.displayPath($0)) }) {
                    result.append(file)
                }
            }
            return result
        }
    }

    private func queryNodes(
        _ labels: [TargetLabel], in context: borrowing Context
    ) async throws -> [TargetQueryNode] {
        let cells = try await context.cells()
        let targets = try await context.targetNodes(labels).map { try $0.get() }
        let packages = try await context.packages(at: labels.map(\.package)).map { try $0.get() }
        return zip(targets, packages).map { target, package in
            TargetQueryNode(node: target, package: package, cells: cells)
        }
    }

    /// The package that a file belongs to: the nearest folder above it that is one.
    private func package(
        of file: CellPath, in context: borrowing Context
    ) async throws -> PackageLabel? {
        var folder = file.path.parent
        while let current = folder {
            let label = PackageLabel(cell: file.cell, path: current)
            if try await context.hasPackage(at: label) { return label }
            folder = current.parent
        }
        return nil
    }
}

/// Build files with all that they load, directly or not, each once, in the order first met.
private struct LoadClosure {
    private(set) var order: [CellPath] = []
    private var seen: Set<CellPath> = []

    mutating func insert(_ package: Package, in context: borrowing Context) async throws {
        if seen.insert(package.buildFile).inserted { order.append(package.buildFile) }
        var pending = Array(package.loads.reversed())
        while let path = pending.popLast() {
            guard seen.insert(path).inserted else { continue }
            order.append(path)
            pending += try await context.module(at: path).loads.reversed()
        }
    }
}
