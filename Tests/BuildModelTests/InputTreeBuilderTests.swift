import BuildModel
import Testing

private func file(_ text: String, isExecutable: Bool = false) -> OutputValue {
    .file(FileValue(digest: Digest(of: text), isExecutable: isExecutable))
}

private func tree(_ inputs: [(String, OutputValue)]) throws -> DirectoryTree {
    var builder = InputTreeBuilder()
    for (path, value) in inputs { try builder.insert(value, at: ProjectPath(path)) }
    return builder.build()
}

/// Every path of a tree, one a line, so that two trees can be compared by eye.
private func listing(_ tree: DirectoryTree, below folder: String = "") -> [String] {
    tree.entries.flatMap { entry -> [String] in
        let path = folder + entry.name
        switch entry.node {
        case .file(let file): return [path + (file.isExecutable ? "*" : "")]
        case .symlink(let target): return [path + " -> " + target]
        case .directory(let tree): return [path + "/"] + listing(tree, below: path + "/")
        }
    }
}

@Suite struct InputTreeBuilderTests {
    @Test func orderOfInsertionDoesNotMatter() throws {
        var generator = SystemRandomNumberGenerator()
        var inputs = (0..<300).map { index in
            (
                "d\(index % 7)/e\(index % 11)/f\(index)",
                file("\(index)", isExecutable: index % 3 == 0)
            )
        }
        inputs.append(("d1/link", .symlink(target: "../d2")))
        inputs.append(("empty", .directory(.empty)))
        let expected = try tree(inputs)
        #expect(listing(expected).count == 300 + 2 + 7 + 77)
        for _ in 0..<5 {
            inputs.shuffle(using: &generator)
            #expect(try tree(inputs).digest == expected.digest)
        }
    }

    @Test func namesAreSortedByBytes() throws {
        let names = ["a.b", "a", "Z", "a/b", "é", "zz"].map { $0 == "a/b" ? "a-b" : $0 }
        let made = try tree(names.map { ($0, file($0)) })
        #expect(made.entries.map(\.name) == ["Z", "a", "a-b", "a.b", "zz", "é"])
    }

    @Test func namesThatLookAlikeAreDifferentFiles() {
        let file = DirectoryTree.Node.file(FileValue(digest: .empty))
        let composed = "caf\u{E9}"
        let decomposed = "cafe\u{301}"
        let made = DirectoryTree(entries: [
            .init(name: composed, node: file), .init(name: decomposed, node: .symlink(target: "x")),
        ])
        #expect(made[composed] == file)
        #expect(made[decomposed] == .symlink(target: "x"))
        #expect((try? DirectoryTree(encodedTree: made.encodedTree)) == made)
    }

    @Test func finishedFoldersMergeWithWhatElseIsThere() throws {
        let inner = try tree([("x/y", file("y")), ("z", file("z"))])
        let whole = try tree([("in/x/y", file("y")), ("in/z", file("z")), ("in/x/w", file("w"))])
        let orders: [[(String, OutputValue)]] = [
            [("in", .directory(inner)), ("in/x/w", file("w"))],
            [("in/x/w", file("w")), ("in", .directory(inner))],
            [("in", .directory(inner)), ("in", .directory(try tree([("x/w", file("w"))])))],
            [("", .directory(try tree([("in", .directory(inner))]))), ("in/x/w", file("w"))],
        ]
        for order in orders {
            #expect(listing(try tree(order)) == listing(whole))
            #expect(try tree(order).digest == whole.digest)
        }
        #expect(listing(inner) == ["x/", "x/y", "z"], "the shared folder is as it was")
    }

    @Test func anUntouchedFinishedFolderIsShared() throws {
        let inner = try tree([("x/y", file("y"))])
        let outer = try tree([("in", .directory(inner)), ("other", file("o"))])
        guard case .directory(let found)? = outer["in"] else {
            Issue.record("`in` is a folder")
            return
        }
        #expect(found === inner)
    }

    static let conflicts: [([(String, OutputValue)], String)] = [
        (
            [("a/b", file("1")), ("a/b", file("2"))],
            "`a/b` is an input twice, with different contents"
        ),
        (
            [("a/b", file("1")), ("a/b", file("1", isExecutable: true))],
            "`a/b` is an input twice, once as an executable file and once as a plain one"
        ),
        (
            [("a", file("1")), ("a/b/c", file("2"))],
            "`a` is an input twice, as a file and as a folder"
        ),
        (
            [("a/b/c", file("2")), ("a", file("1"))],
            "`a` is an input twice, as a folder and as a file"
        ),
        (
            [("a/b", .symlink(target: "x")), ("a/b/c", file("2"))],
            "`a/b` is an input twice, as a symbolic link to `x` and as a folder"
        ),
        (
            [("a", .symlink(target: "x")), ("a", .symlink(target: "y"))],
            "`a` is an input twice, as a symbolic link to `x` and as a symbolic link to `y`"
        ),
        ([("", file("1"))], "Only a folder can be the project root of an action"),
    ]

    @Test(arguments: conflicts)
    func conflict(inputs: [(String, OutputValue)], message: String) {
        #expect {
            try tree(inputs)
        } throws: { error in
            "\(error)" == message
        }
    }

    @Test func aFailedInsertionLeavesTheFirstInput() throws {
        var builder = InputTreeBuilder()
        try builder.insert(file("1"), at: ProjectPath("a"))
        try? builder.insert(file("2"), at: ProjectPath("a"))
        try? builder.insert(file("2"), at: ProjectPath("a/b"))
        try builder.insert(file("1"), at: ProjectPath("a"))
        #expect(builder.build() == (try tree([("a", file("1"))])))
    }
}

@Suite struct ResolveTests {
    static let questions: [(String, String)] = [
        ("src/a.h", "src/a.h []"),
        ("src", "src/ []"),
        ("", "/ []"),
        ("include/a.h", "src/a.h [include]"),
        ("include", "src/ [include]"),
        ("deep/x/up", "src/a.h [deep/x/up]"),
        ("chain1/a.h", "src/a.h [chain1, include]"),
        ("src/none", "absent"),
        ("src/a.h/b", "absent"),
        ("dangling", "absent"),
        ("loop1", "endless"),
        ("abs/x", "outside abs -> /usr/include"),
        ("above", "outside above -> ../x"),
    ]

    @Test(arguments: questions) func resolve(path: String, expected: String) throws {
        let made = try tree([
            ("src/a.h", file("a")), ("include", .symlink(target: "src")),
            ("deep/x/up", .symlink(target: "../../src/./a.h")),
            ("chain1", .symlink(target: "include")), ("dangling", .symlink(target: "src/gone")),
            ("loop1", .symlink(target: "loop2")), ("loop2", .symlink(target: "loop1")),
            ("abs", .symlink(target: "/usr/include")), ("above", .symlink(target: "../x")),
        ])
        let answer =
            switch made.resolve(try RelativePath(path)) {
            case .found(let path, .directory, let links): "\(path)/ \(links)"
            case .found(let path, _, let links): "\(path) \(links)"
            case .absent: "absent"
            case .outside(let link, let target): "outside \(link) -> \(target)"
            case .endless: "endless"
            }
        #expect(answer == expected)
    }

    @Test func nodesAreFoundWithoutFollowingLinks() throws {
        let made = try tree([("a/b", file("b")), ("l", .symlink(target: "a"))])
        #expect(made.node(at: try RelativePath("a/b")) != nil)
        #expect(made.node(at: try RelativePath("l")) == .symlink(target: "a"))
        #expect(made.node(at: try RelativePath("l/b")) == nil)
    }
}
