import Analysis
public import BuildModel
import Diagnostics
public import Incremental
import Storage

/// What is known of the inputs that an action really reads.
public struct DepFileAudit: Sendable {
    /// The inputs that no dep file covers, each of which counts.
    public let untagged: [ProjectPath]
    /// The inputs that the last run has read, by the names of the dep files that say so.
    public let used: [(name: String, paths: [ProjectPath])]
}

extension Context {
    /// What the dep files of an action said when it last ran.
    ///
    /// - Parameters:
    ///   - label: The target whose action it is.
    ///   - category: The action's category.
    ///   - identifier: What tells it from others of its category, if it has an identifier.
    /// - Returns: The inputs that count; an action that has not run yet has none.
    /// - Throws: A diagnostic if there is no such action, it declares no dep files, or it has not
    ///   run.
    public borrowing func depFiles(
        of label: ConfiguredTargetLabel, category: String, identifier: String?
    ) async throws -> DepFileAudit {
        let services = resources[ActionServicesResource.self]
        let actions = try await analysis(of: label).actions
        let name = [category, identifier ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
        guard
            let spec = actions.first(where: {
                $0.category == category && $0.identifier == identifier
            })
        else {
            let known = actions.map {
                [$0.category, $0.identifier ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
            }
            throw Diagnostic.error(
                "`\(label)` has no action `\(name)`" + didYouMean(name, among: known))
        }
        guard case .run(let action) = spec.kind, !action.depFiles.isEmpty else {
            throw Diagnostic.error(
                "Trying to audit dep files for an action that doesn't declare any dep files!")
        }
        guard let record = try await services.depFileRecord(of: spec) else {
            throw Diagnostic.error(
                "Failed to find dep files for key `\(label) \(name)`",
                help: ["The action has not run, or reads what it does not declare"])
        }
        let artifacts = spec.kind.artifacts
        let values = try await values(of: artifacts.inputs)
        let covered = Set(action.depFiles.map(\.tag))
        var untagged: [ProjectPath] = []
        var used: [(name: String, paths: [ProjectPath])] = action.depFiles.map { ($0.name, []) }
        for (artifact, value) in zip(artifacts.inputs, values) {
            let path = services.layout.knowing([(artifact, value)]).path(of: artifact)
            let tags = artifacts.inputTags[artifact] ?? []
            let paths = value.paths(at: path)
            if tags.isDisjoint(with: covered) {
                untagged += paths
                continue
            }
            for (place, file) in action.depFiles.enumerated() where tags.contains(file.tag) {
                used[place].paths += paths.filter {
                    record.used[services.layout.forgettingContent(in: $0)] != nil
                }
            }
        }
        return DepFileAudit(
            untagged: untagged.sorted(), used: used.map { ($0.name, $0.paths.sorted()) })
    }
}

extension ActionServices {
    /// What the dep files of an action said when it last ran.
    fileprivate func depFileRecord(of spec: ActionSpec) async throws -> DepFileRecord? {
        let key = DepFileMemory.key(of: spec, in: self)
        return try await stores.records.value(for: key, in: DepFileMemory.table)
            .flatMap(DepFileRecord.init(decoding:))
    }
}
