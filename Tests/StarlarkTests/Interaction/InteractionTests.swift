import Diagnostics
import Testing

@testable import Starlark

/// Statements that run one after the other, and the cutting of lines into statements.
@Suite struct InteractionTests {
    /// Runs statements; an error is told as `error: …`.
    private func answers(_ statements: [String]) throws -> [String] {
        var interaction = Interaction(
            globals: .standard, limits: EvaluationLimits(heapBytes: 16 << 20), printer: { _ in })
        var answers: [String] = []
        for statement in statements {
            let (program, diagnostics) = interaction.parse(
                SourceFile(path: "<stdin>", text: statement))
            guard let program else {
                answers.append("error: \(diagnostics.first?.message ?? "")")
                continue
            }
            do {
                answers.append(try interaction.run(program) ?? "")
            } catch {
                answers.append("error: \(error.message)")
            }
        }
        return answers
    }

    @Test(arguments: [
        (["x = 3", "x + 1", "x += 5", "x"], ["", "4", "", "8"]),
        (["'a'", "None", "[None]"], ["\"a\"", "", "[None]"]),
        // Values stay what they are, and can be changed.
        (["x = [1]", "y = x", "y.append(2)", "x"], ["", "", "", "[1, 2]"]),
        // Functions see what their names mean when they are called.
        (["n = 1", "def f():\n    return n", "n = 2", "f()"], ["", "", "", "2"]),
        (
            ["def f(): return 1", "def g(): return f()", "def f(): return 2", "g()"],
            ["", "", "", "2"]
        ),
        (["_private = 1", "_private"], ["", "1"]),
        (["len = 4", "len"], ["", "4"]),
        (["x = 1; y = x\nx + y"], ["2"]),
        (["[x for x in range(3)]", "x"], ["[0, 1, 2]", "error: Unknown name `x`"]),
        (["for i in range(3): pass", "i"], ["", "2"]),
        // An error leaves what was assigned before it, and no lock.
        (["x = 1\ny = 1 // 0\nz = 2", "x", "y"], ["error: Division by zero", "1", "error: "]),
        (
            ["x = [1]", "for i in x: fail('no')", "x.append(2)", "x"],
            ["", "error: ", "", "[1, 2]"]
        ),
        (["x = (", "1"], ["error: ", "1"]),
        (["def f(n): return f(n + 1)", "f(0)", "f", "1"], ["", "error: ", "<function f", "1"]),
        (["'x' * (1 << 40)", "1"], ["error: ", "1"]),
        (["R = record(a = int)", "R(a = 1)"], ["", "record[R](a=1)"]),
    ])
    func statements(_ statements: [String], _ expected: [String]) throws {
        let found = try answers(statements)
        #expect(found.count == expected.count)
        for (one, other) in zip(found, expected) {
            let isLike =
                other.hasPrefix("error") || other.hasPrefix("<")
                ? one.hasPrefix(other) : one == other
            #expect(isLike, "\(one) for \(other)")
        }
    }

    @Test func loadedNamesStay() throws {
        let library = SourceFile(
            path: "lib", text: "def double(x):\n    return 2 * x\nitems = [1]\n")
        let program = try #require(Program.parse(library, dialect: .extensionFile).program)
        let module = try program.evaluate(globals: .standard)
        var interaction = Interaction(globals: .standard)
        var shown: [String?] = []
        for text in ["load('lib', 'double', mine = 'items')", "double(4)", "mine", "double"] {
            let (parsed, _) = interaction.parse(SourceFile(path: "<stdin>", text: text))
            shown.append(try interaction.run(try #require(parsed), loads: ["lib": module]))
        }
        #expect(shown.prefix(3) == [nil, "8", "[1]"])
    }

    @Test(arguments: [
        // Lines as typed, and the statements they are cut into.
        (["1", "2"], true, ["1|", "2|"]),
        (["", "1"], true, ["1|"]),
        (["f(", "", "1)", "2"], true, ["f(||1)|", "2|"]),
        (["x = '''a", "# \"", "b'''", "2"], true, ["x = '''a|# \"|b'''|", "2|"]),
        (["x = \"(\"", "y = '\\''"], true, ["x = \"(\"|", "y = '\\''|"]),
        (["x = 1 + \\", "2"], true, ["x = 1 + \\|2|"]),
        (["# (", "1"], true, ["# (|", "1|"]),
        (["def f():", "  return 1", "", "f()"], true, ["def f():|  return 1||", "f()|"]),
        (["def f():  # why", "  return 1", "f()"], true, ["def f():  # why|  return 1|", "f()|"]),
        (["def f():", "", "  return 1", "", ""], true, ["def f():||  return 1||"]),
        (["if x: y", "else: z", "1"], true, ["if x: y|else: z|", "1|"]),
        (["if x:", "  y", "elif z:", "  w", "", "1"], true, ["if x:|  y|elif z:|  w||", "1|"]),
        (["def f():", "  x", "", "  y", "", "f()"], false, ["def f():|  x||  y||", "f()|"]),
        (
            ["def f():", "# note", "  x", "# note", "f()"], false,
            ["def f():|# note|  x|# note|", "f()|"]
        ),
        (["d = {", "  1: 2,", "}"], true, ["d = {|  1: 2,|}|"]),
        (["x = [1:", "2]"], true, ["x = [1:|2]|"]),
        (["x = 'open", "y"], true, ["x = 'open|", "y|"]),
        ([")", "1"], true, [")|", "1|"]),
        (["lambda:", "1"], true, ["lambda:|1|"]),
        (["format", "iffy = 1"], true, ["format|", "iffy = 1|"]),
    ])
    func lines(_ lines: [String], _ isTyped: Bool, _ expected: [String]) {
        var reader = StatementReader(endsBlocksAtEmptyLines: isTyped)
        var statements: [[UInt8]] = []
        for line in lines { statements += reader.add(Array(line.utf8)) }
        if let last = reader.finish() { statements.append(last) }
        #expect(!reader.isWaiting)
        let shown = statements.map { statement in
            String(decoding: statement.drop { $0 == 10 }, as: UTF8.self)
                .split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "|")
        }
        #expect(shown == expected)
    }

    @Test func lineNumbersAreThoseOfTheInput() {
        var reader = StatementReader(endsBlocksAtEmptyLines: true)
        var numbers: [Int] = []
        for line in ["1", "", "# x", "def f():", "  pass", "2", "(", "3)"] {
            for statement in reader.add(Array(line.utf8)) {
                numbers.append(statement.prefix { $0 == 10 }.count + 1)
            }
        }
        #expect(numbers == [1, 3, 4, 6, 7])
    }
}
