package import BuildModel
package import Diagnostics
package import Incremental
package import Loading
package import Query

/// Answers what a query asks about targets before configuration.
package struct TargetQueryEnvironment: QueryEnvironment {
    package let inquiry: Inquiry
    package let allowsPartialGraph: Bool

    /// An environment for queries.
    package init(inquiry: Inquiry, allowsPartialGraph: Bool = false) {
        self.inquiry = inquiry
        self.allowsPartialGraph = allowsPartialGraph
    }

    package func nodes(matching patterns: [String]) async throws -> [TargetQueryNode] {
        try await inquiry.ask { context in
            var labels: [TargetLabel] = []
            for pattern in try await inquiry.parseTargets(patterns, in: context) {
                if case .target(let label) = pattern {
                    labels.append(label.target)
                    continue
                }
                let packages = try await context.packages(matching: pattern)
                for package in await context.packages(at: packages) {
                    if allowsPartialGraph, pattern.isRecursive, case .failure = package { continue }
                    // Targets in the order of their names, as Buck2 lists what patterns match.
                    labels += try package.get().targets.map(\.label).sorted()
                }
            }
            return try await queryNodes(labels, in: context)
        }
    }

    package func loadableNodes(at labels: [TargetLabel]) async throws -> [TargetQueryNode?] {
        try await inquiry.ask { context in
            let cells = try await context.cells()
            let targets = await context.targetNodes(labels)
            let packages = await context.packages(at: labels.map(\.package))
            return zip(targets, packages).map { target, package in
                guard let target = try? target.get(), let package = try? package.get() else {
                    return nil
                }
                return TargetQueryNode(node: target, package: package, cells: cells)
            }
        }
    }

    package func nodes(at labels: [TargetLabel]) async throws -> [TargetQueryNode] {
        try await inquiry.ask { try await queryNodes(labels, in: $0) }
    }

    package func files(matching literal: String) async throws -> [String] {
        try await inquiry.ask { context in
            let cells = try await context.cells()
            return [cells.displayPath(try inquiry.cellPath(ofFile: literal, cells))]
        }
    }

    package func inputs(of nodes: [TargetQueryNode]) async throws -> [String] {
        try await inquiry.ask { context in
            let cells = try await context.cells()
            var files: [String] = []
            for source in nodes.flatMap(\.node.sources) {
                files += try await context.files(of: source).map(cells.displayPath)
            }
            return files
        }
    }

    package func owners(of files: [String]) async throws -> [TargetQueryNode] {
        try await inquiry.ask { context in
            let cells = try await context.cells()
            var owners: [TargetQueryNode] = []
            for file in files {
                let path = cells.cellPath(of: ProjectPath(unchecked: file))
                let found = try await self.owners(of: file, at: path, cells, in: context)
                if found.isEmpty { inquiry.complain("No owner was found for \(path)\n") }
                owners += found
            }
            return owners
        }
    }

    package func nodes(definedIn buildFiles: [String]) async throws -> [TargetQueryNode] {
        try await inquiry.ask { context in
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

    package func allBuildFiles(of nodes: [TargetQueryNode]) async throws -> [String] {
        try await inquiry.ask { context in
            var files = LoadClosure()
            for node in nodes {
                try await files.insert(node.package, in: context)
            }
            let cells = try await context.cells()
            return files.order.map(cells.displayPath)
        }
    }

    package func buildFiles(
        loading files: [String], within universe: [String]
    ) async throws -> [String] {
        try await inquiry.ask { context in
            let cells = try await context.cells()
            let wanted = Set(files)
            var closure = LoadClosure()
            for file in universe {
                let path = cells.cellPath(of: ProjectPath(unchecked: file))
                guard let folder = path.path.parent else { continue }
                let package = PackageLabel(cell: path.cell, path: folder)
                try await closure.insert(context.package(at: package), in: context)
            }
            return closure.files { wanted.contains(cells.displayPath($0)) }.map(cells.displayPath)
        }
    }

    private func queryNodes(
        _ labels: [TargetLabel], in context: borrowing Context
    ) async throws -> [TargetQueryNode] {
        let cells = try await context.cells()
        let packages = try await context.packages(at: labels.map(\.package)).map { try $0.get() }
        let targets = try await context.targetNodes(labels).map { try $0.get() }
        return zip(targets, packages).map { target, package in
            TargetQueryNode(node: target, package: package, cells: cells)
        }
    }

    /// The targets of the packages around a file that have it among their inputs: of the nearest
    /// folder that is a package, and of those above it, which may reach into it.
    private func owners(
        of file: String, at path: CellPath, _ cells: CellResolver, in context: borrowing Context
    ) async throws -> [TargetQueryNode] {
        var owners: [TargetQueryNode] = []
        var folder = path.path.parent
        while let current = folder {
            let label = PackageLabel(cell: path.cell, path: current)
            if try await context.hasPackage(at: label) {
                let package = try await context.package(at: label)
                owners += package.targets.map {
                    TargetQueryNode(node: $0, package: package, cells: cells)
                }.filter { $0.inputs.contains { file == $0 || file.hasPrefix($0 + "/") } }
            }
            folder = current.parent
        }
        return owners
    }
}

extension Inquiry {
    /// Parses patterns of a query, which name targets and no part of their providers.
    ///
    /// - Throws: A diagnostic for the first that does not.
    package func parseTargets(
        _ patterns: [String], in context: borrowing Context
    ) async throws -> [TargetPattern] {
        try Self.checkFlavors(patterns)
        for pattern in patterns {
            guard let mark = pattern.firstIndex(of: "?") else { continue }
            throw Diagnostic.error(
                "Expected a target pattern without modifiers, got `\(pattern)`",
                help: [
                    "`--target-universe` takes modifiers: `--target-universe \(pattern)` with "
                        + "`\(pattern[..<mark])` in the query"
                ])
        }
        let parsed = try await parse(patterns, in: context)
        for pattern in parsed { try pattern.checkNamesTargets() }
        return parsed
    }

    /// Checks that no pattern has a flavor, as `#` after a target's name was called.
    package static func checkFlavors(_ patterns: [String]) throws(Diagnostic) {
        guard let flavored = patterns.first(where: { $0.contains("#") }) else { return }
        throw .error("Expected a target pattern without providers, got `\(flavored)`")
    }
}

extension Inquiry {
    /// Checks that words of a query are patterns.
    ///
    /// - Throws: What is wrong with the first that is none, at its place in the query.
    package func check(_ literals: [TargetLiteral]) async throws {
        for literal in literals {
            do {
                _ = try await ask { try await parseTargets([literal.text], in: $0) }
            } catch var error as Diagnostic {
                if error.span == nil { error.span = literal.span }
                throw error
            }
        }
    }
}

extension TargetPattern {
    /// Checks that it does not name sub-targets, whose providers no graph of targets has.
    package func checkNamesTargets() throws(Diagnostic) {
        guard case .target(let label) = self, !label.subTargets.isEmpty else { return }
        throw .error(
            "Expected a target pattern without providers, got `\(label)`",
            help: ["The target is `\(label.target)`"])
    }

    package var isRecursive: Bool { if case .recursive = self { true } else { false } }
}

/// Build files with all that they load, directly or not, each once, in the order first met.
private struct LoadClosure {
    private(set) var order: [CellPath] = []
    private var loads: [CellPath: [CellPath]] = [:]

    mutating func insert(_ package: Package, in context: borrowing Context) async throws {
        guard loads.updateValue(package.loads, forKey: package.buildFile) == nil else { return }
        order.append(package.buildFile)
        var pending = Array(package.loads.reversed())
        while let path = pending.popLast() {
            guard loads[path] == nil else { continue }
            order.append(path)
            let next = try await context.imports(of: path)
            loads[path] = next
            pending += next.reversed()
        }
    }

    /// The files that satisfy a condition, and those that load one, directly or not.
    func files(where isWanted: (CellPath) -> Bool) -> [CellPath] {
        var users: [CellPath: [CellPath]] = [:]
        for file in order {
            for loaded in loads[file] ?? [] { users[loaded, default: []].append(file) }
        }
        var pending = order.filter(isWanted)
        var found = Set(pending)
        while let file = pending.popLast() {
            for user in users[file] ?? [] where found.insert(user).inserted { pending.append(user) }
        }
        return order.filter(found.contains)
    }
}

extension Context {
    /// What a file loads itself; data loads nothing.
    fileprivate borrowing func imports(of path: CellPath) async throws -> [CellPath] {
        try await module(at: path).loads
    }
}
