import Diagnostics
import Starlark
import Testing

@testable import StarlarkTools

@Suite struct DocumentationTests {
    @Test func modules() throws {
        let text = ToolsTestData.read(ToolsTestData.root + "/Documentation/library.bzl")
        let file = SourceFile(path: "library.bzl", text: text)
        let program = try #require(Program.parse(file, dialect: .extensionFile).program)
        let interface = Typechecker(globals: .standard).check(program).interface
        let module = DocumentedModule(program, name: "library.bzl", interface: interface)
        ToolsTestData.expectGolden(module.markdown, "Documentation/library.md")
        #expect(module.member(named: "one_line")?.members.map(\.name) == ["one_line"])
        #expect(module.member(named: "_private") == nil)
    }

    @Test func globals() {
        let names: Set = ["None", "Counter", "int", "json", "len", "print", "range", "typing", "x"]
        var builder = Globals.standard.extending()
        builder.set("x", FrozenValue(string: "a"))
        builder.add(TypeValue("Counter") { _ in false })
        let module = DocumentedModule(builder.build(), name: "built_in", where: names.contains)
        ToolsTestData.expectGolden(module.markdown, "Documentation/globals.md")
    }

    @Test func methods() throws {
        let types = DocumentedModule.standardTypes()
        #expect(types.map(\.name) == ["str", "bytes", "list", "dict", "set"])
        let bytes = try #require(types.first { $0.name == "bytes" })
        #expect(
            bytes.markdownPage == """
                # bytes

                ## bytes.elems

                ```python
                def bytes.elems() -> typing.Iterable[int]
                ```

                The bytes as numbers.

                """)
    }

    private static let examples: [(text: String, summary: String?, details: String?)] = [
        ("", nil, nil),
        ("  \n\t\n", nil, nil),
        ("One.", "One.", nil),
        ("One\n  two.", "One two.", nil),
        ("\n\n  One.\n  ", "One.", nil),
        ("One.\n\n    a\n      b\n\n    c\n", "One.", "a\n  b\n\nc"),
        ("One.\r\n\r\n  Two.\r\n", "One.", "Two."),
        ("One.\n\n  Args:\n    a: b\n\n  Two.", "One.", "Two."),
        ("One.\n\n  Examples:\n    a", "One.", "Examples:\n  a"),
    ]

    @Test(arguments: 0..<examples.count) func docstrings(number: Int) {
        let (text, summary, details) = Self.examples[number]
        let docs = Docstring(text)
        #expect(docs?.summary == summary)
        #expect(docs?.details == details)
    }

    @Test func sectionsOfADocstring() throws {
        let docs = try #require(
            Docstring(
                "One.\n\nArguments:\n  a: b\n    c\n  *d:e\n  not one: f\n\nReturns:\n  g\n  h\ni"))
        #expect(docs.arguments == ["a": "b\nc", "d": "e\nnot one: f"])
        #expect(docs.result == "g\nh")
        #expect(docs.details == "i")
    }
}
