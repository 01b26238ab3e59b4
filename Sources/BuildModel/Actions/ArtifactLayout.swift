/// Where artifacts lie below the project root.
///
/// `buck-out/<isolation>/art/<cell>/<configuration hash>/<package>/__<name>__/<path>`, as in
/// Buck2, so that scripts which know those paths keep working. An output whose place follows from
/// its content lies at `buck-out/<isolation>/art/<cell>/<package>/__<name>__/<content>/<path>`, and
/// a link to it at the former path.
public struct ArtifactLayout: Hashable, Sendable {
    /// The name that keeps the outputs of several tools or invocations apart.
    public let isolation: String
    /// What stands for the contents of outputs whose places follow from them; nothing where
    /// nobody knows any.
    private var contents: [BuildArtifact: String]?

    /// Makes the layout of an isolation folder.
    public init(isolation: String = "bld") {
        self.isolation = isolation
    }

    /// The layout as one action sees it, to which the contents of its inputs are known.
    ///
    /// - Parameter contents: What stands for the content of each output whose place follows from
    ///   it: 16 digits, or ``unknownContent`` for what is still to be made.
    /// - Returns: A layout in which those outputs lie in their real places. In others there is a
    ///   link to the real place.
    public func knowing(_ contents: [BuildArtifact: String]) -> ArtifactLayout {
        var layout = self
        layout.contents = contents
        return layout
    }

    /// The layout as dep files see it: the places of some inputs follow from no content.
    ///
    /// - Parameter artifacts: Inputs whose places follow from their contents.
    /// - Returns: A layout in which those have ``anyContent``.
    public func forgettingContents(of artifacts: [Artifact]) -> ArtifactLayout {
        var contents = contents ?? [:]
        for artifact in artifacts {
            if let build = artifact.buildArtifact { contents[build] = Self.anyContent }
        }
        return knowing(contents)
    }

    /// Whether an artifact's place follows from a content that the action which asks does not know.
    func lacksContent(of artifact: Artifact) -> Bool {
        guard let contents, let build = artifact.buildArtifact else { return false }
        return build.hasContentBasedPath && contents[build] == nil
    }

    /// Where an action writes what has a place that follows from its content.
    public static let unknownContent = "output_artifact"

    /// Stands for a content that makes no difference to what is asked: that of an origin which
    /// paths are relative to.
    private static let irrelevantContent = "relative_path_resolution"

    /// Stands for every content where it is to make no difference, as for dep files.
    public static let anyContent = "dep_files_placeholder"

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

    /// The folder of the outputs of a run of a script.
    ///
    /// `buck-out/<isolation>/art-bxl/<cell>/<file>/__<function>__/<hash>`
    public func folder(of run: ScriptRun) -> ProjectPath {
        ProjectPath(
            unchecked: "buck-out/\(isolation)/art-bxl/\(run.file.cell.text)/\(run.file.path.text)/"
                + "__\(run.function)__/\(run.hashText)")
    }

    /// The folder of the outputs of a target, anonymous or not, or of a script.
    public func folder(of owner: AnalysisOwner) -> ProjectPath {
        switch owner.base {
        case .target(let label): folder(of: label)
        case .anonymous(let target): folder(of: target)
        case .script(let run): folder(of: run)
        }
    }

    /// The folder of a target's outputs whose places follow from their contents: the same in all
    /// configurations.
    private func contentFolder(of owner: AnalysisOwner) -> ProjectPath {
        guard case .target(let label) = owner.base else { return folder(of: owner) }
        let package = label.target.package
        var path = "buck-out/\(isolation)/art/\(package.cell.text)/"
        if !package.path.isBase { path += package.path.text + "/" }
        return ProjectPath(unchecked: path + "__\(label.target.name)__")
    }

    /// The folder that a command may use as it likes: `BUCK_SCRATCH_PATH`.
    ///
    /// `buck-out/<isolation>/tmp/<cell>/<hash>/<category>/<identifier>`; the hash stands for the
    /// owner and, where it would make no good path, for the identifier.
    public func scratchFolder(of spec: ActionSpec) -> ProjectPath {
        let owner = spec.key.owner
        let isShared = spec.outputs.allSatisfy(\.hasContentBasedPath)
        let folder = isShared ? contentFolder(of: owner) : folder(of: owner)
        var hashed = folder.appending(owner.folder).text
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
        guard output.hasContentBasedPath, let contents else {
            return folder(of: output.key.owner).appending(output.path)
        }
        return path(of: output, content: contents[output] ?? Self.irrelevantContent)
    }

    /// The path at which an output is written by the action that makes it.
    ///
    /// It may stand in a file that another action writes.
    func writtenPath(of output: BuildArtifact) -> ProjectPath {
        contents == nil ? path(of: output) : path(of: output, content: Self.unknownContent)
    }

    /// The path of an output with a content; that is, its usual path unless it has a place that
    /// follows from its content.
    public func path(of output: BuildArtifact, content: String) -> ProjectPath {
        guard output.hasContentBasedPath else {
            return folder(of: output.key.owner).appending(output.path)
        }
        return contentFolder(of: output.key.owner)
            .appending(RelativePath(unchecked: content)).appending(output.path)
    }

    /// A path that is the same whatever the content is from which it follows.
    ///
    /// - Returns: The path with ``anyContent`` in the place of the digits behind `__<name>__`; the
    ///   path itself if it follows from no content.
    public func forgettingContent(in path: ProjectPath) -> ProjectPath {
        guard path.isInside(root) else { return path }
        var components = path.components
        // buck-out/<isolation>/art/<cell>, and then as many folders as the package has.
        guard
            let name = components.dropFirst(4).firstIndex(where: {
                $0.utf8.count > 4 && $0.hasPrefix("__") && $0.hasSuffix("__")
            }), name + 2 < components.count, Self.isContent(components[name + 1])
        else { return path }
        components[name + 1] = Self.anyContent[...]
        return ProjectPath(unchecked: components.joined(separator: "/"))
    }

    private static func isContent(_ component: Substring) -> Bool {
        component.utf8.count == 16
            && component.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }

    /// Where a link to an output can lie whose path depends on no configuration:
    /// `buck-out/<isolation>/gen/<cell>/<package>/<path>`, as in Buck2.
    ///
    /// - Returns: Nothing for outputs of anonymous targets and scripts.
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
