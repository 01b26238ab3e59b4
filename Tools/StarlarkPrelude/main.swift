import Diagnostics
import Glibc
import Starlark

// Reads all `.bzl` files of a checkout of Buck2's prelude: parses them, then evaluates each with
// what it loads. What a build adds to the language are stubs, so that only the language is tried.

let usage = """
    usage: StarlarkPrelude FOLDER [--show N] [--write FILE]
           StarlarkPrelude --read FILE
      FOLDER        the folder `prelude` of a checkout of Buck2
      --show N      print the first N errors, 5 unless told
      --write FILE  write a snapshot of each module to a file
      --read FILE   read those again, in place of parsing and evaluating

    """

var arguments = Array(CommandLine.arguments.dropFirst())
@MainActor func option(_ name: String) -> String? {
    guard let position = arguments.firstIndex(of: name), position + 1 < arguments.count else {
        return nil
    }
    defer { arguments.removeSubrange(position...position + 1) }
    return arguments[position + 1]
}

/// Processor time of this thread, which other work on the machine disturbs less.
func milliseconds(_ body: () throws -> Void) rethrows -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) * 1e-6
    }
    let start = now()
    try body()
    return ((now() - start) * 100).rounded() / 100
}

let shown = option("--show").flatMap { Int($0) } ?? 5
let written = option("--write")
if let path = option("--read") {
    do {
        var modules: [FrozenModule] = []
        let reading = try milliseconds { modules = try SnapshotFile(path: path)?.modules() ?? [] }
        print("snapshots read: \(modules.count), in \(reading) ms")
        exit(0)
    } catch {
        print("snapshots not read: \(error)")
        exit(1)
    }
}
guard arguments.count == 1 else {
    write(STDERR_FILENO, usage, usage.utf8.count)
    exit(2)
}

let paths = files(below: arguments[0], suffix: ".bzl")
var prelude = PreludeModules(folder: arguments[0], cell: "prelude")
prelude.snapshots = written.map { SnapshotWriter(path: $0) }
let parsing = milliseconds { prelude.parse(paths) }
let evaluating = milliseconds { prelude.evaluate(paths) }

let renderer = DiagnosticRenderer(color: false)
for error in prelude.errors.prefix(shown) { print(renderer.render(error)) }
let counts = prelude.counts
for (name, files) in prelude.unknownNames.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
    print("unknown: \(name), in \(files) files")
}
print("files: \(counts.files), \(counts.bytes) bytes")
print("parsed without diagnostics: \(counts.parsed), in \(parsing) ms")
print("evaluated: \(counts.evaluated), in \(evaluating) ms")
if var snapshots = prelude.snapshots {
    print("snapshots: \(snapshots.count), \(snapshots.finish()) bytes")
    for (reason, count) in snapshots.refusals { print("not kept: \(count), \(reason)") }
}
print("errors: \(prelude.errors.count)")
exit(prelude.errors.isEmpty && !paths.isEmpty ? 0 : 1)
