import Diagnostics
import Testing

@testable import Starlark

@Suite struct SyntaxTreeTests {
    /// Each program `x.star` under `Data/Trees` parses to what `x.tree` shows.
    ///
    /// `BLD_UPDATE_GOLDEN=1 swift test` writes the `.tree` files anew.
    @Test(arguments: StarlarkTestData.files(in: "\(StarlarkTestData.root)/Trees", suffix: ".star"))
    func golden(_ name: String) {
        let path = "\(StarlarkTestData.root)/Trees/\(name)"
        let file = SourceFile(path: name, text: StarlarkTestData.read(path))
        let parsed = parse(file, dialect: .extensionFile)
        #expect(parsed.diagnostics == [])
        let header = "# BLD_UPDATE_GOLDEN=1 swift test --filter SyntaxTreeTests\n"
        let shown = header + SyntaxTreePrinter.print(parsed.tree)
        let golden = path.dropLast(4) + "tree"
        if StarlarkTestData.updatesGolden {
            StarlarkTestData.write(shown, to: String(golden))
        } else {
            #expect(StarlarkTestData.read(String(golden)) == shown)
        }
    }

    @Test(arguments: [
        ("retrun x", "did you mean `return`?"), ("if x: pass\nesle: pass\n", nil),
        ("if x: pass\nesle:\n pass", "did you mean `else`?"),
        ("fro x in y: pass", "did you mean `for`?"), ("dfe f(): pass", "did you mean `def`?"),
        ("if x = 1: pass", "`=` assigns and is no expression; compare with `==`"),
        ("while x: pass", "Starlark has no `while`; write `for` over a `range`"),
        ("x = a && b", "write `and`"), ("x = a ** b", "Starlark has no operator for powers"),
        ("x = 'a' 'b'", "strings are joined with `+`"),
        ("if x: pass\nelse if y: pass", "write `elif`"),
    ])
    func help(_ source: String, _ expected: String?) {
        let parsed = parse(SourceFile(path: "x", text: source), dialect: .extensionFile)
        #expect(parsed.diagnostics.first?.help.first == expected)
    }

    @Test(arguments: [
        ("1 + 2 * 3", "(+ 1 (* 2 3))"),
        ("1 * 2 + 3", "(+ (* 1 2) 3)"),
        ("a - b - c", "(- (- a b) c)"),
        ("a or b and not c == d", "(or a (and b (not (== c d))))"),
        ("not a in b", "(not (in a b))"),
        ("a not in b", "(not in a b)"),
        ("not not a", "(not (not a))"),
        ("-a.b", "(minus (. a b))"),
        ("- - ~a", "(minus (minus (bitNot a)))"),
        ("-1 % 2", "(% (minus 1) 2)"),
        ("a | b ^ c & d << e + f", "(| a (^ b (& c (<< d (+ e f)))))"),
        ("a if b else c if d else e", "(if b a (if d c e))"),
        ("(a < b) < c", "(< (< a b) c)"),
        ("a < b + 1 and c", "(and (< a (+ b 1)) c)"),
        ("f(x)(y).z[0]", "([] (. (call (call f x) y) z) 0)"),
        ("f(a, b = c, *d, **e)", "(call f a b=c *d **e)"),
        ("f(a == b, c=d==e,)", "(call f (== a b) c=(== d e))"),
        ("lambda: 0", "(lambda () 0)"),
        ("lambda a, b = 1, *c, d, **e: a", "(lambda (a, b = 1, *c, kw d, **e) a)"),
        ("lambda *, a: a", "(lambda (kw a) a)"),
        (
            "a[1], a[1:], a[:2], a[::3], a[1:2:3]",
            """
            (tuple ([] a 1) ([:] a 1 _ _) ([:] a _ 2 _) ([:] a _ _ 3) ([:] a 1 2 3))
            """
        ),
        ("a[b, c]", "([] a (tuple b c))"),
        ("()", "(tuple)"),
        ("(a)", "a"),
        ("(a,)", "(tuple a)"),
        ("a, b", "(tuple a b)"),
        ("[], [a], [a, b,]", "(tuple (list) (list a) (list a b))"),
        ("{}, {a: b, c: d,}", "(tuple (dict) (dict a b c d))"),
        ("[x for x in y if z for w in x]", "(comp x for x in y if z for w in x)"),
        ("{k: v for k, v in d}", "(comp k: v for (tuple k v) in d)"),
        ("[x for x in a if b if c else d]", nil),
        (#"f"a{b}c{d!r}{{}}""#, #"(f "a" {b!str} "c" {d!repr} "{}")"#),
        (#"f"{d["k"]} {x if y else "z"}""#, #"(f {([] d "k")!str} " " {(if y x "z")!str})"#),
        (#"fr"\{a}" + f''"#, #"(+ (f "\\" {a!str}) (f))"#),
        ("...", "..."),
    ])
    func expressions(_ source: String, _ expected: String?) {
        let parsed = parse(SourceFile(path: "x", text: source), dialect: .extensionFile)
        #expect(parsed.hasErrors == (expected == nil), "\(parsed.diagnostics)")
        if let expected { #expect(SyntaxTreePrinter.print(parsed.tree) == expected + "\n") }
    }
}
