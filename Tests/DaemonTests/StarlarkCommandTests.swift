import BuildEvents
import BuildModel
import DaemonProtocol
import Foundation
import TestSupport
import Testing

/// `bld starlark repl` and `profile`, and files that nobody should write.
@Suite struct StarlarkCommandTests {
    private static let files = [
        "lib.star": """
        def double(x):
            return 2 * x

        def table(n):
            rows = [[0] * 50 for _ in range(n)]
            return rows
        """,
        "main.star": """
        load("lib.star", "table")

        def main():
            return table(100)

        main()
        """,
    ]

    // MARK: repl

    @Test func statementsAreRunAsTheyCome() async throws {
        let workspace = try TemporaryWorkspace(Self.files)
        let outcome = await workspace.bld(
            ["starlark", "repl"],
            input: """
                load("lib.star", "double")
                x = [double(4)]
                x.append(1)
                x
                def f(n):
                    y = n + 1

                    return y
                f(2); None
                f(2)
                print("aside")
                """)
        #expect(outcome.exitCode == .success)
        #expect(outcome.output == "[8, 1]\n3\n")
        #expect(outcome.errors == "aside\n")
    }

    @Test func errorsDoNotEndTheSession() async throws {
        let workspace = try TemporaryWorkspace(Self.files)
        let outcome = await workspace.bld(
            ["starlark", "repl"],
            input: "1 // 0\nnope\n(1 +)\nload('none.star', 'x')\n\ndef f(): return [][0]\nf()\n7\n")
        #expect(outcome.exitCode == .success)
        #expect(outcome.output == "7\n")
        for place in ["<stdin>:1:1", "<stdin>:2:1", "<stdin>:3:5", "<stdin>:4:6", "<stdin>:6:17"] {
            #expect(outcome.errors.contains("--> \(place)\n"), "\(place)")
        }
        #expect(outcome.errors.contains("1 // 0\n  | ^^^^^^"))
    }

    @Test func aSessionCanStartWithTheNamesOfAFile() async throws {
        let workspace = try TemporaryWorkspace(Self.files)
        let outcome = await workspace.bld(
            ["starlark", "repl", "main.star"], input: "len(main())\nlen(table(3))\n")
        #expect(outcome.output == "100\n3\n")
        let missing = await workspace.bld(["starlark", "repl", "gone.star"], input: "1\n")
        #expect(missing.exitCode == .userError)
        #expect(missing.output == "")
    }

    // MARK: profile

    @Test func allocationsAreShownByFunctionAndLine() async throws {
        let workspace = try TemporaryWorkspace(Self.files)
        let text = await workspace.bld(
            "starlark", "profile", "main.star", "--what", "allocations", "--rows", "1")
        #expect(text.exitCode == .success, "\(text.errors)")
        let lines = text.output.split(separator: "\n")
        #expect(lines[0].hasPrefix("Allocations by function: 4"))
        #expect(lines[2].hasSuffix("table (lib.star:5)"))
        #expect(text.output.contains("lib.star:5 in table\n"))
        let folded = await workspace.bld(
            "starlark", "profile", "main.star", "--what", "allocations", "--format", "folded")
        #expect(folded.output.contains("main.star;main;table 4"))
    }

