import BuildModel
import Storage

/// Uses and keeps what an action's dep files say about the inputs it really reads.
///
/// See `DepFileRecord` for what must be unchanged for an earlier result to stand.
struct DepFileMemory {
    private static let table = RecordTable("dep-files/1")

    let action: RunAction
    let base: ActionPerformance
    let manifest: ActionManifest

    private var services: ActionServices { base.services }
    private var covered: Set<ArtifactTag> { Set(action.depFiles.map(\.tag)) }

    /// One record for each action of a checkout: its owner, category and identifier.
    private var key: [UInt8] {
        let spec = base.spec
        return Array(
            """
            \(services.projectRoot)\0\(services.layout.isolation)\0\(spec.key.owner)\0\
            \(spec.category)\0\(spec.identifier ?? "")
            """.utf8)
    }

    /// An earlier action that read the same of what is there now; nil if none is known.
    func earlierAction() async throws -> ActionDigest? {
        guard !action.depFiles.isEmpty,
            let bytes = try? await services.stores.records.value(for: key, in: DepFileMemory.table),
            let record = DepFileRecord(decoding: bytes),
            record.invariant == (try invariant())
        else { return nil }
        let isUnchanged = record.used.allSatisfy { path, content in
            content != .other && self.content(at: path) == content
        }
        return isUnchanged ? record.action : nil
    }

    /// Reads the dep files of a run, and remembers it.
    ///
    /// - Returns: Files of the project that were read without being among the action's inputs or
    ///   outputs; if there are any, nothing is remembered.
    func learn(from result: ActionResult, of digest: ActionDigest) async throws -> [ProjectPath] {
        guard !action.depFiles.isEmpty else { return [] }
        var used: [ProjectPath: DepFileRecord.Content] = [:]
        var undeclared: [ProjectPath] = []
        for path in try await pathsRead(result) {
            if let content = content(at: path) {
                used[path] = content
            } else if !result.outputs.keys.contains(where: path.isInside) {
                undeclared.append(path)
            }
        }
        guard undeclared.isEmpty else { return undeclared.sorted() }
        let record = DepFileRecord(invariant: try invariant(), action: digest, used: used)
        try await services.stores.records.set(key, to: record.encoded, in: DepFileMemory.table)
        return []
    }

    /// The paths in the project that the dep files name.
    private func pathsRead(_ result: ActionResult) async throws -> Set<ProjectPath> {
        var paths: Set<ProjectPath> = []
        for file in action.depFiles {
            guard case .file(let value)? = result.outputs[services.layout.path(of: file.output)]
            else { continue }
            let text = try await services.stores.content.read(value.digest)
            for path in DepFile(parsing: text).paths {
                guard let absolute = try? services.projectRoot.resolving(path),
                    let relative = absolute.relative(to: services.projectRoot)
                else { continue }
                paths.insert(ProjectPath(unchecked: relative.text))
            }
        }
        return paths
    }

    /// What an input is, following links; nil if there is none at the path.
    private func content(at path: ProjectPath) -> DepFileRecord.Content? {
        switch manifest.inputs.resolve(RelativePath(unchecked: path.text)) {
        case .absent: nil
        case .found(_, .file(let file), _): .file(file)
        case .found, .outside, .endless: .other
        }
    }

    /// The digest of all that no dep file covers, and of the paths of what they do cover.
    private func invariant() throws -> Digest {
        var hasher = DigestHasher()
        hasher.update(manifest.command.encoded)
        let layout = services.layout
        var untagged: [(path: ProjectPath, value: ArtifactValue)] = []
        var paths: [String] = []
        for artifact in base.artifacts.inputs {
            let path = layout.path(of: artifact)
            let value = base.value(of: artifact)
            let tags = base.artifacts.inputTags[artifact] ?? []
            if tags.isDisjoint(with: covered) {
                untagged.append((path, value))
            } else {
                paths += value.paths(at: path)
            }
        }
        hasher.update(try ActionManifest.tree(of: untagged).digest.hashBytes)
        for path in paths.sorted() {
            hasher.update(path.utf8)
            hasher.update([0])
        }
        return hasher.finalize()
    }
}

extension ArtifactValue {
    /// The paths of all files and links here and at the referents.
    fileprivate func paths(at path: ProjectPath) -> [String] {
        var result: [String] = []
        value.appendPaths(at: path, to: &result)
        for (path, value) in referents { value.appendPaths(at: path, to: &result) }
        return result
    }
}

extension OutputValue {
    fileprivate func appendPaths(at path: ProjectPath, to result: inout [String]) {
        guard case .directory(let tree) = self else { return result.append(path.text) }
        for entry in tree.entries {
            OutputValue(entry.node).appendPaths(
                at: path.appending(RelativePath(unchecked: entry.name)), to: &result)
        }
    }
}
