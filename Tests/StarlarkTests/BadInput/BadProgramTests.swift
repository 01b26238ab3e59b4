import Diagnostics
import Synchronization
import Testing

@testable import Starlark

/// Programs that would take all memory, all stack or all time: each is an error with its place.
@Suite struct BadProgramTests {
    private static let shared = "x = ['a']\nfor i in range(60): x = [x, x]\n"
    private static let deep = "x = ()\nfor i in range(5000): x = (x,)\n"

    /// Programs, what their error says and where it is.
    private static let programs: [(String, String, Int)] = [
        // Numbers.
        ("1 << (1 << 40)", "too large", 1),
        ("x = 7\nfor i in range(40):\n  x = x * x", "too large", 3),
        ("x = 1 << 200000\nx * x", "too large", 2),
        ("int('9' * 100000)", "too many digits", 1),
        ("int('f' * 100000, 16)", "too many digits", 1),
        ("json.decode('1' * 100000)", "too many digits", 1),
        ("x = \n".dropLast() + String(repeating: "9", count: 200_000), "too many digits", 1),
        ("x = 0x" + String(repeating: "f", count: 200_000), "too many digits", 1),
        ("float('9' * 100000)", "too large", 1),
        ("range(1 << 63)", "`range` takes an int of 64 bits", 1),
        // Memory at once.
        ("'a' * (1 << 40)", "needs more than", 1),
        ("[1] * (1 << 61)", "needs more than", 1),
        ("list(range(1 << 62))", "needs more than", 1),
        ("sorted(range(1 << 40))", "needs more than", 1),
        ("zip(range(1 << 40), range(1 << 40))", "needs more than", 1),
        ("[].extend(range(1 << 40))", "needs more than", 1),
        ("print(*range(1 << 40))", "registers", 1),
        ("x = 'a' * 100000\nx.join([x] * 100)", "needs more than", 2),
        // Memory bit by bit.
        ("x = 'a' * 100000\nx.replace('a', x)", "needs more than", 2),
        ("x = 'a' * 100000\nx.replace('', x)", "needs more than", 2),
        ("x = 'a' * 100000\n('{0}' * 1000).format(x)", "needs more than", 2),
        ("x = 'a' * 100000\n('%s' * 1000) % tuple([x] * 100)", "needs more than", 2),
        ("x = 'a' * 100000\ny = f'\(String(repeating: "{x}", count: 100))'", "needs more than", 2),
        ("x = []\nfor i in range(1 << 40):\n  x.append([i])", "needs more than", 2),
        ("json.indent('[1,1,1,1]', indent = 'a' * 1000000)", "needs more than", 1),
        // Values that are in each other many times over.
        (shared + "str(x)", "needs more than", 3),
        (shared + "json.encode(x)", "needs more than", 3),
        (shared + "pstr(x)", "needs more than", 3),
        ("T = int\nfor i in range(100): T = T | list[T]", "too many parts", 2),
        ("T = int\nfor i in range(100000): T = list[T]", "too many parts", 2),
        // Nesting without an end.
        ("x = []\nx.append(x)\ny = []\ny.append(y)\nx == y", "nested too deeply", 5),
        ("x = []\nx.append(x)\njson.encode(x)", "nested too deeply", 3),
        ("x = [int]\nx.append(x)\ndef f(a: x): pass", "is not a type", 3),
        (deep + "{x: 1}", "nested too deeply", 3),
        (deep + "y = x\nx = ()\nfor i in range(5000): x = (x,)\nx < y", "nested too deeply", 6),
        ("json.decode('[' * 1000000)", "levels deep", 1),
        ("regex('(' * 100000)", "not a regular expression", 1),
        ("regex('((a{1000}){1000}){1000}')", "too large", 1),
        // Recursion without an end.
        ("def f(n): return f(n + 1)\nf(0)", "Starlark call stack overflow", 1),
        ("def f(*args): return f(1, *args)\nf()", "Starlark call stack overflow", 1),
        ("f = lambda f: f(f)\nf(f)", "Starlark call stack overflow", 1),
        ("def f(n): return sorted([n], key = f)\nf(0)", "too deeply", 1),
        ("f = len\nfor i in range(1000): f = partial(f)\nf([])", "too deeply", 3),
        // Loops without an end.
        ("for i in range(1 << 60): pass", "cancelled", 1),
        ("def f():\n  for i in range(1 << 60):\n    pass\nf()", "cancelled", 2),
        ("[i for i in range(1 << 60) if i < 0]", "cancelled", 1),
    ]

    /// Lets a program run for a while.
    private final class Countdown: Sendable {
        private let left = Atomic(20)

        func hasEnded() -> Bool { left.subtract(1, ordering: .relaxed).newValue < 0 }
    }

    @Test(arguments: 0..<programs.count)
    func failsAtItsPlace(_ number: Int) throws {
        let (text, message, line) = Self.programs[number]
        let error = try #require(failure(text), "\(text.prefix(200))")
        #expect(error.message.contains(message), "\(text.prefix(200))")
        #expect(error.span?.start.line == line, "\(text.prefix(200))")
        #expect(DiagnosticRenderer(color: false).render(error).utf8.count < 10_000)
    }

    private func failure(_ text: String) -> Diagnostic? {
        let file = SourceFile(path: "bad.star", text: text)
        let (program, diagnostics) = Program.parse(file, dialect: .extensionFile)
        guard let program else { return diagnostics.first }
        let countdown = Countdown()
        let limits = EvaluationLimits(heapBytes: 4 << 20) { countdown.hasEnded() }
        do {
            _ = try program.evaluate(globals: .standard, limits: limits, printer: { _ in })
            return nil
        } catch {
            return error
        }
    }

    /// What is deep or contains itself, but has an answer.
    @Test(arguments: [
        "x = []\nx.append(x)\nassert_eq(str(x), '[[...]]')\nassert_eq(x, x)",
        "x = {}\nx[1] = x\nassert_eq(str(x), '{1: {...}}')\npprint(x)",
        "x = ()\nfor i in range(100000): x = (x,)\nstr(x)\npstr(x)\nassert_eq(x, x)",
        "x = []\nfor i in range(100000): x = [x]\nstr(x)",
        "x = struct()\nfor i in range(100000): x = struct(a = x)\nstr(x)",
        "x = ['a']\nfor i in range(60): x = [x, x]\nassert_eq(x, [x[0], x[1]])",
        "assert_eq(regex('(a*)*b').match('a' * 10000), False)",
        "assert_eq((1 << 70) in range(1 << 40), False)",
        "assert_eq(range(1 << 62)[1 << 61], 1 << 61)",
        "assert_eq([1, 2, 3][1 << 62:-(1 << 62):-(1 << 61)], [3])",
        "assert_eq(0 << (1 << 70), 0)\nassert_eq(-1 >> (1 << 70), -1)",
        "assert_eq(len(str(1 << 200000)), 60206)",
    ])
    func hasAnAnswer(_ text: String) throws {
        let file = SourceFile(path: "deep.star", text: text)
        let program = try #require(Program.parse(file, dialect: .extensionFile).program)
        _ = try program.evaluate(globals: LanguageTests.globals, printer: { _ in })
    }

    /// Comparing values that are in each other many times over would take years.
    @Test func longWalksAreGivenUp() throws {
        var walk = Nesting(stepLimit: 3)
        for _ in 0..<3 {
            try walk.enter()
            walk.leave()
        }
        #expect { try walk.enter() } throws: {
            ($0 as? Failure)?.message.contains("too many parts") == true
        }
    }
}