    @Test func timeOfACallIsMeasured() async throws {
        let workspace = try TemporaryWorkspace(Self.files)
        let outcome = await workspace.bld(
            "starlark", "profile", "lib.star", "--call", "table(20)", "--runs", "4")
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("Time by function: "))
        #expect(outcome.output.contains("      4  table (lib.star:5)\n"))
        let wrong = await workspace.bld("starlark", "profile", "lib.star", "--call", "tabel(20)")
        #expect(wrong.exitCode == .userError)
        #expect(wrong.errors.contains("did you mean `table`"))
        let none = await workspace.bld("starlark", "profile", "lib.star", "--runs", "0")
        #expect(none.exitCode == .userError)
    }

    // MARK: bad files

    @Test(arguments: [
        ("load('a.star', 'x')", "Files load each other: `a.star` loads `a.star`", "a.star:1:6"),
        ("load('./sub/../a.star', 'x')", "Files load each other", "a.star:1:6"),
        ("load('b.star', 'x')", "`b.star` loads `c.star` loads `b.star`", "c.star:1:6"),
        ("load('gone.star', 'x')", "Cannot read `gone.star`: No such file", "a.star:1:6"),
        ("load('sub', 'x')", "Cannot read `sub`: Is a directory", "a.star:1:6"),
        ("load('', 'x')", "Cannot read `.`: Is a directory", "a.star:1:6"),
        ("load('a\\0b', 'x')", "has a NUL byte", "a.star:1:6"),
        ("load('/dev/zero', 'x')", "larger than 256 MiB", "a.star:1:6"),
        ("load('loop/a.star', 'x')", "Cannot read `loop/a.star`: Too many levels", "a.star:1:6"),
        ("load('deep0.star', 'x')", "Files load files more than 200 levels deep", ".star:1:6"),
        ("load('broken.star', 'x')", "File is not UTF-8", "broken.star:1:5"),
        ("load('b' + '.star', 'x')", "Expected `)`", "a.star:1:10"),
        ("x = 1\n\ty = 2", "Tab", "a.star:2:"),
        ("def f():\n    x = 1\n\tx = 2", "Tab", "a.star:3:"),
        ("x = '\0'\ny = \0", "Invalid character", "a.star:2:5"),
        ("x = " + String(repeating: "(", count: 100_000), "nested too deeply", "a.star:1:"),
        ("x = " + String(repeating: "9", count: 200_000), "too many digits", "a.star:1:5"),
        ("def f(n): return f(n)\nf(1)", "Starlark call stack overflow", "a.star:1:18"),
        ("x = 'a' * (1 << 40)", "needs more than", "a.star:1:5"),
        ("x = [0] * (1 << 40)", "needs more than", "a.star:1:5"),
        ("x = 1 << (1 << 40)", "too large", "a.star:1:5"),
    ])
    func badFilesAreNamed(_ text: String, _ message: String, _ place: String) async throws {
        let workspace = try TemporaryWorkspace([
            "a.star": text, "b.star": "load('c.star', 'x')", "c.star": "load('b.star', 'x')",
            "sub/file": "",
        ])
        try Data([0x78, 0x20, 0x3D, 0x20, 0xFF]).write(
            to: workspace.root.appendingPathComponent("broken.star"))
        try FileManager.default.createSymbolicLink(
            atPath: workspace.root.appendingPathComponent("loop").path,
            withDestinationPath: "loop")
        if text.contains("deep0") {
            for number in 0..<210 {
                try workspace.write(
                    "deep\(number).star", "load('deep\(number + 1).star', 'x')")
            }
        }
        let outcome = await workspace.bld("starlark", "eval", "a.star")
        #expect(outcome.exitCode == .userError)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.errors.contains(place), "\(outcome.errors)")
    }

    @Test(arguments: ["for i in range(1 << 60): pass", "x = [i for i in range(1 << 60) if i < 0]"])
    func endlessLoopsCanBeCancelled(_ text: String) async throws {
        let workspace = try TemporaryWorkspace(["a.star": "print('started')\n" + text])
        let task = Task { await workspace.bld("starlark", "eval", "a.star") }
        task.cancel()
        let outcome = await task.value
        #expect(outcome.exitCode != .success)
        #expect(outcome.errors.contains("cancelled"))
    }

    /// A hundred megabytes; where nothing is optimised, a tenth of it, for that takes a minute.
    @Test func aHugeFileIsParsed() async throws {
        #if DEBUG
        let size = 10_000_000
        #else
        let size = 100_000_000
        #endif
        let line = "x = [1, 2, 3, \"" + String(repeating: "text ", count: 2000) + "\"]\n"
        let text = String(repeating: line, count: size / line.utf8.count)
        let workspace = try TemporaryWorkspace(["a.star": text + "y = )\n"])
        let outcome = await workspace.bld("starlark", "eval", "a.star")
        #expect(outcome.exitCode == .userError)
        #expect(outcome.errors.contains("y = )"))
    }
}
