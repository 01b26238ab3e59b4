import BuildEvents
import BuildModel
import Foundation
import TestSupport
import Testing

/// `bld starlark lint`, `bld starlark typecheck` and `bld docs` from the command line to their
/// output.
@Suite struct StarlarkCheckTests {
    private static let project = [
        ".buckconfig": "[cells]\nroot = .\n",
        "app/BUCK": "load(\":defs.bzl\", \"make\", \"unused\")\nmake(name = glob([\"*\"])[0])\n",
        "app/defs.bzl": """
        \"\"\"Makes things.\"\"\"

        def make(name: str, *, count: int = 1) -> None:
            \"\"\"Makes one.

            Args:
                name: what to call it
            \"\"\"
            native.nothing(name, count)

        unused = DefaultInfo
        """,
        "app/bad.bzl": """
        load(":defs.bzl", "make")
        make(1)
        make("a", cuont = 2)
        undefined()
        rule(impl = 1, attrs = {"x": attrs.string(doc = None)})
        """,
        "buck-out/x.bzl": "not Starlark at all",
    ]

    @Test func lintLooksIntoFolders() async throws {
        let workspace = try TemporaryWorkspace(StarlarkCheckTests.project)
        let outcome = await workspace.bld("starlark", "lint", ".")
        #expect(outcome.exitCode == .userError)
        #expect(outcome.output == "")
        #expect(outcome.errors.contains("warning[unused-load]: `unused` is loaded and not used"))
        #expect(outcome.errors.contains("--> app/BUCK:1:27"))
        #expect(outcome.errors.contains("error[using-undefined]: Unknown name `undefined`"))
        #expect(outcome.errors.contains("--> app/bad.bzl:4:1"))
        #expect(outcome.errors.hasSuffix("Found 2 lints\n"), "\(outcome.errors)")
    }

    @Test func lintOfFilesWithoutFindings() async throws {
        let workspace = try TemporaryWorkspace(StarlarkCheckTests.project)
        let outcome = await workspace.bld("starlark", "lint", "defs.bzl", in: "app")
        #expect(outcome.exitCode == .success)
        #expect(outcome.errors == "Found no lints in 1 file\n")
    }

    /// Outside of a project there are the names of the language only.
    @Test func lintOutsideOfAProject() async throws {
        let workspace = try TemporaryWorkspace(["a.bzl": "x = glob([\"*\"])\ny = len(\"a\")\n"])
        let outcome = await workspace.bld("starlark", "lint", "a.bzl")
        #expect(outcome.exitCode == .userError)
        #expect(outcome.errors.contains("Unknown name `glob`"))
        #expect(outcome.errors.hasSuffix("Found 1 lint\n"), "\(outcome.errors)")
    }

    @Test func lintRulesAreChosen() async throws {
        let workspace = try TemporaryWorkspace(["a.bzl": "def f(x):\n    y = 1\n"])
        let arguments = ["starlark", "lint", "a.bzl", "--enable", "unused-argument"]
        let both = await workspace.bld(arguments)
        #expect(both.errors.hasSuffix("Found 2 lints\n"), "\(both.errors)")
        let one = await workspace.bld(arguments + ["--disable", "unused-assign"])
        #expect(one.errors.hasSuffix("Found 1 lint\n"), "\(one.errors)")
        let all = await workspace.bld("starlark", "lint", "a.bzl", "--enable", "all")
        #expect(all.errors.hasSuffix("Found 2 lints\n"), "\(all.errors)")
        let unknown = await workspace.bld("starlark", "lint", "a.bzl", "--enable", "unused-asign")
        #expect(unknown.exitCode == .userError)
        #expect(unknown.errors.contains("did you mean `unused-assign`?"))
    }

    @Test func findingsAsJSON() async throws {
        let workspace = try TemporaryWorkspace(["a.bzl": "def f():\n    y = 1\n"])
        let outcome = await workspace.bld("starlark", "lint", "--output-format", "json", "a.bzl")
        #expect(outcome.exitCode == .userError)
        let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        let finding = try #require((json as? [[String: Any]])?.first)
        #expect(finding["path"] as? String == "a.bzl")
        #expect(finding["line"] as? Int == 2)
        #expect(finding["column"] as? Int == 5)
        #expect(finding["end_column"] as? Int == 6)
        #expect(finding["severity"] as? String == "warning")
        #expect(finding["code"] as? String == "unused-assign")
        #expect(outcome.errors == "Found 1 lint\n")
    }

