import ActionGraph
import BuildEvents
import BuildModel
import Diagnostics

/// A report of a build as JSON, in Buck2's form.
///
/// Source: Buck2's documentation, "Build report".
struct BuildReportJSON {
    /// What is said of a target.
    struct Entry {
        /// What is said of a target in one configuration.
        struct Configured {
            /// The default outputs by the names of sub-targets, joined by `|`.
            var outputs: [String: [ProjectPath]] = [:]
            /// What lies at the outputs, if that is asked for.
            var values: [String: OutputValue] = [:]
            /// What went wrong.
            var errors: [any Error] = []
            /// What is said of the graphs below it, if that is asked for.
            var graph: GraphProperties?
            /// What it cost, if that is asked for.
            var metrics: BuildMetrics.Target?
        }

        /// By the full name of the configuration.
        var configured: [String: Configured] = [:]
        /// What went wrong before there was a configuration.
        var errors: [any Error] = []
        /// Where the target's package lies.
        var packagePath: ProjectPath?
    }

    /// The ID of the command.
    let trace: TraceID
    /// The project's root.
    let root: AbsolutePath
    /// By label.
    var entries: [String: Entry] = [:]
    /// Whether everything was built.
    var succeeded = true
    /// Whether the members are written that know nothing of configurations.
    var hasUnconfigured = true
    /// All configured targets below those that were built, if that is asked for.
    var totalGraph: SetSketch?
    /// What else is said.
    var details: Set<BuildReportOptions.Detail> = []
    /// What all targets cost, if that is asked for.
    var metrics: BuildMetrics?

    private var strings: [String: String] = [:]
    private var causes: [String: Int] = [:]
    private var failures: [String: String] = [:]

    init(trace: TraceID, root: AbsolutePath) {
        self.trace = trace
        self.root = root
    }

    /// Says what targets cost of which something is said.
    mutating func add(_ metrics: BuildMetrics?) {
        self.metrics = metrics
        for target in metrics?.targets ?? [] where target.provider == nil {
            let label = "\(target.target.package):\(target.target.name)"
            for name in entries.keys where name == label || name.hasPrefix(label + "?") {
                entries[name]?.configured[target.target.configuration]?.metrics = target
            }
        }
    }

    /// The whole report on one line.
    mutating func line() -> [UInt8] {
        var results = JSONBytes()
        results.object { json in
            for (label, entry) in entries.sorted(by: { $0.key < $1.key }) {
                json.member(label) { write(entry, label, to: &$0) }
            }
        }
        var json = JSONBytes()
        json.object { json in
            json.member("trace_id", trace.description)
            json.member("success", succeeded)
            json.name("results")
            json.raw(results.bytes)
            json.member("failures", failures)
            json.member("project_root", root.description)
            json.member("truncated", false)
            json.member("strings", strings)
            if let totalGraph { json.member("total_configured_graph_sketch", totalGraph.text) }
            if let metrics { json.member("build_metrics") { metrics.writeMembers(to: &$0) } }
            if !succeeded { json.member("error_category", "USER") }
        }
        json.endLine()
        return json.bytes
    }

    private mutating func write(_ entry: Entry, _ label: String, to json: inout JSONBytes) {
        if hasUnconfigured {
            var whole = Entry.Configured()
            for part in entry.configured.values {
                whole.outputs.merge(part.outputs) { $0 + $1 }
                whole.graph = whole.graph ?? part.graph
            }
            let failed =
                !entry.errors.isEmpty
                || entry.configured.values.contains { !$0.errors.isEmpty }
            write(whole, failed: failed, to: &json)
        }
        json.member("configured") { json in
            for (name, part) in entry.configured.sorted(by: { $0.key < $1.key }) {
                json.member(name) { json in
                    write(part, failed: !part.errors.isEmpty, to: &json)
                    part.graph?.write(to: &json)
                    write(part.errors, label, to: &json)
                    if let metrics = part.metrics {
                        json.member("build_metrics") { metrics.writeMembers(to: &$0) }
                    }
                    guard !part.values.isEmpty else { return }
                    json.member("artifact_info") { json in
                        for (name, value) in part.values.sorted(by: { $0.key < $1.key }) {
                            json.member(name) { value.write(to: &$0) }
                        }
                    }
                }
            }
        }
        write(entry.errors, label, to: &json)
        if let path = entry.packagePath {
            json.member("package_project_relative_path", path.text)
        }
    }

