import ArgumentParser
import BuildEvents

/// `bld log critical-path`: the chain of work that determined how long a build took.
struct LogCriticalPathCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "critical-path",
        abstract: "Prints the chain of work that determined how long a build took.",
        discussion: """
            Times are in microseconds. Tabulated are: kind, name, category, identifier, execution
            kind, duration, the part of it that is up to the user's own code, how much shorter the
            build would be at most without it, time off the chain, and when it began.
            """)

    @OptionGroup var selection: LogSelection

    @Option(help: "How to print: readable, tabulated, json or csv.")
    var format: RowFormat = .readable

    func run(in session: Session) async throws -> CommandEnding {
        let log = try await selection.read(session)
        session.complain("Showing critical path from: \(try log.invocation().text)\n")
        for event in log.events() where event.form == .instant && event.kind == "BuildGraphInfo" {
            let entries = event.content["critical_path2"]?.elements ?? []
            session.write(CriticalPathRow.text(entries.compactMap(CriticalPathRow.init), format))
        }
        return .exit(.success)
    }
}

/// A row of `log critical-path`.
private struct CriticalPathRow {
    private var kind = ""
    private var name = ""
    private var category: String?
    private var identifier: String?
    private var executionKind: String?
    private let total: Int64?
    private let user: Int64?
    private let potential: Int64?
    private let offCritical: Int64?
    private let start: Int64

    /// The names of Buck2's execution kinds, by number.
    private static let executionKinds = [
        "NOTSET", "LOCAL", "REMOTE", "ACTION_CACHE", "SIMPLE", "SKIPPED", "DEFERRED",
        "LOCAL_DEP_FILE", "LOCAL_WORKER", "REMOTE_DEP_FILE_CACHE", "LOCAL_ACTION_CACHE",
        "REMOTE_WORKER",
    ]

    /// Understands an entry of the log; nil if it is of no known kind.
    init?(_ entry: JSONValue) {
        total = entry["total_duration_us"]?.integer
        user = entry["user_duration_us"]?.integer
        potential = entry["potential_improvement_duration_us"]?.integer
        offCritical = entry["non_critical_path_duration_us"]?.integer
        start = (entry["start_offset_ns"]?.integer ?? 0) / 1000
        guard let work = entry["entry"]?.choice else { return nil }
        let content = work.value
        let owner = (content["target"] ?? content["owner"])?.choice?.value
        switch work.name {
        case "GenericEntry": kind = content["kind"]?.text ?? ""
        case "Waiting":
            kind = "waiting"
            name = content["category"]?.text ?? ""
        case "Listing":
            kind = "listing"
            name = content["package"]?.text ?? ""
        case "Load":
            kind = "load"
            name = content["package"]?.text ?? ""
        case "Analysis":
            kind = "analysis" + CriticalPathRow.part(content)
            name = owner?.targetTitle ?? "unknown"
        case "AnonAnalysis":
            kind = "anon_analysis" + CriticalPathRow.part(content)
            let package = content.at("anon_target", "name", "package")?.text ?? ""
            name = "\(package):\(content.at("anon_target", "name", "name")?.text ?? "")"
        case "DynamicAnalysis":
            kind = "dynamic_analysis"
            name = owner?.targetTitle ?? "unknown"
            identifier = content["index"]?.integer.map { "\($0)" }
        case "TestListing":
            kind = "test-listing"
            name = content["target_label"]?.targetTitle ?? "unknown"
            identifier = content["suite"]?.text
        case "TestExecution":
            kind = "test-execution"
            name = content["target_label"]?.targetTitle ?? "unknown"
            identifier = content["suite"]?.text
        case "ActionExecution":
            kind = "action"
            name = owner?.targetTitle ?? "unknown"
            category = content.at("name", "category")?.text ?? ""
            identifier = content.at("name", "identifier")?.text ?? ""
            let number = Int(content["execution_kind"]?.integer ?? 0)
            let names = CriticalPathRow.executionKinds
            executionKind =
                "ACTION_EXECUTION_KIND_"
                + (names.indices.contains(number) ? names[number] : names[0])
        case "FinalMaterialization":
            kind = "materialization"
            name = owner?.targetTitle ?? "unknown"
            identifier = content["path"]?.text ?? ""
        case "ComputeCriticalPath": kind = "compute-critical-path"
        default: return nil
        }
    }

    /// `[part1]`, of an analysis that waited for anonymous targets.
    private static func part(_ content: JSONValue) -> String {
        content["part"]?.integer.map { "[part\($0)]" } ?? ""
    }

    static func text(_ rows: [CriticalPathRow], _ format: RowFormat) -> String {
        switch format {
        case .readable:
            return ([CriticalPathRow.header] + rows.map(\.readable)).map { $0 + "\n" }.joined()
        case .tabulated:
            return rows.map { $0.fields.joined(separator: "\t") + "\n" }.joined()
        case .json: return rows.map(\.json).joined()
        case .csv:
            return RowFormat.csv(CriticalPathRow.names)
                + rows.map { RowFormat.csv($0.fields) }
                .joined()
        }
    }

    private static let names = [
        "kind", "name", "category", "identifier", "execution_kind", "total_duration",
        "user_duration", "potential_improvement_duration", "non_critical_path_time",
        "start_offset",
    ]

    private var fields: [String] {
        [kind, name, category ?? "", identifier ?? "", executionKind ?? ""]
            + [total, user, potential, offCritical, start].map { $0.map { "\($0)" } ?? "" }
    }

    private static func row(_ columns: [String], _ words: [String]) -> String {
        let padded = zip(columns, [13, 10, 10, 10, 10]).map { text, width in
            String(repeating: " ", count: max(0, width - text.utf8.count)) + text
        }
        return (padded + words).joined(separator: " ")
    }

    private static let header = row(
        ["start_offset", "total", "waiting", "user", "potential"],
        ["kind", "name", "category", "identifier", "execution_kind"])

    private var readable: String {
        let columns = [start, total, offCritical, user, potential].map { number in
            number.map { "\($0)" } ?? ""
        }
        return CriticalPathRow.row(
            columns, [kind, name, category ?? "", identifier ?? "", executionKind ?? ""])
    }

    private var json: String {
        var json = JSONBytes()
        json.object { json in
            json.member("kind", kind)
            if !name.isEmpty { json.member("name", name) }
            if let category { json.member("category", category) }
            if let identifier { json.member("identifier", identifier) }
            if let executionKind { json.member("execution_kind", executionKind) }
            json.member("total_duration", orNull: total)
            json.member("user_duration", orNull: user)
            json.member("potential_improvement_duration", orNull: potential)
            json.member("non_critical_path_time", orNull: offCritical)
            json.member("start_offset", start)
            json.member("reused", false)
        }
        json.endLine()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