    @Test func typecheckKnowsWhatIsLoaded() async throws {
        let workspace = try TemporaryWorkspace(StarlarkCheckTests.project)
        let outcome = await workspace.bld("starlark", "typecheck", "app")
        #expect(outcome.exitCode == .userError)
        #expect(
            outcome.errors.contains(
                "Expected type `str` but got `int` as argument `name` of `make`"))
        #expect(outcome.errors.contains("`make` has no parameter `cuont`; did you mean `count`?"))
        #expect(outcome.errors.contains("A value of type `struct` has no attribute `nothing`"))
        #expect(outcome.errors.hasSuffix("Detected 5 errors\n"), "\(outcome.errors)")
        let build = await workspace.bld("starlark", "typecheck", "BUCK", in: "app")
        #expect(build.exitCode == .success)
        #expect(build.errors == "Found no type errors in 1 file\n")
    }

    @Test func typesAreCheckedWhileFilesAreLoaded() async throws {
        let workspace = try TemporaryWorkspace([
            ".buckconfig": "[cells]\nroot = .\n", "BUCK": "load(\":a.bzl\", \"f\")\n",
            "a.bzl": "def f() -> int:\n    return \"a\"\n",
        ])
        #expect(await workspace.bld("targets", "//:").exitCode == .success)
        let checked = await workspace.bld("targets", "//:", "--unstable-typecheck")
        #expect(checked.exitCode == .userError)
        #expect(
            checked.errors.contains("Expected type `int` but got `str` as result of `f`"),
            "\(checked.errors)")
    }

    @Test func filesThatDoNotParseAreFindings() async throws {
        let workspace = try TemporaryWorkspace(["a.bzl": "x = (\n", "b.bzl": "y = 1\n"])
        for command in ["lint", "typecheck"] {
            let outcome = await workspace.bld("starlark", command, ".")
            #expect(outcome.exitCode == .userError)
            #expect(outcome.errors.contains("--> a.bzl:1:5"), "\(outcome.errors)")
        }
        let missing = await workspace.bld("starlark", "lint", "c.bzl")
        #expect(missing.exitCode == .userError)
        #expect(missing.errors.contains("Cannot read `c.bzl`: No such file or directory"))
    }

    @Test func documentationOfFiles() async throws {
        let workspace = try TemporaryWorkspace(StarlarkCheckTests.project)
        let markdown = await workspace.bld(
            "docs", "starlark", "--format", "markdown", "//app:defs.bzl")
        #expect(markdown.exitCode == .success, "\(markdown.errors)")
        #expect(markdown.output.hasPrefix("# root//app:defs.bzl\n\nMakes things.\n"))
        #expect(markdown.output.contains("def make(name: str, *, count: int = 1) -> None"))
        #expect(markdown.output.contains("* `name` (required): what to call it"))

        let json = await workspace.bld("docs", "starlark", "//app:defs.bzl:make")
        let items = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
        let item = try #require((items as? [[String: Any]])?.first)
        #expect((item["id"] as? [String: Any])?["name"] as? String == "make")
        let function = try #require(item["item"] as? [String: Any])
        #expect(function["kind"] as? String == "function")
        let kinds = (function["params"] as? [[String: Any]])?.map { $0["kind"] as? String }
        #expect(kinds == ["arg", "only_named_after", "arg"])

        let written = await workspace.bld(
            "docs", "starlark", "--format", "markdown_files", "--output-dir", "out", "app/defs.bzl")
        #expect(written.exitCode == .success, "\(written.errors)")
        let page = workspace.root.appendingPathComponent("out/root/app/defs.bzl.md")
        #expect(try String(contentsOf: page, encoding: .utf8) == markdown.output)

        let unknown = await workspace.bld("docs", "starlark", "//app:defs.bzl:mkae")
        #expect(unknown.exitCode == .userError)
        #expect(unknown.errors.contains("has no `mkae`; did you mean `make`?"))
    }

    @Test func documentationOfBuiltins() async throws {
        let workspace = try TemporaryWorkspace()
        let outcome = await workspace.bld("docs", "starlark-builtins", "--output-dir", "out")
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        func page(_ name: String) throws -> String {
            let file = workspace.root.appendingPathComponent("out/" + name)
            return try String(contentsOf: file, encoding: .utf8)
        }
        #expect(try page("starlark/index.md").contains("def len(x, /) -> int"))
        #expect(try page("starlark/str.md").contains("def str.upper() -> str"))
        #expect(try page("build/index.md").contains("## attrs.string"))
        #expect(try page("build/index.md").contains("## DefaultInfo"))
        #expect(try page("build/index.md").contains("def native.glob(") == false)
        #expect(
            try page("build/index.md").contains("def read_config(section: str, key: str, default"))
        let printed = await workspace.bld("docs", "starlark-builtins")
        #expect(printed.output.contains("def str.upper() -> str"))
    }
}
