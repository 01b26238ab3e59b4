/// Where artifacts lie below the project root.
///
/// `buck-out/<isolation>/art/<cell>/<configuration hash>/<package>/__<name>__/<path>`, as in
/// Buck2, so that scripts which know those paths keep working.
public struct ArtifactLayout: Hashable, Sendable {
    /// The name that keeps the outputs of several tools or invocations apart.
    public let isolation: String

    /// Makes the layout of an isolation folder.
    public init(isolation: String = "bld") {
        self.isolation = isolation
    }

    /// The folder of everything the tool writes.
    public var root: ProjectPath { ProjectPath(unchecked: "buck-out/" + isolation) }

    /// Where outputs lie that are to be removed when there is time.
    ///
    /// - Parameter name: What tells them from others; empty for the folder of all of them.
    /// - Returns: A folder that no output of a build lies in.
    public func trash(_ name: String) -> ProjectPath {
        ProjectPath(unchecked: "buck-out/.trash" + (name.isEmpty ? "" : "/" + name))
    }

    /// The folder of a target's outputs.
    public func folder(of owner: ConfiguredTargetLabel) -> ProjectPath {
        let package = owner.target.package
        var path = "buck-out/\(isolation)/art/\(package.cell.text)/\(owner.configuration.hashText)"
        if let execution = owner.execution { path += "-" + execution.hashText }
        path += "/"
        if !package.path.isBase { path += package.path.text + "/" }
        return ProjectPath(unchecked: path + "__\(owner.target.name)__")
    }

    /// The folder of an anonymous target's outputs.
    ///
    /// `buck-out/<isolation>/art-anon/<cell>/<execution hash>/<package>/<hash>/__<name>__`
    public func folder(of anonymous: AnonymousTarget) -> ProjectPath {
        let package = anonymous.label.target.package
        var path = "buck-out/\(isolation)/art-anon/\(package.cell.text)/"
        path += anonymous.execution.hashText + "/"
        if !package.path.isBase { path += package.path.text + "/" }
        return ProjectPath(
            unchecked: path + "\(anonymous.hashText)/__\(anonymous.label.target.name)__")
    }

    /// The folder of the outputs of a target, anonymous or not.
    public func folder(of owner: AnalysisOwner) -> ProjectPath {
        switch owner.base {
        case .target(let label): folder(of: label)
        case .anonymous(let target): folder(of: target)
        }
    }

    /// The folder that a command may use as it likes: `BUCK_SCRATCH_PATH`.
    ///
    /// `buck-out/<isolation>/tmp/<cell>/<hash>/<category>/<identifier>`; the hash stands for the
    /// owner and, where it would make no good path, for the identifier.
    public func scratchFolder(of spec: ActionSpec) -> ProjectPath {
        let owner = spec.key.owner
        var hashed = folder(of: owner).appending(owner.folder).text
        var path = spec.category
        if let identifier = spec.identifier, !identifier.isEmpty {
            if identifier.utf8.count <= 50, identifier.utf8.allSatisfy(Self.isPlain),
                let below = try? RelativePath(identifier)
            {
                path += "/" + below.text
            } else {
                hashed += " " + identifier
            }
        }
        let hash = Digest(of: hashed).hex.prefix(16)
        let cell = owner.target.package.cell.text
        return ProjectPath(unchecked: "buck-out/\(isolation)/tmp/\(cell)/\(hash)/\(path)")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !"<>;:\"'?*\\".utf8.contains(byte)
    }

    /// The path of an output.
    public func path(of output: BuildArtifact) -> ProjectPath {
        folder(of: output.key.owner).appending(output.path)
    }

    /// Where a link to an output can lie whose path depends on no configuration:
    /// `buck-out/<isolation>/gen/<cell>/<package>/<path>`, as in Buck2.
    ///
    /// - Returns: Nothing for outputs of anonymous targets.
    public func unhashedPath(of output: BuildArtifact) -> ProjectPath? {
        guard case .target(let label) = output.key.owner.base else { return nil }
        let package = label.target.package
        return ProjectPath(unchecked: "buck-out/\(isolation)/gen/\(package.cell.text)")
            .appending(package.path).appending(output.path)
    }

    /// The path of an artifact; empty for a source that is the project root itself.
    public func path(of artifact: Artifact) -> ProjectPath {
        switch artifact.base {
        case .source(let source): source.path.appending(artifact.projection)
        case .build(let build): path(of: build).appending(artifact.projection)
        }
    }
}
