import Diagnostics
import Testing

@testable import Starlark

@Suite struct ResolveTests {
    /// Names in the order of the text, each with its meaning: `G`lobal, `L`ocal, `C`ell,
    /// captu`R`ed or `U`niversal, its number, and `?` where it may be unbound.
    @Test(arguments: [
        ("x = 1; x", "x:G0 x:G0"),
        ("x; x = 1", "x:G0? x:G0"),
        ("len(x)", "len:U0 x:U1"),
        ("len(len)", "len:U0 len:U0"),
        ("x += 1", "x:G0?"),
        ("x = 1; x += x", "x:G0 x:G0 x:G0"),
        ("a, [b, c.d] = c, 1", "a:G0 b:G1 c:U0 c:U0"),
        ("for x in y: z = x\nz", "x:G0 y:U0 z:G1 x:G0 z:G1?"),
        ("load('a', 'b', c = 'd'); b(c)", "b:G0 c:G1 b:G0 c:G1"),
        ("x.y(z = w)", "x:U0 w:U1"),
        ("f\"{x}\"", "x:U0"),
        ("x[a:b:c]", "x:U0 a:U1 b:U2 c:U3"),
    ])
    func globals(_ source: String, _ expected: String) throws {
        #expect(try meanings(source) == expected)
    }

    @Test(arguments: [
        (
            "def f(a, b = c, *d, **e): return a, b, d, e",
            "f:G0 a:L0 b:L1 c:U0 d:L2 e:L3 a:L0 b:L1 d:L2 e:L3"
        ),
        ("def f():\n x = 1\n return x", "f:G0 x:L0 x:L0"),
        ("x = 1\ndef f(): return x", "x:G0 f:G1 x:G0"),
        ("def f(): return x\nx = 1", "f:G0 x:G1? x:G1"),
        ("def f(): return f", "f:G0 f:G0?"),
        ("x = 1\ndef f():\n y = x\n x = 2", "x:G0 f:G1 y:L0 x:L1? x:L1"),
        ("def f(x: T = x) -> x: pass\nx = 1", "f:G0 x:L0 T:U0 x:G1? x:G1? x:G1"),
        ("def f(x): x += 1", "f:G0 x:L0 x:L0"),
        ("def f(): x += 1", "f:G0 x:L0?"),
        ("lambda x: x + y", "x:L0 x:L0 y:U0"),
        ("def f():\n x: int = 1\n return x", "f:G0 x:L0 int:U0 x:L0"),
    ])
    func functions(_ source: String, _ expected: String) throws {
        #expect(try meanings(source) == expected)
    }

    @Test(arguments: [
        ("if a: x = 1\nelse: x = 2\nx", "a:U0 x:G0 x:G0 x:G0"),
        ("if a: x = 1\nelif b: x = 2\nx", "a:U0 x:G0 b:U1 x:G0 x:G0?"),
        ("if a: x = 1\nx", "a:U0 x:G0 x:G0?"),
        ("def f(a):\n if a: return 1\n else: x = 1\n return x", "f:G0 a:L0 a:L0 x:L1 x:L1"),
        (
            "def f(a):\n for i in a:\n  if i: continue\n  else: x = 1\n  x\n x, i",
            "f:G0 a:L0 i:L1 a:L0 i:L1 x:L2 x:L2 x:L2? i:L1?"
        ),
        (
            "def f(a):\n for i in a:\n  x = 1\n  break\n return x",
            "f:G0 a:L0 i:L1 a:L0 x:L2 x:L2?"
        ),
        ("def f():\n return 1\n return x\n x = 1", "f:G0 x:L0 x:L0"),
    ])
    func flow(_ source: String, _ expected: String) throws {
        #expect(try meanings(source) == expected)
    }

    @Test(arguments: [
        ("[x for x in x]", "x:L0 x:L0 x:U0"),
        ("[y for x in a for y in x if y]", "y:L1 x:L0 a:U0 y:L1 x:L0 y:L1"),
        ("{k: v for k, v in d}", "k:L0 v:L1 k:L0 v:L1 d:U0"),
        ("x = 1; [x for x in y]; x", "x:G0 x:L0 x:L0 y:U0 x:G0"),
        ("[[x for x in x] for x in y]", "x:L1 x:L1 x:L0 x:L0 y:U0"),
        ("def f(x): return [x for x in x], x", "f:G0 x:L0 x:L1 x:L1 x:L0 x:L0"),
        ("[x for x in y for x in x]", "x:L0 x:L0 y:U0 x:L0 x:L0"),
        ("[z for x in y for z in z]", "z:L1 x:L0 y:U0 z:L1 z:L1?"),
        ("[lambda: x for x in y]", "x:R0 x:C0 y:U0"),
    ])
    func comprehensions(_ source: String, _ expected: String) throws {
        #expect(try meanings(source) == expected)
    }

