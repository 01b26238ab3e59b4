import Diagnostics
import Synchronization
import Testing

@testable import Starlark

/// Programs of the other tests with some bytes changed, run with little room and little time:
/// whatever they are, they end with a value or a diagnostic.
///
/// In debug builds the verifier looks at all code that the compiler makes of them.
/// `Tools/starlark-fuzz-coverage` does the same for as long as one likes.
@Suite struct MutationTests {
    private static let programs =
        (StarlarkTestData.folder("Language") + StarlarkTestData.folder("library"))
        .flatMap { $0.chunks.map { Array($0.text.drop { $0 == "\n" }.utf8) } }

    private static let pieces: [[UInt8]] = [
        "(", ")", "[", "]", "{", "}", ":", ",", "=", "+=", "*", "**", " if 1 else ", " for x in x",
        "lambda: ", "not ", "-", "\n", "\n    ", "return ", "break\n", "def f(x):\n    ", "load(",
        "f\"{", "\"\"\"", "1 << 70", "1.5e300", "None", "x", "\u{E9}", "\0", " | ", " % ", "[::-1]",
        ".append(", "\\",
    ].map { Array($0.utf8) }

    /// Lets a program run for a few looks at the flag.
    private final class Countdown: Sendable {
        private let left = Atomic(4)

        func hasEnded() -> Bool { left.subtract(1, ordering: .relaxed).newValue < 0 }
    }

    @Test(arguments: 0..<6)
    func mutatedProgramsEnd(_ seed: UInt64) {
        var random = SplitMix(state: seed &* 0x51ED + 3)
        #expect(!Self.programs.isEmpty)
        for _ in 0..<400 {
            var bytes = Self.programs[random.next(Self.programs.count)]
            for _ in 0..<random.next(4) + 1 { mutate(&bytes, &random) }
            run(bytes)
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        let index = random.next(bytes.count + 1)
        switch random.next(5) {
        case 0: bytes.insert(contentsOf: Self.pieces[random.next(Self.pieces.count)], at: index)
        case 1: bytes.removeSubrange(index..<min(bytes.count, index + random.next(12)))
        case 2:
            // A part of another program.
            let other = Self.programs[random.next(Self.programs.count)]
            let start = random.next(other.count)
            let part = other[start..<min(other.count, start + random.next(60))]
            bytes.insert(contentsOf: part, at: index)
        case 3:
            // A part of its own again.
            let end = min(bytes.count, index + random.next(40))
            bytes.insert(contentsOf: Array(bytes[index..<end]), at: random.next(bytes.count + 1))
        default:
            if index < bytes.count { bytes[index] = UInt8(random.next(256)) }
        }
    }

    private func run(_ bytes: [UInt8]) {
        let file = SourceFile(path: "mutated", text: bytes)
        let (program, diagnostics) = Program.parse(file, dialect: .extensionFile)
        guard let program else {
            #expect(diagnostics.contains { $0.severity == .error })
            return
        }
        let countdown = Countdown()
        let limits = EvaluationLimits(heapBytes: 4 << 20, callDepth: 60) { countdown.hasEnded() }
        do {
            _ = try program.evaluate(
                globals: LanguageTests.globals, limits: limits, printer: { _ in })
        } catch {
            #expect(!error.message.isEmpty)
            _ = DiagnosticRenderer(color: false).render(error)
        }
    }
}
