import BuildModel
import Testing

@testable import ActionGraph

@Suite struct LinkTests {
    @Test(arguments: [
        ("link", "file", "file"),
        ("a/b/link", "a/c/file", "../c/file"),
        ("a/link", "a/b/c", "b/c"),
        ("a/b/c/link", "x", "../../../x"),
        ("a/b/link", "a", ".."),
        ("a/link", "a", "."),
    ])
    func textLeadsFromLinkToTarget(link: String, target: String, text: String) throws {
        #expect(try ProjectPath(link).linkText(to: ProjectPath(target)) == text)
    }

    @Test func linksAreReplacedByWhatTheyLeadTo() throws {
        let file = FileValue(digest: Digest(of: "content"))
        let folder = DirectoryTree(entries: [
            .init(name: "direct", node: .symlink(target: "../src/a.h")),
            .init(name: "inside", node: .symlink(target: "../src/sub/b.h")),
        ])
        let sub = DirectoryTree(entries: [.init(name: "b.h", node: .file(file))])
        let value = ArtifactValue(
            .directory(folder),
            referents: [
                try ProjectPath("src/a.h"): .file(file),
                try ProjectPath("src/sub"): .directory(sub),
            ])
        let expected = DirectoryTree(entries: [
            .init(name: "direct", node: .file(file)), .init(name: "inside", node: .file(file)),
        ])
        #expect(try value.withoutLinks(at: ProjectPath("out")) == .directory(expected))
    }

    @Test func aLinkToNowhereIsAnError() throws {
        let value = ArtifactValue(
            .symlink(target: "missing"),
            referents: [try ProjectPath("other"): .file(FileValue(digest: .empty))])
        let path = try ProjectPath("out/link")
        #expect { try value.withoutLinks(at: path) } throws: { "\($0)".contains("no input") }
    }
}