    private func write(_ part: Entry.Configured, failed: Bool, to json: inout JSONBytes) {
        json.member("success", failed ? "FAIL" : "SUCCESS")
        json.member("outputs") { json in
            for (name, paths) in part.outputs.sorted(by: { $0.key < $1.key }) {
                json.member(name, paths.map(\.text))
            }
        }
        json.member("other_outputs") { _ in }
        json.member("configured_graph_size", orNull: part.graph?.size)
    }

    private mutating func write(
        _ errors: [any Error], _ label: String, to json: inout JSONBytes
    ) {
        let described = errors.flatMap { ($0 as? SeveralErrors)?.errors ?? [$0] }
            .map(ReportedError.init)
        json.name("errors")
        json.array(described) { json, error in
            json.object { json in
                json.member("message_content", keep(error.message))
                json.name("action_error")
                if let failure = error.failure { write(failure, to: &json) } else { json.null() }
                json.member("error_tags", error.tags)
                json.member("cause_index", cause(of: error.message))
                json.member("error_category", error.category)
            }
        }
        if details.contains(.failures), let last = described.last { failures[label] = last.message }
    }

    private mutating func write(_ failure: ActionFailure, to json: inout JSONBytes) {
        let owner = failure.logged.owner.title
        json.object { json in
            json.member("name") { json in
                json.member("category", failure.logged.category)
                json.member("identifier", failure.logged.identifier)
            }
            json.member("key") { $0.member("owner", owner) }
            json.member("digest", failure.lastCommand?.invocation.digest ?? "")
            json.member("error_content", keep(failure.message))
            json.member("stderr_content", keep(failure.stderr))
            json.member("stdout_content", keep(failure.stdout))
            json.name("error_diagnostics")
            json.null()
        }
    }

    /// The name under which a text is written once.
    private mutating func keep(_ text: String) -> String {
        var text = text
        if details.contains(.truncated), text.utf8.count > 2048 {
            text = String(text.prefix(1024)) + " <<TRUNCATED>> " + String(text.suffix(1024))
        }
        // Any number that depends on nothing but the text will do: this is FNV-1a.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let name = "\(hash | 1 << 63)"
        strings[name] = text
        return name
    }

    /// The number that errors of one cause share.
    private mutating func cause(of message: String) -> Int {
        if let index = causes[message] { return index }
        causes[message] = causes.count
        return causes.count - 1
    }
}

/// An error as the report tells it.
private struct ReportedError {
    let message: String
    let failure: ActionFailure?
    let tags: [String]
    let category: String

    init(_ error: any Error) {
        let report = ErrorReport(error, renderer: DiagnosticRenderer(color: false))
        failure = error as? ActionFailure
        message = failure?.text ?? report.text
        category = report.exitCode == .infrastructureFailure ? "INFRA" : "USER"
        tags =
            if error is ActionFailure {
                ["ACTION_COMMAND_FAILURE", "ANY_ACTION_EXECUTION"]
            } else if error is BuildTimedOut {
                ["BUILD_DEADLINE_EXPIRED"]
            } else {
                []
            }
    }
}

extension OutputValue {
    /// Writes what the report says of an output.
    fileprivate func write(to json: inout JSONBytes) {
        switch self {
        case .file(let file):
            json.member("kind", "file")
            json.member("digest", "\(file.digest.hex):\(file.digest.sizeBytes)")
            json.member("is_exec", file.isExecutable)
        case .directory(let tree):
            json.member("kind", "directory")
            json.member("digest", "\(tree.digest.hex):\(tree.digest.sizeBytes)")
        case .symlink(let target):
            json.member("kind", "symlink")
            json.member("target", target)
        }
    }
}
