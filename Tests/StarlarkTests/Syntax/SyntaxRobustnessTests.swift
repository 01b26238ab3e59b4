import Diagnostics
import Testing

@testable import Starlark

/// Whatever the bytes are, the parser ends, keeps its spans within the file and says something
/// about what it did not understand.
@Suite struct SyntaxRobustnessTests {
    private static let programs =
        StarlarkTestData.folder("Syntax").flatMap { $0.chunks.map(\.text) }
        + StarlarkTestData.files(in: "\(StarlarkTestData.root)/Trees", suffix: ".star").map {
            StarlarkTestData.read("\(StarlarkTestData.root)/Trees/\($0)")
        }

    @Test func truncations() {
        for program in Self.programs {
            let bytes = Array(program.utf8)
            for end in stride(from: 0, through: bytes.count, by: 5) { check(Array(bytes[..<end])) }
        }
    }

    @Test(arguments: 0..<8)
    func mutations(_ seed: UInt64) {
        var random = SplitMix(state: seed &* 0x9E37 &+ 17)
        let pieces: [[UInt8]] = [
            [0], [0xFF], [0xC3, 0xA9], Array("\t".utf8), Array("\r\n".utf8), Array("\n".utf8),
            Array("    ".utf8), Array("(".utf8), Array(")".utf8), Array("[".utf8),
            Array("{".utf8), Array("\"".utf8), Array("'''".utf8), Array("f\"{".utf8),
            Array("\\".utf8), Array("if ".utf8), Array("for ".utf8), Array("lambda ".utf8),
            Array("=".utf8), Array(",".utf8), Array(":".utf8), Array("def f".utf8),
        ]
        for program in Self.programs {
            for _ in 0..<15 {
                var bytes = Array(program.utf8)
                for _ in 0..<random.next(6) + 1 {
                    let index = random.next(bytes.count + 1)
                    switch random.next(3) {
                    case 0: bytes.insert(contentsOf: pieces[random.next(pieces.count)], at: index)
                    case 1:
                        bytes.removeSubrange(index..<min(bytes.count, index + random.next(8)))
                    default:
                        if index < bytes.count { bytes[index] = UInt8(random.next(256)) }
                    }
                }
                check(bytes)
            }
        }
    }

    @Test(arguments: 0..<8)
    func noise(_ seed: UInt64) {
        var random = SplitMix(state: seed)
        for _ in 0..<200 {
            check((0..<random.next(80)).map { _ in UInt8(random.next(256)) })
            check((0..<random.next(200)).map { _ in UInt8(32 + random.next(95)) })
        }
    }

    @Test(arguments: [
        "(", "[", "{1:", "f(", "-", "not ", "lambda: ", "a if b else ", "x[", "f\"{",
        "[x for x in ",
        "{x: ",
    ])
    func deepNestingIsAnErrorNotACrash(_ piece: String) {
        let program = String(repeating: piece, count: 3000)
        #expect(messages(program).contains("Program is nested too deeply"))
        #expect(
            messages(String(repeating: piece, count: 30) + "1").allSatisfy {
                !$0.contains("nested")
            })
    }

    @Test(arguments: [" + 1", " and x", ".a", "()", "[0]", " | 1"])
    func longChainsAreAnErrorNotACrash(_ piece: String) {
        #expect(messages("x" + String(repeating: piece, count: 500)) == [])
        let program = "x" + String(repeating: piece, count: 5000)
        #expect(messages(program).contains("Program is nested too deeply"))
    }

    /// Chains within nesting multiply, wherever an expression may stand in another.
    @Test(arguments: [
        "(@)", "[@]", "{1: @}", "f(@)", "f(a = @)", "x[@]", "x[:@]", "(lambda: @)",
        "(lambda a = @: a)", "[x for x in @]", "[x for y[@] in z]", "[x for x in y if @]",
        "(a if @ else b)", "(not @)", "f\"{@}\"", "(1, @)",
    ])
    func nestedChainsAreAnErrorNotACrash(_ frame: String) {
        var program = "x"
        for _ in 0..<20 {
            let chain = program + String(repeating: ".a", count: 100)
            let parts = frame.split(separator: "@", omittingEmptySubsequences: false)
            program = parts[0] + chain + parts[1]
        }
        #expect(messages(program).contains("Program is nested too deeply"))
    }

    @Test func deepBlocksAreAnErrorNotACrash() {
        var program = ""
        for depth in 0..<3000 { program += String(repeating: " ", count: depth) + "if x:\n" }
        #expect(messages(program).contains("Program is nested too deeply"))
    }

    @Test func manyBranchesAreFine() {
        let program = "if x: pass\n" + String(repeating: "elif x: pass\n", count: 3000)
        #expect(messages(program) == [])
    }

    @Test(arguments: [
        [UInt8(0x80)], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80],
    ])
    func textThatIsNotUTF8(_ bytes: [UInt8]) {
        let file = SourceFile(path: "x", text: Array("x = 'abcdefghijk'\n# ".utf8) + bytes)
        let diagnostics = parse(file, dialect: .extensionFile).diagnostics
        #expect(diagnostics.map(\.message) == ["File is not UTF-8"])
        #expect(diagnostics.first?.span?.range.lowerBound == 20)
    }

    // MARK: Support

    private func messages(_ program: String) -> [String] {
        let file = SourceFile(path: "x", text: program)
        let parsed = parse(file, dialect: .extensionFile)
        if !parsed.hasErrors { _ = Resolver.resolve(parsed.tree) }
        return parsed.diagnostics.map(\.message)
    }

    private func check(_ bytes: [UInt8]) {
        let file = SourceFile(path: "x", text: bytes)
        for dialect in [Dialect.extensionFile, .buildFile] {
            let parsed = parse(file, dialect: dialect)
            for diagnostic in parsed.diagnostics {
                guard let range = diagnostic.span?.range else { continue }
                #expect(range.lowerBound >= 0 && range.upperBound <= bytes.count)
            }
            let areInside = parsed.tree.spans.allSatisfy { span in
                span.start <= span.end && Int(span.end) <= bytes.count
            }
            #expect(areInside)
            if !parsed.hasErrors {
                let resolution = Resolver.resolve(parsed.tree)
                #expect(resolution.bindings.count == parsed.tree.expressions.count)
                _ = SyntaxTreePrinter.print(parsed.tree)
            }
        }
    }
}
