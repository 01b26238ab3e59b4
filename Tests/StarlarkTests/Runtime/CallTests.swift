import Diagnostics
import Testing

@testable import Starlark

/// Every way of passing arguments, to Starlark and to native functions of one signature.
@Suite struct CallTests {
    static let signatures: [(String, [(String, String)])] = [
        (
            "a, b = 2, *args, c, d = 4, **kwargs",
            [
                ("1, c = 3", "[1, 2, (), 3, 4, {}]"),
                ("1, 5, c = 3", "[1, 5, (), 3, 4, {}]"),
                ("1, 5, 6, 7, c = 3", "[1, 5, (6, 7), 3, 4, {}]"),
                ("c = 3, a = 1", "[1, 2, (), 3, 4, {}]"),
                ("1, c = 3, e = 5, f = 6", "[1, 2, (), 3, 4, {\"e\": 5, \"f\": 6}]"),
                ("c = 3, *[1, 5, 6]", "[1, 5, (6,), 3, 4, {}]"),
                ("0, *(1, 5), **{\"c\": 3, \"z\": 9}", "[0, 1, (5,), 3, 4, {\"z\": 9}]"),
                ("1, d = 0, **{\"c\": 3}", "[1, 2, (), 3, 0, {}]"),
                ("1", "error: Missing 1 argument of `f`: `c`"),
                ("c = 1", "error: Missing 1 argument of `f`: `a`"),
                ("1, a = 1, c = 3", "error: Argument `a` of `f` is given more than once"),
                ("1, **{\"a\": 1, \"c\": 3}", "error: Argument `a` of `f` is given more than once"),
                (
                    "1, c = 1, e = 2, **{\"e\": 3}",
                    "error: Argument `e` of `f` is given more than once"
                ),
                (
                    "1, c = 1, **{1: 3}",
                    "error: The keys of the argument after `**` must be strings, but one is `1` of type "
                        + "`int`"
                ),
                (
                    "1, c = 1, **[1]",
                    "error: The argument after `**` must be a dict, but is of type `list`"
                ),
                (
                    "1, c = 1, *5",
                    "error: The argument after `*` is not iterable: it is of type `int`"
                ),
            ]
        ),
        (
            "name, other = None",
            [
                ("1", "[1, None]"),
                ("other = 2, name = 1", "[1, 2]"),
                ("1, 2, 3", "error: `f` takes at most 2 positional arguments, but got 3"),
                ("nam = 1", "error: Unknown argument `nam` of `f`; did you mean `name`?"),
                (
                    "**{\"othr\": 1, \"name\": 2}",
                    "error: Unknown argument `othr` of `f`; did you mean `other`?"
                ),
                ("*[1, 2, 3]", "error: `f` takes at most 2 positional arguments, but got 3"),
                ("**{}", "error: Missing 1 argument of `f`: `name`"),
            ]
        ),
        (
            "*, flag = False",
            [
                ("flag = True", "[True]"), ("", "[False]"),
                ("1", "error: `f` takes at most 0 positional arguments, but got 1"),
            ]
        ),
        (
            "*args",
            [
                ("", "[()]"), ("1, 2", "[(1, 2)]"), ("*range(3)", "[(0, 1, 2)]"),
                ("5, *{\"a\": 1}", "[(5, \"a\")]"),
                (
                    "*range(1 << 40)",
                    "error: The calls under way need more registers than there are; "
                        + "is there a recursion without an end?"
                ),
            ]
        ),
        (
            "a, *args, k = 0, **kwargs",
            [
                ("1, k = 2, z = 3, *[4, 5]", "[1, (4, 5), 2, {\"z\": 3}]"),
                ("k = 2, *[4, 5], **{\"z\": 3}", "[4, (5,), 2, {\"z\": 3}]"),
                ("len = 1, *range(40000)[:1]", "[0, (), 0, {\"len\": 1}]"),
            ]
        ),
        (
            "**kwargs",
            [("", "[{}]"), ("a = 1", "[{\"a\": 1}]"), ("**{\"x y\": 1}", "[{\"x y\": 1}]")]
        ),
        ("", [("", "[]"), ("1", "error: `f` takes at most 0 positional arguments, but got 1")]),
    ]

