import BuildModel
import Storage

/// Uses and keeps what an action's dep files say about the inputs it really reads.
///
/// See `DepFileRecord` for what must be unchanged for an earlier result to stand. Paths that follow
/// from contents are seen without these: an input that was not read may change, and with it the
/// path of the folder in which another one lies that was.
struct DepFileMemory {
    static let table = RecordTable("dep-files/2")

    private let action: RunAction
    private let base: ActionPerformance
    /// What is run, with the paths of what dep files cover as they are without contents.
    private let command: Command
    /// The inputs at their places, and at those that they have without contents.
    private let inputs: DirectoryTree
    /// Whether inputs with different contents have one path without contents, so that dep files
    /// cannot tell them apart.
    private let isAmbiguous: Bool

    private var services: ActionServices { base.services }
    private var covered: Set<ArtifactTag> { Set(action.depFiles.map(\.tag)) }

    init(_ performance: CommandPerformance, _ manifest: ActionManifest) throws {
        let (action, base) = (performance.action, performance.base)
        (self.action, self.base) = (action, base)
        let tags = Set(action.depFiles.map(\.tag))
        let artifacts = base.artifacts
        let forgotten =
            tags.isEmpty
            ? []
            : artifacts.inputs.filter { artifact in
                artifact.buildArtifact?.hasContentBasedPath == true
                    && artifacts.inputTags[artifact]?.isDisjoint(with: tags) == false
            }
        guard !forgotten.isEmpty else {
            (command, inputs, isAmbiguous) = (manifest.command, manifest.inputs, false)
            return
        }
        let layout = base.layout.forgettingContents(of: forgotten)
        command = try performance.command(try action.command.expand(layout: layout), in: layout)
        let inputs = try? manifest.inputs.adding(
            forgotten.flatMap { artifact in
                let value = base.value(of: artifact)
                return [(base.layout.path(of: artifact), value.value)]
                    + value.referents.map { ($0.key, $0.value) }
            }.map { (path: layout.forgettingContent(in: $0.0), value: $0.1) })
        self.inputs = inputs ?? manifest.inputs
        isAmbiguous = inputs == nil
    }

    /// One record for each action of a checkout: its owner, category and identifier.
    static func key(of spec: ActionSpec, in services: ActionServices) -> [UInt8] {
        Array(
            """
            \(services.projectRoot)\0\(services.layout.isolation)\0\(spec.key.owner)\0\
            \(spec.category)\0\(spec.identifier ?? "")
            """.utf8)
    }

    /// An earlier action that read the same of what is there now; nil if none is known.
    func earlierAction() async throws -> ActionDigest? {
        guard !action.depFiles.isEmpty, !isAmbiguous,
            let bytes = try? await services.stores.records.value(
                for: Self.key(of: base.spec, in: services), in: DepFileMemory.table),
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
        guard !action.depFiles.isEmpty, !isAmbiguous else { return [] }
        var used: [ProjectPath: DepFileRecord.Content] = [:]
        var undeclared: [ProjectPath] = []
        for path in try await pathsRead(result) {
            if let content = content(at: path) {
                used[base.layout.forgettingContent(in: path)] = content
            } else if !result.outputs.keys.contains(where: path.isInside) {
                undeclared.append(path)
            }
        }
        guard undeclared.isEmpty else { return undeclared.sorted() }
        let record = DepFileRecord(invariant: try invariant(), action: digest, used: used)
        try await services.stores.records.set(
            Self.key(of: base.spec, in: services), to: record.encoded, in: DepFileMemory.table)
        return []
    }

    /// The paths in the project that the dep files name.
    private func pathsRead(_ result: ActionResult) async throws -> Set<ProjectPath> {
        var paths: Set<ProjectPath> = []
        for file in action.depFiles {
            guard case .file(let value)? = result.outputs[base.layout.path(of: file.output)]
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
        switch inputs.resolve(RelativePath(unchecked: path.text)) {
        case .absent: nil
        case .found(_, .file(let file), _): .file(file)
        case .found, .outside, .endless: .other
        }
    }

    /// The digest of all that no dep file covers, and of the paths of what they do cover.
    private func invariant() throws -> Digest {
        var hasher = DigestHasher()
        hasher.update(command.encoded)
        let layout = base.layout
        var untagged: [(path: ProjectPath, value: ArtifactValue)] = []
        var paths: [ProjectPath] = []
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
        for path in Set(paths.map(layout.forgettingContent(in:))).sorted() {
            hasher.update(path.text.utf8)
            hasher.update([0])
        }
        return hasher.finalize()
    }
}

extension DirectoryTree {
    /// The tree with more in it.
    ///
    /// - Throws: If two things claim one path.
    fileprivate func adding(
        _ values: [(path: ProjectPath, value: OutputValue)]
    ) throws(InputTreeError) -> DirectoryTree {
        var builder = InputTreeBuilder()
        try builder.insert(.directory(self), at: .base)
        for (path, value) in values { try builder.insert(value, at: path) }
        return builder.build()
    }
}

extension ArtifactValue {
    /// The paths of all files and links here and at the referents.
    func paths(at path: ProjectPath) -> [ProjectPath] {
        var result: [ProjectPath] = []
        value.appendPaths(at: path, to: &result)
        for (path, value) in referents { value.appendPaths(at: path, to: &result) }
        return result
    }
}

extension OutputValue {
    fileprivate func appendPaths(at path: ProjectPath, to result: inout [ProjectPath]) {
        guard case .directory(let tree) = self else { return result.append(path) }
        for entry in tree.entries {
            OutputValue(entry.node).appendPaths(
                at: path.appending(RelativePath(unchecked: entry.name)), to: &result)
        }
    }
}
