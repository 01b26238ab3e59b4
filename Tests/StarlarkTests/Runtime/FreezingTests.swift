import Diagnostics
import Testing

@testable import Starlark

@Suite struct FreezingTests {
    @Test(arguments: [
        ("l.append(1)", "list"), ("l[0] = 1", "list"), ("l += [1]", "list"),
        ("d['a'] = 1", "dict"), ("d.pop('k')", "dict"), ("d |= {}", "dict"),
        ("default()", "list"), ("closure()", "list"), ("nested()", "list"),
    ])
    func frozenValuesCannotChange(_ change: String, _ type: String) throws {
        let library = try evaluate(
            """
            l = [0]
            d = {"k": [1]}
            def default(x = [0]):
                x.append(1)
            def make():
                captured = []
                return lambda: captured.append(1)
            closure = make()
            def nested():
                d["k"].append(2)
            """)
        let names = "\"l\", \"d\", \"default\", \"closure\", \"nested\""
        let result = try outcome(
            "load(\"lib\", \(names))\ndef f(l, d):\n    \(change)\nf(l, d)",
            loads: ["lib": library])
        #expect(result.hasPrefix("error: Cannot mutate a frozen \(type)"), "\(result)")
    }

    @Test func everyKindIsCopied() throws {
        let source = """
            def f(a, b = [1], *, c = {}):
                return [a, b, c, [y for y in range(a)]]
            x = [1, 1 << 100, -(1 << 100), 2.5, None, True, "text", b"bytes", (1, ("in",)),
                {"k": [1]}, set([1, 2]), range(1, 9, 2), struct(a = 1, b = [2]), len,
                "abc".upper, f, f(2)]
            """
        let module = try evaluate(source)
        let text = module["x"]?.value.repr ?? ""
        #expect(text.contains("1267650600228229401496703205376, -1267650600228229401496703205376"))
        #expect(text.contains("b\"bytes\", (1, (\"in\",)), {\"k\": [1]}, set([1, 2])"))
        let user = try outcome(
            "load(\"lib\", \"x\")\nx2 = x\ndef g():\n    return x2[15](3, c = 5)\nx = g()"
                .replacing(
                    "load(\"lib\", \"x\")", with: "load(\"lib\", y = \"x\")"
                ).replacing("x2 = x\n", with: "x2 = y\n"), loads: ["lib": module])
        #expect(user == "[3, [1], 5, [0, 1, 2]]")
    }

    @Test func sharedValuesStayShared() throws {
        let module = try evaluate("inner = [1]\nx = [inner, inner]\ny = {\"a\": inner}")
        let list = try #require(module["x"]?.value.asList)
        #expect(list[0] === list[1])
        #expect(module["y"]?.value.asDict?["a"].map { $0 === list[0] } == true)
    }

    @Test func cyclesAndDeepNestingAreFrozen() throws {
        let module = try evaluate(
            """
            x = []
            x.append(x)
            def deep():
                d = []
                for i in range(100000):
                    d = [d]
                return d
            y = deep()
            """)
        let list = try #require(module["x"]?.value.asList)
        #expect(list[0] === module["x"]?.value ?? .none)
        var value = try #require(module["y"]?.value)
        var depth = 0
        while let inner = value.asList?.first {
            value = inner
            depth += 1
        }
        #expect(depth == 100_000)
    }

    /// Modules keep what they refer to, long after everybody else has dropped it.
    @Test func frozenHeapsOutlive() throws {
        func load() throws -> FrozenModule {
            let first = try evaluate("text = \"from\" + \" first\"\ndef f():\n    return [text]")
            let second = try evaluate(
                "load(\"first\", \"f\", \"text\")\ng = f\nkept = (text,)", loads: ["first": first])
            return second
        }
        let module = try load()
        #expect(module["kept"]?.value.repr == "(\"from first\",)")
        let result = try outcome(
            "load(\"m\", \"g\", \"kept\")\nx = (g(), kept)", loads: ["m": module])
        #expect(result == "([\"from first\"], (\"from first\",))")
    }

    @Test func privateAndLoadedNamesAreNotExported() throws {
        let first = try evaluate("a = 1")
        let module = try evaluate(
            "load(\"first\", \"a\")\n_b = a\nc = _b", loads: ["first": first])
        #expect(module.exportedNames == ["c"])
        #expect(module["_b"] == nil && module["a"] == nil)
    }

    @Test func frozenModulesRunInManyThreads() async throws {
        let module = try evaluate(
            "table = {str(i): i for i in range(100)}\n"
                + "def f(n, *, step = 1):\n    return len([table[str(i % 100)] for i in range(n)])")
        let function = try #require(module["f"])
        let sums = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var evaluation = Evaluation()
                    let callee = evaluation.adopt(function)
                    return try evaluation.call(
                        callee, positional: [Value(small: 500)], named: [("step", .none)]
                    ).asInt ?? 0
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sums == 4000)
    }

    @Test func nativesAreFrozenOnceAndExported() throws {
        final class Box: NativeObject {
            var content: Value
            var name = "?"
            init(_ content: Value) { self.content = content }
            override func write(into buffer: inout TextBuffer, this: Value) {
                buffer.append("box \(name) of ")
                buffer.append(repr: content)
            }
            override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
                let copy = Box(try freezer.freeze(content))
                copy.name = name
                return copy
            }
            override func export(name: String, module: String) { self.name = "\(module):\(name)" }
        }
        var globals = Globals.standard.extending()
        globals.add(
            NativeFunction("box", "content") { arguments, evaluation in
                evaluation.object(Box(arguments[0]))
            })
        let module = try evaluate(
            "l = [1]\nb = box(l)\nx = [b, b, l]", globals: globals.build())
        #expect(module["x"]?.value.repr == "[box t.bzl:b of [1], box t.bzl:b of [1], [1]]")
        let list = try #require(module["x"]?.value.asList)
        #expect(list[0] === list[1])
        #expect(list[0].native(as: Box.self).map { $0.content === list[2] } == true)
    }
}
