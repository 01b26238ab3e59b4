import ArgumentParser
import BuildEvents

/// `bld log summary`: what an earlier command came to.
struct LogSummaryCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "summary", abstract: "Prints counts and times of an earlier command.")

    @OptionGroup var selection: LogSelection

    func run(in session: Session) async throws -> CommandEnding {
        let log = try await selection.read(session)
        let invocation = try log.invocation()
        session.write("Showing summary from: \(invocation.text)\n")
        session.write("build ID: \(invocation.trace)\n")
        var summary = Summary()
        for event in log.events() { summary.add(event) }
        session.write(summary.text)
        return .exit(.success)
    }
}

/// The counts of `log summary`.
private struct Summary {
    private var duration: Duration?
    private var loads = 0
    private var analyses = 0
    private var local = 0
    private var remote = 0
    private var cached = 0
    private var other = 0
    private var failed = 0
    private var outputBytes: Int64 = 0
    private var memory: Int64?

    mutating func add(_ event: EventLogEntry) {
        switch (event.form, event.kind) {
        case (.end, "Command"): duration = event.duration
        case (.end, "Load"): loads += 1
        case (.end, "Analysis"): analyses += 1
        case (.end, "ActionExecution"):
            switch event.content["execution_kind"]?.integer {
            case 1, 8: local += 1
            case 2, 11: remote += 1
            case 3, 9, 10: cached += 1
            default: other += 1
            }
            if event.content["failed"]?.flag == true { failed += 1 }
            outputBytes += event.content["output_size"]?.integer ?? 0
        case (.instant, "SystemInfo"):
            memory = event.content["system_total_memory_bytes"]?.integer
        default: break
        }
    }

    var text: String {
        var lines = ["", "Build Summary"]
        if let duration { lines.append("- Duration: \(duration.clockText)") }
        lines += [
            "- Packages Loaded: \(loads)", "- Targets Analyzed: \(analyses)", "", "Actions",
            "- Local actions: \(local)", "- Remote actions: \(remote)",
            "- Cached actions: \(cached)", "- Other actions: \(other)",
            "- Failed actions: \(failed)", "", "File & Data",
            "- Output of actions: \(Summary.sizeText(outputBytes))",
        ]
        if let memory {
            lines += ["", "Resource Usage", "- System memory: \(Summary.sizeText(memory))"]
        }
        return lines.map { $0 + "\n" }.joined() + "\n"
    }

    /// `17B`, `1.5KiB`.
    private static func sizeText(_ bytes: Int64) -> String {
        var size = Double(bytes)
        for unit in ["B", "KiB", "MiB", "GiB"] {
            if size < 1024 || unit == "GiB" {
                let tenths = Int((size * 10).rounded())
                return unit == "B" ? "\(bytes)B" : "\(tenths / 10).\(tenths % 10)\(unit)"
            }
            size /= 1024
        }
        return "\(bytes)B"
    }
}
