import BuildModel
import Diagnostics
import Incremental
import Testing

@testable import Analysis

/// Functions of rules that explain failed commands.
@Suite struct ErrorHandlerTests {
    static func workspace(_ body: String) -> AnalysisWorkspace {
        let handler = body.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        return AnalysisWorkspace(
            rules: """
                def _handle(ctx: ActionErrorCtx) -> list[ActionSubError]:
                \(handler)
                def _impl(ctx):
                    out = ctx.actions.declare_output("out")
                    log = ctx.actions.declare_output("log")
                    ctx.actions.run(
                        ["x", out.as_output(), log.as_output()], category = "x",
                        error_handler = _handle, outputs_for_error_handler = [log.as_output()])
                    return [DefaultInfo(default_output = out)]
                r = rule(impl = _impl, attrs = {})
                """, names: ["r"], build: "r(name = \"t\")")
    }

    static func errors(
        _ body: String, stdout: String = "", stderr: String = ""
    ) async throws -> [ActionSubError] {
        let workspace = workspace(body)
        let result = try await workspace.analyse("//:t")
        return try await workspace.engine.withContext { context in
            try await context.subErrors(
                of: result.actions[0].key, stdout: stdout, stderr: stderr
            ) { output in output.path.text == "log" ? Array("logged".utf8) : nil }
        } ?? []
    }

    @Test(arguments: [
        (
            "return [ctx.new_sub_error(category = \"a\", message = ctx.stdout + ctx.stderr)]",
            "[a] outerr"
        ),
        (
            "return [ctx.new_sub_error(category = \"a\", file = \"f.c\", lnum = 3, message = \"m\")]",
            "[a] f.c:3 m"
        ),
        (
            "log = ctx.output_artifacts.values()[0].read_string()\n"
                + "return [ctx.new_sub_error(category = \"a\", message = log)]", "[a] logged"
        ),
        ("return [ctx.new_sub_error(category = \"a\", file = \"f.c\")]", "[a] f.c"),
    ])
    func makesErrors(_ body: String, _ expected: String) async throws {
        let errors = try await Self.errors(body, stdout: "out", stderr: "err")
        #expect(errors.map(\.text) == [expected])
    }

    /// What patterns read of a text: file, line, column, type, message of each error.
    @Test(arguments: [
        (["%f:%l: %m"], "main.rs:10: expected `;`", ["main.rs 10 - - expected `;`"]),
        (["%f:%l:%c: %m"], "a.c:1:2: error: no\nother", ["a.c 1 2 - error: no"]),
        (["%f:%l:%c:\\\\ %trror:\\\\ %m"], "a.c:1:2: error: no", ["a.c 1 2 e no"]),
        (["%f(%l\\\\,%c): %m"], "a.c(1,2): no", ["a.c 1 2 - no"]),
        (["%t %n %m"], "E 12 wrong", ["- - - E wrong"]),
        (["%f:%l: %m"], "no match", []),
        (["100%% %m"], "100% sure", ["- - - - sure"]),
        (["%f:%*[a-z]:%m"], "a.c:abc:no", ["a.c - - - no"]),
        (["%f:%*\\\\d:%m"], "a.c:123:no", ["a.c - - - no"]),
        (["%-G#%.%#", "%f: %m"], "#x: y\na.c: no", ["a.c - - - no"]),
        (["%+Gboom%.%#"], "boom: a", ["- - - - boom: a"]),
        (
            ["%E%f:%l: %m", "%C  %m", "%Z"], "a.c:1: one\n  two\n  three\n\na.c:2: x",
            ["a.c 1 - E one|two|three", "a.c 2 - E x"]
        ),
        (["%A%f:%l: %m", "%C%*\\\\s%m"], "a.c:1: one\n two\nstop\n no", ["a.c 1 - A one|two"]),
        (
            ["%Dmake in %f", "%Xleft %f", "%f: %m"], "make in d\na.c: no\nleft d\nb.c: no",
            ["d/a.c - - - no", "b.c - - - no"]
        ),
    ])
    func readsLines(_ formats: [String], _ text: String, _ expected: [String]) async throws {
        let list = formats.map { "\"\($0)\"" }.joined(separator: ", ")
        let body =
            "return ctx.parse_with_errorformat(category = \"c\", error = ctx.stderr, "
            + "errorformats = [\(list)])"
        func show<T>(_ value: T?) -> String { value.map { "\($0)" } ?? "-" }
        let found = try await Self.errors(body, stderr: text).map { error in
            [
                show(error.file), show(error.line), show(error.column), show(error.errorType),
                show(error.message?.replacing("\n", with: "|")),
            ].joined(separator: " ")
        }
        #expect(found == expected)
    }

    @Test func foundErrorsCanBeChanged() async throws {
        let errors = try await Self.errors(
            """
            found = ctx.parse_with_errorformat(
                category = "c", error = ctx.stderr, errorformats = ["%f:%l: %m"])
            found[0].category = "d"
            found[0].lnum += 1
            found[0].message = None
            found[0].show_in_stderr = True
            found[0].remediation = "mend it"
            return found
            """, stderr: "a.c:1: no")
        #expect(errors.map(\.text) == ["[d] a.c:2"])
        #expect(errors.map(\.isShown) == [true])
        #expect(errors.map(\.remediation) == ["mend it"])
    }

    @Test(arguments: [
        ("return 1", "list[ActionSubError]"),
        (
            "e = ctx.new_sub_error(category = \"a\")\ne.lnum = \"x\"\nreturn [e]",
            "`lnum` of an `ActionSubError` is a number or None"
        ),
        (
            "e = ctx.new_sub_error(category = \"a\")\ne.linenumber = 1\nreturn [e]",
            "Cannot assign to attributes of a value of type `ActionSubError`"
        ),
        ("fail(\"mine\")", "mine"),
        (
            "return ctx.parse_with_errorformat(category = \"c\", error = \"\", "
                + "errorformats = [\"%y\"])", "Unknown field `%y` in error format `%y`"
        ),
    ])
    func mistakes(_ body: String, _ message: String) async throws {
        await #expect {
            _ = try await Self.errors(body)
        } throws: { error in
            "\((error as? Diagnostic)?.message ?? "")".hasPrefix("Error handler failed: ")
                && "\(error)".contains(message)
        }
    }
}
