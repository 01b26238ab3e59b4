import Diagnostics
import Glibc

// Figures for docs/Performance.md, one JSON object a line; times are milliseconds of processor time
// of this thread, so that other work on the machine disturbs them less.

let usage = """
    usage: StarlarkBenchmark MODE
      text [TARGETS] [keep]     print a build file, with `keep` one that assigns each target
      definitions [keep]        print the file that the build file loads
      load [TARGETS] [RUNS]     parse a build file, then also evaluate it
      parse FOLDER [RUNS]       parse every .bzl file in a folder
      call FILE EXPR [RUNS]     load and freeze FILE once, then evaluate an expression
      memory [TARGETS] [FILES]  memory of kept targets
      growth [EVALUATIONS]      memory over many evaluations

    """

let mode = CommandLine.arguments.dropFirst().first ?? ""
let arguments = Array(CommandLine.arguments.dropFirst(2))

func fail(_ text: String, _ code: Int32) {
    write(STDERR_FILENO, text, text.utf8.count)
    exit(code)
}

func number(_ position: Int, or fallback: Int) -> Int {
    position < arguments.count ? Int(arguments[position]) ?? fallback : fallback
}

do {
    switch (mode, arguments.first) {
    case ("text", _):
        let keeps = arguments.contains("keep")
        print(
            BuildFileText(targets: number(0, or: 2_000), keepsTargets: keeps).text, terminator: "")
    case ("definitions", _):
        print(BuildFileText.definitions(keepTargets: arguments.contains("keep")), terminator: "")
    case ("load", _):
        try loadBenchmark(targets: number(0, or: 2_000), runs: number(1, or: 15))
    case ("parse", let folder?):
        try parseBenchmark(folder: folder, runs: number(1, or: 5))
    case ("call", let path?) where arguments.count > 1:
        try callBenchmark(path: path, expression: arguments[1], runs: number(2, or: 15))
    case ("memory", _):
        try memoryBenchmark(targets: number(0, or: 2_000), files: number(1, or: 20))
    case ("growth", _):
        try growthBenchmark(evaluations: number(0, or: 10_000))
    default:
        fail(usage, 2)
    }
} catch let problem as Diagnostic {
    fail(DiagnosticRenderer(color: false).render(problem), 1)
} catch {
    fail("\(error)\n", 1)
}
