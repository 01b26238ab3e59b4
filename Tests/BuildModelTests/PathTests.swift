import BuildModel
import Testing

@Suite struct PathTests {
    static let checked: [(String, LabelError.Code?)] = [
        ("", nil), ("a", nil), ("a/b.c", nil), ("..a/b..", nil), (".../a", nil),
        ("/a", .escapes), ("a/..", .escapes), ("..", .escapes), ("a/../b", .escapes),
        (".", .notNormalized), ("a/", .notNormalized), ("a//b", .notNormalized),
        ("./a", .notNormalized), ("a\0b", .illegalCharacter),
    ]

    @Test(arguments: checked) func check(text: String, code: LabelError.Code?) {
        do throws(LabelError) {
            let path = try ProjectPath(text)
            #expect(path.text == text)
            #expect(code == nil)
        } catch { #expect(error.code == code) }
    }

    static let normalized: [(String, String?)] = [
        ("a/./b//c/../d/", "a/b/d"), ("./", ""), ("a/..", ""), ("x/../../y", nil), ("/x", nil),
        ("a\0/../b", nil), ("plain/path", "plain/path"),
    ]

    @Test(arguments: normalized) func normalize(text: String, expected: String?) {
        #expect((try? ProjectPath(normalizing: text))?.text == expected)
    }

    @Test func partsOfPaths() throws {
        let path = try ProjectPath("a/b/c")
        #expect(path.name == "c")
        #expect(path.parent?.text == "a/b")
        #expect(path.parent?.parent?.parent == .base)
        #expect(ProjectPath.base.parent == nil)
        #expect(ProjectPath.base.argument == ".")
        #expect(try path.appending("d/e").text == "a/b/c/d/e")
        #expect(ProjectPath.base.appending(RelativePath(unchecked: "x")).text == "x")
        #expect(path.appending(.base) == path)
        #expect(path.relative(to: try ProjectPath("a"))?.text == "b/c")
        #expect(path.relative(to: path) == .base)
        #expect(path.relative(to: .base)?.text == "a/b/c")
        #expect(path.relative(to: try ProjectPath("a/bc")) == nil)
        #expect(try ProjectPath("ab/c").isInside(ProjectPath("a")) == false)
    }

    @Test func absolutePaths() throws {
        #expect(try AbsolutePath("/a//b/./c/../d/").text == "/a/b/d")
        #expect(try AbsolutePath("/../..").text == "/")
        #expect(throws: LabelError.self) { try AbsolutePath("a") }
        let folder = try AbsolutePath("/a/b")
        #expect(folder.parent.text == "/a")
        #expect(folder.parent.parent == .root)
        #expect(AbsolutePath.root.parent == .root)
        #expect(AbsolutePath.root.appending(try RelativePath("x/y")).text == "/x/y")
        #expect(try folder.resolving("../c").text == "/a/c")
        #expect(try folder.resolving("/z").text == "/z")
        #expect(try AbsolutePath("/a/b/c").relative(to: folder)?.text == "c")
        #expect(try AbsolutePath("/a/bc").relative(to: folder) == nil)
        #expect(folder.relative(to: .root)?.text == "a/b")
        #expect(folder.name == "b")
    }
}
