import ArgumentParser
import BuildEvents
import Diagnostics
import Glibc

/// Where a trace is written, and of which log.
struct ChromeTraceOptions: ParsableArguments {
    @OptionGroup var selection: LogSelection

    @Option(
        name: .customLong("trace-path"),
        help: ArgumentHelp(
            "The file to write; in a folder it is named like the log.", valueName: "path"))
    var tracePath: String

    /// Writes the trace.
    ///
    /// - Parameters:
    ///   - session: The command.
    ///   - logPath: The log; nil for that of the options.
    /// - Throws: A diagnostic if there is no log, or the file cannot be written.
    func write(_ session: Session, of logPath: String? = nil) async throws {
        let path: String
        if let logPath {
            path = session.absolute(logPath)
        } else {
            path = try await selection.file(session)
        }
        let trace = try ChromeTrace(EventLog(path: path))
        var target = session.absolute(tracePath)
        if isFolder(target) {
            let name = path.split(separator: "/").last ?? ""
            target += "/\(name.prefix { $0 != "." }).trace"
        }
        guard FileText.write(trace.bytes, to: target) else {
            throw Diagnostic.error("Cannot write the trace to `\(target)`")
        }
    }

    private func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}

/// `bld log chrome-trace`: what an earlier command did and when, for a trace viewer.
struct LogChromeTraceCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "chrome-trace",
        abstract: "Writes what an earlier command did and when for a trace viewer.",
        discussion: "Browsers show it: chrome://tracing, or ui.perfetto.dev.")

    @OptionGroup var options: ChromeTraceOptions

    func run(in session: Session) async throws -> CommandEnding {
        try await options.write(session)
        return .exit(.success)
    }
}