    @Test(arguments: signatures)
    func starlarkFunctions(_ signature: String, _ calls: [(String, String)]) throws {
        let names = signature.split(separator: ",").map { piece in
            piece.drop { $0 == "*" || $0 == " " }.prefix { $0 != "=" && $0 != " " }
        }.filter { !$0.isEmpty }
        let function =
            "def f(\(signature)):\n    return [\(names.joined(separator: ", "))]\n"
        for (arguments, expected) in calls {
            let found = try outcome(function + "x = f(\(arguments))")
            #expect(found == expected, "f(\(arguments)) of (\(signature))")
            // Again within a function, through a variable, and twice: permutations are cached.
            let twice = "def g(h):\n    return [h(\(arguments)), h(\(arguments))][1]\nx = g(f)"
            #expect(try outcome(function + twice) == expected)
        }
    }

    @Test(arguments: signatures)
    func nativeFunctions(_ signature: String, _ calls: [(String, String)]) throws {
        var builder = Globals.standard.extending()
        builder.add(
            NativeFunction("f", signature) { arguments, evaluation in
                evaluation.list((0..<arguments.count).map { arguments[$0] })
            })
        let globals = builder.build()
        for (arguments, expected) in calls {
            #expect(
                try outcome("x = f(\(arguments))", globals: globals) == expected,
                "f(\(arguments)) of (\(signature))")
        }
    }

    @Test func callsFromSwift() throws {
        let module = try evaluate("def f(a, *args, k = 1, **kw):\n    return (a, args, k, kw)")
        let function = try #require(module["f"])
        var evaluation = Evaluation()
        let callee = evaluation.adopt(function)
        let text = evaluation.string("text")
        let result = try evaluation.call(
            callee, positional: [text, Value(small: 2)], named: [("z", .none), ("k", text)])
        #expect(result.repr == "(\"text\", (2,), \"text\", {\"z\": None})")
        #expect(throws: (any Error).self) { try evaluation.call(text) }
        #expect(throws: (any Error).self) { try evaluation.call(callee) }
        // The registers are whole after an error.
        #expect(try evaluation.call(callee, positional: [text]).repr == "(\"text\", (), 1, {})")
    }

    @Test func optionalParameters() throws {
        var builder = Globals.standard.extending()
        builder.add(
            NativeFunction("f", "a, b?") { arguments, evaluation in
                arguments.optional(1) ?? evaluation.string("left out")
            })
        let globals = builder.build()
        #expect(try outcome("x = f(1)", globals: globals) == "\"left out\"")
        #expect(try outcome("x = f(1, None)", globals: globals) == "None")
        #expect(try outcome("x = f(b = 3, a = 1)", globals: globals) == "3")
    }

    @Test(arguments: [
        (
            "f(1)",
            "Type of parameter `name` doesn't match: `f` takes a string, but got `1` of type `int`"
        ),
        (
            "f('a', count = 'b')",
            "Type of parameter `count` doesn't match: `f` takes an int, but got `\"b\"` of type `string`"
        ),
        (
            "f('a', srcs = ['a', 1])",
            "Type of parameter `srcs` doesn't match: `f` takes a list of strings, but got `1` of type `int`"
        ),
    ])
    func typedArguments(_ call: String, _ message: String) throws {
        var builder = Globals.Builder()
        builder.add(
            NativeFunction("f", "name, count = 1, srcs = []") { arguments, _ in
                _ = try arguments.string(0)
                _ = try arguments.integer(1)
                _ = try arguments.strings(2)
                return .none
            })
        #expect(try outcome("x = \(call)", globals: builder.build()) == "error: " + message)
    }
}
