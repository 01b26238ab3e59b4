import BuildModel

/// Artifacts for the tests of this folder: of target `root//lib:foo` in configuration `cfg`.
enum Sample {
    static let package = PackageLabel(cell: .root, path: RelativePath(unchecked: "lib"))
    static let owner = ConfiguredTargetLabel(
        target: TargetLabel(package: package, name: "foo"),
        configuration: ConfigurationLabel(name: "cfg", hash: 0xABC))
    static let folder = "buck-out/bld/art/root/0000000000000abc/lib/__foo__"
    static let layout = ArtifactLayout()

    static func source(_ path: String) -> Artifact {
        let path = RelativePath(unchecked: path)
        return .source(
            SourceArtifact(
                package: package, path: ProjectPath(unchecked: "lib").appending(path),
                pathInPackage: path))
    }

    static func output(_ path: String, action index: Int = 0) -> BuildArtifact {
        BuildArtifact(
            key: ActionKey(owner: owner, index: index), path: RelativePath(unchecked: path))
    }

    static func tag(_ index: Int) -> ArtifactTag {
        ArtifactTag(owner: AnalysisOwner(owner), index: index)
    }
}

extension CommandLineOptions {
    /// Options with a few properties set.
    static func with(_ body: (inout CommandLineOptions) -> Void) -> CommandLineOptions {
        var options = CommandLineOptions()
        body(&options)
        return options
    }
}

extension CommandLineSet {
    /// A set whose identity does not matter.
    convenience init(value: CommandLine?, children: [CommandLineSet]) {
        self.init(
            value: value, children: children,
            identity: Identity(owner: AnalysisOwner(Sample.owner), index: 0))
    }
}
