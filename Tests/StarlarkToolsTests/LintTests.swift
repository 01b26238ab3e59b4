import Diagnostics
import Starlark
import StarlarkTools
import Testing

/// The linter finds what the data files say, and nothing else.
@Suite struct LintTests {
    @Test(arguments: ToolsTestData.folder("Lint")) func findings(data: ToolsTestData) {
        for chunk in data.chunks {
            let file = SourceFile(path: data.testDescription, text: chunk.text)
            let (program, errors) = Program.parse(file, dialect: .extensionFile)
            let rules = chunk.options["rules"] == "all" ? Set(LintRule.allCases) : LintRule.standard
            let kind: Linter.FileKind = chunk.options["kind"] == "build" ? .buildFile : .module
            let linter = Linter(rules: rules)
            let findings =
                program.map { linter.check($0, kind: kind, globals: .standard) } ?? errors
            let found = ToolsTestData.codes(of: findings)
            #expect(
                found == chunk.expectations, "\(data.path), chunk at line \(chunk.firstLine)")
            for finding in findings { #expect(finding.span?.range.isEmpty == false) }
        }
    }

    /// Every rule is tested, so that the list of rules cannot promise what there is not.
    @Test func everyRuleIsTested() {
        var tested: Set<String> = []
        for data in ToolsTestData.folder("Lint") {
            for chunk in data.chunks { tested.formUnion(chunk.expectations.values.joined()) }
        }
        #expect(tested == Set(LintRule.allCases.map(\.code)))
    }

    /// Every code is in the user's documentation.
    @Test func everyCodeIsDocumented() {
        let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let text = ToolsTestData.read("/\(folder)/docs/StarlarkTools.md")
        let codes = LintRule.allCases.map(\.code) + TypeError.allCases.map(\.rawValue)
        #expect(codes.filter { !text.contains("| `\($0)`") } == [])
        let marked = LintRule.allCases.filter { text.contains("| `\($0.code)` *") }
        #expect(marked == LintRule.allCases.filter(\.isOptional))
    }

    @Test func findingsSayWhereAndWhatToDo() throws {
        let file = SourceFile(
            path: "a.bzl", text: "load(\"b.bzl\", \"b\")\nload(\"c.bzl\", \"b\")\nx = b\n")
        let program = try #require(Program.parse(file, dialect: .extensionFile).program)
        let text = DiagnosticRenderer(color: false).render(Linter().check(program))
        #expect(
            text == """
                warning[duplicate-load]: `b` is loaded again from elsewhere
                 --> a.bzl:2:15
                  |
                2 | load("c.bzl", "b")
                  |               ^^^
                  |
                  = help: load it by another name: `other = "b"`
                note: first defined here
                 --> a.bzl:1:15
                  |
                1 | load("b.bzl", "b")
                  |               ^^^
                  |

                """)
    }

    @Test func rulesCanBeChosen() throws {
        let file = SourceFile(path: "a.bzl", text: "def f(x):\n    y = 1\n    1\n")
        let program = try #require(Program.parse(file, dialect: .extensionFile).program)
        let findings = Linter(rules: [.noEffect, .unusedArgument]).check(program)
        #expect(findings.map(\.code) == ["unused-argument", "no-effect"])
    }
}