    @Test(arguments: [
        (
            "def f(x):\n x\n def g(): return x\n x = 2",
            "f:G0 x:C0 x:C0 g:L1 x:R0 x:C0"
        ),
        ("def f(x): return lambda: lambda: x", "f:G0 x:C0 x:R0"),
        ("def f(x, y): return lambda: (lambda: x, y, x)", "f:G0 x:C0 y:C1 x:R0 y:R1 x:R0"),
        ("def f():\n def g(): return x\n x = 1", "f:G0 g:L0 x:R0? x:C1"),
        ("def f():\n x = 1\n def g(): return x\n", "f:G0 x:C0 g:L1 x:R0"),
        ("def f(x):\n def g(x): return x", "f:G0 x:L0 g:L1 x:L0 x:L0"),
        ("def f():\n def g(): return g", "f:G0 g:C0 g:R0?"),
    ])
    func closures(_ source: String, _ expected: String) throws {
        #expect(try meanings(source) == expected)
    }

    @Test func capturesAreHandedThroughTheFunctionsBetween() throws {
        let (tree, resolution) = try resolve("def f(x):\n def g():\n  def h(): return x\n")
        let captures = resolution.functions.map { scope in
            scope.captures.map { "\(tree.names.string($0.name)) \($0.source)" }
        }
        #expect(captures == [[], [], ["x cell(0)"], ["x captured(0)"]])
        #expect(
            resolution.functions.map { $0.locals.map(\.isCaptured) } == [
                [], [true, false], [false], [],
            ])
        #expect(resolution.parents.map(\.rawValue) == [0, 0, 1, 2])
    }

    @Test func globalsKnowWhoMaySeeThem() throws {
        let source = "load('a', 'b', 'c'); c = 1; _d = 2; e = 3\nif e: load2 = 1\ndef f(): g = 1"
        let (tree, resolution) = try resolve(source)
        let shown = resolution.globals.map { global in
            tree.names.string(global.name) + (global.isLoaded ? " loaded" : "")
                + (global.isExported ? " exported" : "")
        }
        #expect(
            shown == [
                "b loaded", "c exported", "_d", "e exported", "load2 exported", "f exported",
            ])
    }

    @Test func comprehensionsKnowTheirVariables() throws {
        let (_, resolution) = try resolve(
            "def f(a): return [[x, y] for x in [z for z in a] for y in [w for w in x]]")
        #expect(resolution.comprehensions == [1..<2, 4..<5, 2..<4])
    }

    @Test func manyVariables() throws {
        let names = (0..<200).map { "v\($0)" }
        let body = names.map { " \($0) = 1\n" }.joined()
        let source = "def f(a):\n if a:\n  v150 = 0\n v150\n\(body) return v150, v63, v64\n"
        let (_, resolution) = try resolve(source)
        #expect(resolution.functions[1].locals.count == 201)
        let shown = try meanings(source)
        #expect(shown.hasPrefix("f:G0 a:L0 a:L0 v150:L1 v150:L1? v0:L2"))
        #expect(shown.hasSuffix("v199:L200 v150:L1 v63:L65 v64:L66"))
    }

    @Test(arguments: StarlarkTestData.folder("Resolve"))
    func unknownNames(_ data: StarlarkTestData) throws {
        let universal = ["len", "print", "True", "None", "range"]
        for chunk in data.chunks {
            let parsed = parse(SourceFile(path: "x", text: chunk.text), dialect: .extensionFile)
            #expect(parsed.diagnostics == [])
            let diagnostics = Resolver.resolve(parsed.tree).unknownNames(
                in: parsed.tree, isKnown: { universal.contains($0) },
                universalNames: { universal })
            try checkDiagnostics(diagnostics, chunk)
        }
    }

    // MARK: Support

    private func resolve(_ source: String) throws -> (SyntaxTree, Resolution) {
        let parsed = parse(SourceFile(path: "x", text: source), dialect: .extensionFile)
        try #require(parsed.diagnostics == [])
        return (parsed.tree, Resolver.resolve(parsed.tree))
    }

    private func meanings(_ source: String) throws -> String {
        let (tree, resolution) = try resolve(source)
        var names: [(start: UInt32, text: String)] = []
        for (index, expression) in tree.expressions.enumerated() {
            guard case .name(let name) = expression else { continue }
            let binding = resolution.bindings[index]
            let letter: String
            switch binding.scope {
            case .none: letter = "none"
            case .local: letter = "L"
            case .cell: letter = "C"
            case .captured: letter = "R"
            case .global: letter = "G"
            case .universal: letter = "U"
            }
            let suffix = binding.mayBeUnbound ? "?" : ""
            names.append(
                (
                    tree.spans[index].start,
                    "\(tree.names.string(name)):\(letter)\(binding.index)\(suffix)"
                ))
        }
        return names.sorted { $0.start < $1.start }.map(\.text).joined(separator: " ")
    }
}
