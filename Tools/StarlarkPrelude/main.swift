import Diagnostics
import Glibc

// Reads all `.bzl` files of a checkout of Buck2's prelude: parses them, then evaluates each with
// what it loads. What a build adds to the language are stubs, so that only the language is tried.

let usage = """
    usage: StarlarkPrelude FOLDER [--show N]
      FOLDER    the folder `prelude` of a checkout of Buck2
      --show N  print the first N errors, 5 unless told

    """

var arguments = Array(CommandLine.arguments.dropFirst())
var shown = 5
if let option = arguments.firstIndex(of: "--show"), option + 1 < arguments.count {
    shown = Int(arguments[option + 1]) ?? shown
    arguments.removeSubrange(option...option + 1)
}
guard arguments.count == 1 else {
    write(STDERR_FILENO, usage, usage.utf8.count)
    exit(2)
}

let paths = files(below: arguments[0], suffix: ".bzl")
var prelude = PreludeModules(folder: arguments[0], cell: "prelude")
let clock = ContinuousClock()
let parsing = clock.measure { prelude.parse(paths) }
let evaluating = clock.measure { prelude.evaluate(paths) }

let renderer = DiagnosticRenderer(color: false)
for error in prelude.errors.prefix(shown) { print(renderer.render(error)) }
let counts = prelude.counts
for (name, files) in prelude.unknownNames.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
    print("unknown: \(name), in \(files) files")
}
print("files: \(counts.files), \(counts.bytes) bytes")
print("parsed without diagnostics: \(counts.parsed), in \(parsing / .milliseconds(1)) ms")
print("evaluated: \(counts.evaluated), in \(evaluating / .milliseconds(1)) ms")
print("errors: \(prelude.errors.count)")
exit(prelude.errors.isEmpty && !paths.isEmpty ? 0 : 1)
