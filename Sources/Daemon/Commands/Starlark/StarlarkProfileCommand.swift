import ArgumentParser
import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics
import Starlark

/// `bld starlark profile`: says where a file spends time or memory.
struct StarlarkProfileCommand: SessionCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, folded
    }

    enum Measure: String, ExpressibleByArgument, CaseIterable {
        case time, allocations

        var measure: Profiler.Measure { self == .time ? .time : .allocations }
    }

    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "Says which functions and lines of a file take time or memory.",
        discussion: """
            Runs the file with what it loads, or with --call an expression over its names. \
            `folded` prints one line a stack of calls, `a;b;c N`, as flame graph programs read: \
            N is microseconds, or bytes.
            """)

    @Argument(help: "The file.")
    var file: String
    @Option(help: "Measure this expression instead of loading the file.")
    var call: String?
    @Option(help: "How many times to run it; a short run gives few samples of time.")
    var runs = 1
    @Option(help: "What to measure.")
    var what = Measure.time
    @Option(help: "How to print it.")
    var format = Format.text
    @Option(help: "Rows of each table.")
    var rows = 30

    func validate() throws {
        guard runs > 0 else { throw ValidationError("--runs must be at least 1") }
        guard rows > 0 else { throw ValidationError("--rows must be at least 1") }
    }

    func run(in session: Session) async throws -> CommandEnding {
        let profiler = Profiler(measuring: what.measure)
        if let call {
            var modules = StarlarkModules(session)
            var builder = Globals.standard.extending()
            builder.add(try modules.module(file))
            let expression = try CompiledExpression(
                SourceFile(path: "<call>", text: call), globals: builder.build())
            for _ in 0..<runs {
                try expression.evaluate(limits: modules.limits, profiler: profiler) { _, _ in }
            }
        } else {
            for _ in 0..<runs {
                var modules = StarlarkModules(session)
                modules.profiler = profiler
                _ = try modules.module(file)
            }
        }
        let profile = Profile(profiler)
        session.write(format == .text ? profile.text(rowLimit: rows) : profile.folded)
        return .exit(.success)
    }
}
