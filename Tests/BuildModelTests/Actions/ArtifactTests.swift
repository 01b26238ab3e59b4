import BuildModel
import Testing

@Suite struct ArtifactTests {
    @Test(arguments: [
        ("src/a.c", "a.c", ".c"), ("a.tar.gz", "a.tar.gz", ".gz"), ("bin/tool", "tool", ""),
        (".hidden", ".hidden", ""), ("d.d/x", "x", ""),
    ])
    func names(_ path: String, _ basename: String, _ fileExtension: String) {
        let artifact = Artifact.build(Sample.output(path))
        #expect(artifact.shortPath.text == path)
        #expect(artifact.basename == basename)
        #expect(artifact.fileExtension == fileExtension)
    }

    @Test func projections() {
        let path = RelativePath(unchecked: "in/x.h")
        let folder = Artifact.build(Sample.output("dir"))
        #expect(folder.project(path).shortPath.text == "dir/in/x.h")
        #expect(folder.project(path, hidesPrefix: true).shortPath.text == "in/x.h")
        #expect(
            Sample.layout.path(of: folder.project(path, hidesPrefix: true)).text
                == "\(Sample.folder)/dir/in/x.h")
    }

    @Test func packageAtTheRootOfACell() {
        let owner = ConfiguredTargetLabel(
            target: TargetLabel(package: PackageLabel(cell: .root, path: .base), name: "t"),
            configuration: .unspecified)
        #expect(
            ArtifactLayout(isolation: "v2").folder(of: owner).text
                == "buck-out/v2/art/root/1ef78538d8598cb2/__t__")
    }
}
