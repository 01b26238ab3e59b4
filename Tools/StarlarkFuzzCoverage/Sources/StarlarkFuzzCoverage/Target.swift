import Diagnostics
import Starlark
import Synchronization

/// Lets a program run for a few looks at the flag.
private final class Countdown: Sendable {
    private let left = Atomic(16)

    func hasEnded() -> Bool { left.subtract(1, ordering: .relaxed).newValue < 0 }
}

/// What libFuzzer calls with each input: parses it as both kinds of file, and runs what parses.
///
/// Anything may be wrong with the input; the process must not crash, hang or grow.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let file = SourceFile(
        path: "input", text: Array(UnsafeBufferPointer(start: start, count: count)))
    let renderer = DiagnosticRenderer(color: false)
    for dialect in [Dialect.buildFile, .extensionFile] {
        let (program, diagnostics) = Program.parse(file, dialect: dialect)
        _ = renderer.render(diagnostics)
        guard let program else { continue }
        let countdown = Countdown()
        let limits = EvaluationLimits(heapBytes: 16 << 20, callDepth: 100) {
            countdown.hasEnded()
        }
        do {
            _ = try program.evaluate(globals: .standard, limits: limits, printer: { _ in })
        } catch {
            _ = renderer.render(error)
        }
    }
    return 0
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ argumentCount: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ target: @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
) -> CInt

/// The entry point, under the name that the package manager gives to that of an executable.
@_cdecl("StarlarkFuzzCoverage_main")
public func start(
    _ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
    var (argumentCount, arguments) = (argumentCount, arguments)
    return runDriver(&argumentCount, &arguments, testOneInput)
}
