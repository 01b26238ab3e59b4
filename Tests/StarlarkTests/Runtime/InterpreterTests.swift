import Diagnostics
import Synchronization
import Testing

@testable import Starlark

@Suite struct InterpreterTests {
    @Test(arguments: [
        ("for i in l:\n        l.append(i)", "list"),
        ("for i in l:\n        l[0] = 2", "list"),
        ("for i in l:\n        l += [1]", "list"),
        ("for k in d:\n        d['new'] = 1", "dict"),
        ("for k in d:\n        d.pop(k)", "dict"),
        ("y = [l.append(i) for i in l]", "list"),
        ("for i in l:\n        for j in l:\n            pass\n        l.clear()", "list"),
        ("for i in l:\n        for j in l:\n            break\n        l.clear()", "list"),
    ])
    func loopsLock(_ body: String, _ type: String) throws {
        let source = "def f(l, d):\n    \(body)\nf([1, 2], {'a': 1})"
        #expect(
            try outcome(source)
                == "error: Cannot mutate a \(type) during iteration: it is temporarily immutable while a loop "
                + "goes over it")
    }

    @Test(arguments: [
        "for i in l:\n        pass\n    l.append(3)",
        "for i in l:\n        break\n    l.append(3)",
        "for i in l:\n        for j in l:\n            if j == 2:\n                break\n    l.append(3)",
        "def g():\n        for i in l:\n            for j in l:\n                return\n    g()\n    l.append(3)",
        "[i for i in l for j in l]\n    l.append(3)",
        "a, b = l\n    l.append(3)",
    ])
    func loopsUnlock(_ body: String) throws {
        let source = "def f(l):\n    \(body)\n    return l\nx = f([1, 2])"
        #expect(try outcome(source) == "[1, 2, 3]")
    }

    /// An error that a native function catches leaves nothing locked and no frames.
    @Test func errorsUnlock() throws {
        var builder = Globals.standard.extending()
        builder.add(
            NativeFunction("fails", "f") { arguments, evaluation in
                do {
                    _ = try evaluation.call(arguments[0])
                    return Value(bool: false)
                } catch is Diagnostic {
                    return Value(bool: true)
                }
            })
        let source = """
            def g(l):
                def bad():
                    for i in l:
                        for j in l:
                            fail("no")
                return fails(bad) and fails(bad) and [l.append(3)] and l
            x = g([1])
            """
        #expect(try outcome(source, globals: builder.build()) == "[1, 3]")
    }

    @Test(arguments: [10, 1000])
    func recursionIsLimited(_ depth: Int) throws {
        let limits = EvaluationLimits(callDepth: depth)
        let source = "def f(n):\n    return 0 if n == 0 else 1 + f(n - 1)\nx = f("
        // The module itself and f(0) take a frame each.
        #expect(try outcome(source + "\(depth - 2))", limits: limits) == "\(depth - 2)")
        #expect(
            try outcome(source + "\(depth - 1))", limits: limits)
                == "error: Starlark call stack overflow: more than \(depth) calls are under way; "
                + "is there a recursion without an end?")
    }

    @Test func recursionThroughNativesIsLimited() throws {
        let result = try outcome(
            "def f(x):\n    return sorted([x, x], key = f)\nx = f(1)")
        #expect(
            result == "error: Native functions and Starlark functions call each other too deeply")
    }

    @Test func largeFramesAreLimited() throws {
        let locals = (0..<2000).map { "v\($0) = n" }.joined(separator: "\n    ")
        let result = try outcome("def f(n):\n    \(locals)\n    return f(v0 + 1)\nx = f(0)")
        #expect(result.hasPrefix("error: The calls under way need more registers"), "\(result)")
    }

    @Test func stacksOfDeepErrorsAreShort() throws {
        do {
            _ = try evaluate("def f(n):\n    return f(n + 1)\nf(0)")
            Issue.record("the recursion has no end")
        } catch let diagnostic as Diagnostic {
            #expect(diagnostic.callStack.count < 50)
            #expect(diagnostic.callStack.first?.function == "<module>")
            #expect(diagnostic.callStack.last?.function == "f")
        }
    }

    @Test(arguments: [
        "def f():\n    for i in range(1 << 40):\n        pass\nf()",
        "def f(n):\n    if n > 0:\n        f(n - 1)\n        f(n - 1)\nf(500)",
        "x = [i for i in range(1 << 40) if i < 0]",
    ])
    func evaluationsCanBeCancelled(_ source: String) throws {
        let asked = Atomic(0)
        let limits = EvaluationLimits {
            asked.wrappingAdd(1, ordering: .relaxed).newValue > 3
        }
        #expect(try outcome(source, limits: limits) == "error: The evaluation was cancelled")
        #expect(asked.load(ordering: .relaxed) == 4)
    }

    @Test(arguments: [
        ("def f():\n    if False:\n        y = 1\n    return y\nx = f()", "Local variable `y`"),
        ("def f():\n    for y in []:\n        pass\n    return y\nx = f()", "Local variable `y`"),
        (
            "def f():\n    def g():\n        return y\n    g()\n    y = 1\nx = f()",
            "Captured variable `y`"
        ),
        (
            "def f():\n    def g():\n        return y\n    if False:\n        y = 1\n    return y\nx = f()",
            "Local variable `y`"
        ),
        ("def f():\n    return later\nx = f()\nlater = 1", "Global variable `later`"),
    ])
    func unboundVariables(_ source: String, _ what: String) throws {
        #expect(try outcome(source) == "error: \(what) is referenced before assignment")
    }

    @Test func callStacksNameThePlaces() throws {
        let library = try evaluate(
            "def inner(x):\n    return sorted(x, key = lambda y: y.missing)\n", path: "lib.bzl")
        do {
            _ = try evaluate(
                "load(\"lib\", \"inner\")\ndef outer():\n    return inner([1, 2])\nouter()",
                loads: ["lib": library], path: "main.bzl")
            Issue.record("it fails")
        } catch let diagnostic as Diagnostic {
            let frames = diagnostic.callStack.map { frame in
                "\(frame.function) \(frame.span.map { "\($0)" } ?? "")"
            }
            #expect(
                frames == [
                    "<module> main.bzl:4:1", "outer main.bzl:3:12", "inner lib.bzl:2:12",
                    "lambda lib.bzl:2:38",
                ])
            #expect(diagnostic.span.map { "\($0)" } == "lib.bzl:2:38")
            #expect(diagnostic.message == "A value of type `int` has no attribute `missing`")
        }
    }

    @Test func nativesSeeTheHostAndTheCallSite() throws {
        final class Host { var places: [String] = [] }
        let host = Host()
        var builder = Globals.Builder()
        builder.add(
            NativeFunction("here", "") { _, evaluation in
                let place = evaluation.callSite.map { "\($0)" } ?? "nowhere"
                (evaluation.host as? Host)?.places.append(place)
                return .none
            })
        _ = try evaluate(
            "here()\ndef f():\n    here()\nf()", globals: builder.build(), host: host)
        #expect(host.places == ["t.bzl:1:1", "t.bzl:3:5"])
    }

    @Test(arguments: [
        ("[1,2,3,4][1:3]", "[2, 3]"), ("[1,2,3,4][::-1]", "[4, 3, 2, 1]"),
        ("[1,2,3,4][-1:-9:-2]", "[4, 2]"), ("'a日本語'[1:3]", "\"日本\""), ("'abc'[5:]", "\"\""),
        ("(1,2,3)[:-1]", "(1, 2)"), ("range(10)[2:8:3]", "range(2, 8, 3)"),
        ("[1,2][1 << 70:]", "[]"), ("[1, 2][::1 << 61]", "[1]"),
        ("'abc'[::0]", "error: A slice step cannot be zero"),
        ("[1][3]", "error: Index 3 is out of range: the list has 1 element"),
        ("{'name': 1}['nam']", "error: Key `\"nam\"` not found in the dict; did you mean `name`?"),
    ])
    func partsOfValues(_ expression: String, _ expected: String) throws {
        #expect(try outcome("x = \(expression)") == expected)
    }
}
