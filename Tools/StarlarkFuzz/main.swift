import Diagnostics
import Glibc
import Starlark
import Synchronization

// Runs many small programs in one process, for `Tools/starlark-fuzz`.
//
// Standard input: for each program a line with its length in bytes, then the program. Standard
// output: for each program one line, a JSON object with what it gave to `emit` and, if it failed,
// `error` and the 1-based `line` of the error, 0 if it has none.

/// What a program gives to `emit`.
final class Emitted {
    var lines: [String] = []
}

/// Stops a program after so many looks at the flag: after a few million steps.
final class Countdown: Sendable {
    private let left = Atomic(1_000)

    func hasEnded() -> Bool { left.subtract(1, ordering: .relaxed).newValue < 0 }
}

let globals: Globals = {
    var builder = Globals.standard.extending()
    builder.add(
        NativeFunction("emit", "text") { arguments, evaluation in
            (evaluation.host as? Emitted)?.lines.append(try arguments.string(0))
            return .none
        })
    return builder.build()
}()

/// Parses, compiles and evaluates a program.
///
/// - Returns: The error that ended it, if one did.
func run(_ text: [UInt8], _ emitted: Emitted) -> Diagnostic? {
    let file = SourceFile(path: "program.star", text: text)
    let (program, diagnostics) = Program.parse(file, dialect: .extensionFile)
    guard let program else { return diagnostics.first { $0.severity == .error } }
    let countdown = Countdown()
    let limits = EvaluationLimits(heapBytes: 256 << 20, callDepth: 200) { countdown.hasEnded() }
    do {
        _ = try program.evaluate(
            globals: globals, host: emitted, limits: limits,
            printer: { _ in })
        return nil
    } catch {
        return error
    }
}

func quoted(_ text: String) -> String {
    var buffer = TextBuffer()
    var text = text
    text.withUTF8 { buffer.append(json: $0) }
    return buffer.string
}

/// Reads exactly so many bytes of standard input, or nothing at its end.
func readBytes(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
        let length = bytes.withUnsafeMutableBytes { buffer in
            read(STDIN_FILENO, buffer.baseAddress.map { $0 + filled }, count - filled)
        }
        guard length > 0 else { return nil }
        filled += length
    }
    return bytes
}

func readProgram() -> [UInt8]? {
    var length = 0
    while let byte = readBytes(1)?.first {
        if byte == UInt8(ascii: "\n") { return readBytes(length) }
        length = length * 10 + Int(byte &- UInt8(ascii: "0"))
    }
    return nil
}

func write(_ line: String) {
    var line = line
    line.withUTF8 { bytes in
        var written = 0
        while written < bytes.count {
            let count = Glibc.write(
                STDOUT_FILENO, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            guard count > 0 else { exit(1) }
            written += count
        }
    }
}

while let text = readProgram() {
    let emitted = Emitted()
    let error = run(text, emitted)
    var answer = "{\"emitted\": [" + emitted.lines.map(quoted).joined(separator: ", ") + "]"
    if let error {
        answer += ", \"error\": \(quoted(error.message)), \"line\": \(error.span?.start.line ?? 0)"
    }
    write(answer + "}\n")
}
