import ArgumentParser
import BuildEvents
import BuildModel
import DaemonProtocol
import Starlark

/// `bld starlark bench`: times an expression.
struct StarlarkBenchCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Times an expression over the names of a file.",
        discussion: """
            The file is loaded and frozen once, then the expression is evaluated so many times, each \
            in an evaluation of its own. Prints one JSON object with `minMs`, `medianMs`, `result`.
            """)

    @Argument(help: "The file.")
    var file: String
    @Option(help: "The expression, usually a call of a function of the file.")
    var call: String
    @Option(help: "How many times to evaluate it.")
    var runs = 15

    func validate() throws {
        guard runs > 0 else { throw ValidationError("--runs must be at least 1") }
    }

    func run(in session: Session) async throws -> CommandEnding {
        var modules = StarlarkModules(session)
        let module = try modules.module(file)
        let timing = try StarlarkTiming.measure(call, in: module, runs: runs)
        session.write(timing.json + "\n")
        return .exit(.success)
    }
}
