import Diagnostics
import Starlark
import Testing

@testable import StarlarkTools

/// The type checker finds what the data files say, and nothing else.
@Suite struct TypecheckTests {
    @Test(arguments: ToolsTestData.folder("Typecheck")) func findings(data: ToolsTestData) {
        let checker = Typechecker(globals: .standard)
        for chunk in data.chunks {
            let file = SourceFile(path: data.testDescription, text: chunk.text)
            let (program, errors) = Program.parse(file, dialect: .extensionFile)
            let findings = program.map { checker.check($0).diagnostics } ?? errors
            let found = ToolsTestData.codes(of: findings)
            #expect(
                found == chunk.expectations,
                """
                \(data.path), chunk at line \(chunk.firstLine):
                \(DiagnosticRenderer(color: false).render(findings))
                """)
        }
    }

    /// The programs of the interpreter's own tests run, but for the lines that say otherwise: there
    /// nothing may be reported.
    @Test(arguments: ["Language", "library"]) func whatRunsIsNotReported(folder: String) {
        let checker = Typechecker(globals: .standard)
        let files = ToolsTestData.folder("../../StarlarkTests/Data/\(folder)")
        #expect(!files.isEmpty)
        for data in files {
            for chunk in data.chunks where chunk.expectations.isEmpty {
                let file = SourceFile(path: data.testDescription, text: chunk.text)
                guard let program = Program.parse(file, dialect: .extensionFile).program else {
                    continue
                }
                let findings = checker.check(program).diagnostics.filter { finding in
                    guard let span = finding.span else { return true }
                    return !file.line(span.start.line).contains("assert_fails")
                }
                #expect(findings == [], "\(data.testDescription), line \(chunk.firstLine)")
            }
        }
    }

    /// Every code is tested, but those that need a second file.
    @Test func everyCodeIsTested() {
        var tested: Set<String> = [TypeError.unknownLoad.rawValue]
        for data in ToolsTestData.folder("Typecheck") {
            for chunk in data.chunks { tested.formUnion(chunk.expectations.values.joined()) }
        }
        #expect(tested == Set(TypeError.allCases.map(\.rawValue)))
    }

    private func program(_ path: String, _ text: String) throws -> Program {
        try #require(
            Program.parse(SourceFile(path: path, text: text), dialect: .extensionFile).program)
    }

    @Test func whatIsLoadedHasItsTypes() throws {
        let checker = Typechecker(globals: .standard)
        let library = try program(
            "lib.bzl",
            """
            Point = record(x = int)
            Kind = enum("a", "b")
            def move(p: Point, by: int = 1) -> Point:
                return Point(x = p.x + by)
            VERSION = "1"
            _private = 1
            """)
        let interface = checker.check(library).interface
        #expect(interface.names.sorted() == ["Kind", "Point", "VERSION", "move"])
        let user = try program(
            "user.bzl",
            """
            load("lib.bzl", "Kind", "Point", "mvoe", "move", version = "VERSION")
            load("unknown.bzl", "anything")
            move(Point(x = 1)).x + version
            move(Point(x = 1), "a")
            move(anything, anything)
            anything.foo(Kind("c"))
            def f(p: Point, k: Kind):
                return p.y + k.value
            """)
        let found = checker.check(user, loads: ["lib.bzl": interface]).diagnostics
        #expect(
            found.map(\.message) == [
                "`lib.bzl` has no `mvoe` to load; did you mean `move`?",
                "Operator `+` is not defined between `int` and `str`",
                "Expected type `int` but got `str` as argument `by` of `move`",
                "Enum `Kind` has no element `c`",
                "A value of type `Point` has no attribute `y`",
            ])
    }

    /// Of a module that has run, values say as much as a check of its file.
    @Test func whatHasRunHasItsTypes() throws {
        let library = try program(
            "lib.bzl",
            """
            Point = record(x = int, name = field(str, ""))
            Kind = enum("a", "b")
            def move(
                p: Point, by: int | None = 1, *args: str, k: Kind, **kwargs: list[int]) -> Point:
                return p
            def both(pair: (int, str), f: typing.Callable, d: dict[str, list[bool]]) -> None:
                pass
            tools = struct(move = move, VERSION = "1", flags = ["-c"], size = 1.5)
            """)
        let module = try library.evaluate(globals: .standard)
        let user = try program(
            "user.bzl",
            """
            load("lib.bzl", "Kind", "Point", "both", "move", "tools")
            move(Point(x = 1), 2, "c", k = Kind("a"), more = [1])
            move(Point(x = 1), "2", k = Kind("a"))
            move(Point(x = "1"))
            move(Point(x = 1), None, 3, k = Kind("a"))
            move(Point(x = 1), k = "a", more = ["1"])
            move(p = 1)
            both((1, 2), 3, {"a": [True]})
            tools.mvoe(Point(x = 1))
            tools.flags + 1
            tools.move(Kind("c"))
            """)
        let found = Typechecker(globals: .standard).check(user, modules: ["lib.bzl": module])
        #expect(
            found.map(\.message) == [
                "Expected type `None | int` but got `str` as argument `by` of `move`",
                "`move` needs an argument for `k`",
                "Expected type `int` but got `str` as argument `x` of `Point`",
                "Expected type `str` but got `int` as argument `args` of `move`",
                "Expected type `Kind` but got `str` as argument `k` of `move`",
                "Expected type `Point` but got `int` as argument `p` of `move`",
                "Expected type `tuple[int, str]` but got `tuple[int, int]` as argument `pair` of "
                    + "`both`",
                "A value of type `struct` has no attribute `mvoe`; did you mean `move`?",
                "Operator `+` is not defined between `list` and `int`",
                "Expected type `Point` but got `Kind` as argument `p` of `move`",
                "Enum `Kind` has no element `c`",
            ])
    }

    @Test(arguments: [
        ("x = 1", "int"), ("x = [1]", "list"), ("x = (1, [2])", "tuple[int, list]"),
        ("x = 1 if y() else None", "int | None"), ("x = len(\"a\")", "int"),
        ("x = len", "function"), ("x = str", "type"), ("x = struct()", "struct"),
        ("x = \"a\".split()", "list"), ("x = None\nx = 1.5", "None | float"),
        ("x = [a for a in range(3)][0]", "int"), ("x = {1: \"a\"}.get(1)", "str | None"),
        ("x = y()", "typing.Any"), ("x, z = 1, \"a\"", "int"), ("x = 1 < 2", "bool"),
        ("x = sorted({\"a\": 1})[0]", "str"), ("x = fail(\"no\")", "typing.Any"),
        ("x = x", "typing.Any"), ("x = (x, 1)", "typing.Any"), ("x = f\"{1}\"", "str"),
        ("x = b\"a\"[0]", "int"), ("x = -1.5", "float"), ("x = 1 or \"a\"", "int | str"),
    ])
    func typesAreInferred(text: String, type: String) throws {
        let interface = Typechecker(globals: .standard).check(
            try program("a.bzl", "def y(): pass\n" + text + "\n")
        ).interface
        #expect(interface.type(of: "x")?.description == type, "\(text)")
    }

    /// The table of natives says something of each function, with the names of its parameters.
    @Test func theTableOfNativesIsComplete() {
        var signatures: [String: Set<String>] = [:]
        for name in Globals.standard.names {
            switch Globals.standard[name]?.reflection {
            case .function(let function):
                signatures[name] = Set(function.signature.parameters.map(\.name))
            case .structure(let members):
                for (member, value) in members {
                    guard case .function(let function) = value.reflection else { continue }
                    signatures["\(name).\(member)"] = Set(
                        function.signature.parameters.map(\.name))
                }
            default: break
            }
        }
        for (type, functions) in Globals.standardMethods {
            for function in functions {
                signatures["\(type).\(function.name)"] = Set(
                    function.signature.parameters.map(\.name))
            }
        }
        let table = NativeTable.standard
        #expect(Set(table.names).symmetricDifference(signatures.keys).sorted() == [])
        for (name, parameters) in signatures {
            let known = table[name]?.parameters.keys.filter { !parameters.contains($0) } ?? []
            #expect(known == [], "parameters of `\(name)`")
            #expect(table[name]?.summary != nil, "summary of `\(name)`")
        }
    }
}
