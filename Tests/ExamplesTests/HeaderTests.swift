import BuildEvents
import BuildModel
import TestSupport
import Testing

/// Which sources are compiled again after an edit of a header that all of them could include.
@Suite(.enabled(if: Story.cpp.hasCompilers, "a C++ compiler is not on PATH"))
struct HeaderTests {
    private static let files = [
        ".buckconfig": "[project]\n",
        "BUCK": """
        cxx_library(
            name = "pair",
            srcs = ["left.cpp", "right.cpp"],
            headers = ["left.h", "right.h", "both.h"],
            deps = ["//dep:dep"],
        )
        """,
        "left.cpp": "#include \"left.h\"\nint left() { return LEFT + BOTH; }\n",
        "left.h": "#include \"both.h\"\n#define LEFT 1\n",
        "right.cpp":
            "#include \"right.h\"\n#include \"dep/dep.h\"\nint right() { return RIGHT + BOTH + DEP; }\n",
        "right.h": "#include \"both.h\"\n#define RIGHT 2\n",
        "both.h": "#define BOTH 3\n",
        "dep/BUCK": """
        cxx_library(name = "dep", exported_headers = ["dep.h", "other.h"], visibility = ["PUBLIC"])
        """,
        "dep/dep.h": "#define DEP 4\n",
        "dep/other.h": "#define OTHER 5\n",
    ]

    private static let left = "root//:pair (cxx_compile left.cpp)"
    private static let right = "root//:pair (cxx_compile right.cpp)"
    private static let archive = "root//:pair (cxx_archive)"

    @Test func onlySourcesThatReadAHeaderAreCompiledAgain() async throws {
        let workspace = try TemporaryWorkspace(HeaderTests.files)
        let edits: [(file: String, text: String, ran: [String])] = [
            (
                "left.h", "#include \"both.h\"\n#define LEFT 10\n",
                [HeaderTests.archive, HeaderTests.left]
            ),
            ("right.h", "// Comment.\n#include \"both.h\"\n#define RIGHT 2\n", [HeaderTests.right]),
            (
                "both.h", "#define BOTH 30\n",
                [HeaderTests.archive, HeaderTests.left, HeaderTests.right]
            ),
            ("dep/dep.h", "#define DEP 40\n", [HeaderTests.archive, HeaderTests.right]),
            ("dep/other.h", "#define OTHER 50\n", []),
            // A source that comes to include a header is compiled with it from then on.
            (
                "left.cpp",
                "#include \"left.h\"\n#include \"dep/other.h\"\nint left() { return LEFT + OTHER; }\n",
                [HeaderTests.archive, HeaderTests.left]
            ),
            ("dep/other.h", "#define OTHER 60\n", [HeaderTests.archive, HeaderTests.left]),
        ]
        let first = await workspace.bld("build", "//:pair")
        #expect(first.exitCode == .success, "\(first.errors)")
        #expect(first.ran == [HeaderTests.archive, HeaderTests.left, HeaderTests.right])
        for edit in edits {
            try workspace.write(edit.file, edit.text)
            let build = await workspace.bld("build", "//:pair")
            #expect(build.exitCode == .success, "\(edit.file): \(build.errors)")
            #expect(build.ran == edit.ran, "\(edit.file)")
        }
    }

    @Test func aHeaderThatIsNotDeclaredKeepsTheResultOutOfTheCache() async throws {
        var files = HeaderTests.files
        files["left.cpp"] = "#include \"hidden.h\"\nint left() { return HIDDEN; }\n"
        files["hidden.h"] = "#define HIDDEN 1\n"
        let workspace = try TemporaryWorkspace(files)
        let first = await workspace.bld("build", "//:pair")
        #expect(first.exitCode == .success)
        #expect(first.warnings.count == 1)
        #expect(first.warnings.first?.contains("`hidden.h`") == true)
        try workspace.write("hidden.h", "#define HIDDEN 2\n")
        let second = await workspace.bld("build", "//:pair")
        #expect(second.ran == [HeaderTests.archive, HeaderTests.left])
    }
}
