import Testing

@testable import Loading

@Suite struct GlobPatternTests {
    /// A pattern, and which of the paths below it matches.
    static let files = [
        "a", ".a", "b/c", "b/.c", ".d/e", ".d/.e", "src/x.c", "src/x.C", "src/deep/y.c", "a1", "a2",
    ]

    static let matching: [(String, [String])] = [
        ("*", ["a", "a1", "a2"]),
        (".*", [".a"]),
        (".d/*", [".d/e"]),
        (".*/*", [".d/e"]),
        (".*/.*", [".d/.e"]),
        ("*/.*", ["b/.c"]),
        ("**", ["a", "b/c", "src/x.c", "src/x.C", "src/deep/y.c", "a1", "a2"]),
        ("**/.*", [".a", "b/.c"]),
        ("**/*.c", ["src/x.c", "src/x.C", "src/deep/y.c"]),
        ("SRC/*.c", ["src/x.c", "src/x.C"]),
        ("src/**", ["src/x.c", "src/x.C", "src/deep/y.c"]),
        ("src/**/y.*", ["src/deep/y.c"]),
        ("src/**/x.*", ["src/x.c", "src/x.C"]),
        ("a?", ["a1", "a2"]),
        ("a[12]", ["a1", "a2"]),
        ("a[!1]", ["a2"]),
        ("*/*/*", ["src/deep/y.c"]),
        ("s*c/*.[a-d]", ["src/x.c", "src/x.C"]),
    ]

    @Test(arguments: matching)
    func matches(_ pattern: String, _ expected: [String]) throws {
        let pattern = try GlobPattern(pattern)
        #expect(Self.files.filter { pattern.matches(path: $0) } == expected)
    }

    @Test(arguments: [
        ("", "is empty"),
        ("/a", "must not begin with `/`"),
        ("a/", "must not end with `/`"),
        ("a//b", "must not contain `//`"),
        ("../a", "must not contain `..`"),
        ("a/./b", "must not contain `.`"),
        ("a**", "may hold `**` only as a whole component"),
        ("a[b", "has a `[` without its `]`"),
    ])
    func refuses(_ pattern: String, _ reason: String) {
        #expect(throws: GlobError(pattern: pattern, reason: reason)) { try GlobPattern(pattern) }
    }

    @Test func excludesWinOverIncludes() throws {
        let glob = try Glob(include: ["**/*.c", "src/gone.c"], exclude: ["src/*"])
        let position = try #require(glob.descend(glob.start, into: "src"))
        #expect(!glob.matches(position, file: "x.c"))
        #expect(!glob.matches(position, file: "gone.c"))
        let deeper = try #require(glob.descend(position, into: "deep"))
        #expect(glob.matches(deeper, file: "y.c"))
    }

    @Test func knowsWhichFoldersCannotHoldAMatch() throws {
        let glob = try Glob(include: ["src/*.c", "data/one.txt"], exclude: [])
        #expect(glob.descend(glob.start, into: "src") != nil)
        #expect(glob.descend(glob.start, into: "data") != nil)
        #expect(glob.descend(glob.start, into: "other") == nil)
    }
}
