import BuildModel
import Incremental
import Loading

/// Follows what build files and modules load: each file is told of once.
struct ImportWalk {
    let workspace: Workspace
    private var pending: [CellPath] = []
    private var seen: Set<CellPath> = []

    init(workspace: Workspace) {
        self.workspace = workspace
    }

    /// What the build file of a package loads.
    mutating func record(of package: Package) async throws -> TargetRecord {
        let file = package.buildFile
        let implicit = try await workspace.ask { try await $0.implicitLoad(of: file) }
        let loads = (implicit.map { [$0] } ?? []) + package.loads
        pending += loads
        return .imports(loads, of: file, package: package.label)
    }

    /// What the PACKAGE files load that apply to a package, those that were told of left out.
    mutating func packageFiles(of label: PackageLabel) async throws -> [TargetRecord] {
        var records: [TargetRecord] = []
        for file in try await workspace.ask({ try await $0.packageFiles(of: label) })
        where seen.insert(file).inserted {
            let loads = try await workspace.ask { context in
                let implicit = try await context.implicitLoad(of: file)
                return (implicit.map { [$0] } ?? [])
                    + (try await context.loads(ofPackageFile: file))
            }
            records.append(.imports(loads, of: file))
            pending += loads
        }
        return records
    }

    /// What modules load that were met so far, and those that they load.
    mutating func rest() async throws -> [TargetRecord] {
        var records: [TargetRecord] = []
        while let path = pending.popLast() {
            guard seen.insert(path).inserted else { continue }
            let loads = try await workspace.ask { try await $0.imports(of: path) }
            records.append(.imports(loads, of: path))
            pending += loads.reversed()
        }
        return records
    }
}

extension Context {
    /// What a module loads itself, the prelude first if it sees its names.
    fileprivate borrowing func imports(of path: CellPath) async throws -> [CellPath] {
        guard path.path.text.hasSuffix(".bzl") else { return [] }
        let implicit = try await implicitLoad(of: path)
        return (implicit.map { [$0] } ?? []) + (try await module(at: path).loads)
    }
}
