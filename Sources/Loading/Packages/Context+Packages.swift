public import BuildModel
import Diagnostics
public import Incremental

extension Context {
    /// The targets that a BUCK file declares.
    ///
    /// - Throws: A diagnostic if there is no such package or its BUCK file is wrong.
    public borrowing func package(at label: PackageLabel) async throws -> Package {
        try await request(PackageKey(label: label))
    }

    /// One target.
    ///
    /// - Throws: A diagnostic if there is no such package or target; it names the nearest one.
    public borrowing func targetNode(_ label: TargetLabel) async throws -> TargetNode {
        try await request(TargetNodeKey(label: label))
    }

    /// Several targets, or what is wrong with each, loaded concurrently.
    public borrowing func targetNodes(
        _ labels: [TargetLabel]
    ) async -> [Result<TargetNode, any Error>] {
        await results(labels.map { TargetNodeKey(label: $0) })
    }

    /// Whether a folder is a package: it is seen, and has a build file.
    public borrowing func hasPackage(at label: PackageLabel) async throws -> Bool {
        try await request(FolderKey(path: label.folder))?.buildFile != nil
    }

    /// The names in a folder that are not ignored, and which of them are folders; none if there is
    /// no such folder.
    public borrowing func entries(
        of folder: CellPath
    ) async throws -> [(name: String, isFolder: Bool)] {
        let folder = try await request(FolderKey(path: folder))
        return (folder?.listing.entries ?? []).map { ($0.name, $0.kind == .directory) }
    }

    /// The targets that a pattern names, packages in order, targets as declared.
    ///
    /// - Throws: The first diagnostic of a package, or one that says that a target is unknown.
    public borrowing func targets(matching pattern: TargetPattern) async throws -> [TargetNode] {
        if case .target(let label) = pattern { return [try await targetNode(label.target)] }
        let packages = try await packages(matching: pattern)
        return try await all(packages.map { PackageKey(label: $0) }).flatMap(\.targets)
    }

    /// The names of the targets of a package, in the order in which they are declared.
    ///
    /// Like all that asks for names only, known without running a BUCK file that has not changed.
    ///
    /// - Throws: As ``package(at:)``.
    public borrowing func targetNames(of package: PackageLabel) async throws -> [String] {
        try await request(PackageTargetsKey(label: package))
    }

    /// The names of the targets of some packages, or what is wrong with each.
    public borrowing func targetNames(
        of packages: [PackageLabel]
    ) async -> [Result<[String], any Error>] {
        await results(packages.map { PackageTargetsKey(label: $0) })
    }

    /// Checks that there is a target.
    ///
    /// - Throws: As ``targetNode(_:)``.
    public borrowing func checkExists(_ label: TargetLabel) async throws {
        guard try await targetNames(of: label.package).contains(label.name) else {
            _ = try await targetNode(label)
            return
        }
    }

    /// The packages at some labels, or what is wrong with each, loaded concurrently.
    public borrowing func packages(
        at labels: [PackageLabel]
    ) async -> [Result<Package, any Error>] {
        await results(labels.map { PackageKey(label: $0) })
    }
}

/// The names of a package's targets in the order in which they are declared: what a pattern needs
/// of a package, without the rules that a package carries along.
struct PackageTargetsKey: Key {
    let label: PackageLabel

    var description: String { "targets(\(label))" }

    func compute(in context: borrowing Context) async throws -> [String] {
        try await context.package(at: label).targets.map(\.label.name)
    }
}

/// One target, so that a change of another target of its package does not reach its dependents.
struct TargetNodeKey: Key {
    let label: TargetLabel

    var description: String { "target(\(label))" }

    func compute(in context: borrowing Context) async throws -> TargetNode {
        let package: Package
        do {
            package = try await context.package(at: label.package)
        } catch {
            throw error.within(
                .step(
                    "Error loading targets in package `\(label.package)` for target `\(label)`"))
        }
        guard let target = package.target(label.name) else {
            throw package.missingTarget(label.name)
        }
        return target
    }

    static func fingerprint(_ output: TargetNode) -> Fingerprint? { output.fingerprint }
}
