import ActionGraph
import BuildEvents

/// Something that was executed, and how it can be executed again.
enum Execution: Sendable {
    /// A cache was asked.
    case cacheQuery(digest: String)
    /// A cache knew the result.
    case cacheHit(digest: String)
    /// A dep file said that nothing has changed.
    case depFile
    /// It ran elsewhere.
    case remote(digest: String)
    /// It ran on this machine.
    case local(arguments: [String], environment: [(name: String, value: String)])

    /// What the start of a stage says of it; nil for other events.
    init?(_ event: EventLogEntry) {
        guard event.form == .start, event.kind == "ExecutorStage",
            let stage = event.content["stage"]?.choice
        else { return nil }
        switch stage.name {
        case "CacheQuery": self = .cacheQuery(digest: stage.value["action_digest"]?.text ?? "")
        case "CacheHit": self = .cacheHit(digest: stage.value["action_digest"]?.text ?? "")
        case "Re":
            guard let execute = stage.value.at("stage", "Execute") else { return nil }
            self = .remote(digest: execute["action_digest"]?.text ?? "")
        case "Local":
            guard let command = stage.value.at("stage", "Execute", "command") else { return nil }
            let entries = command["env"]?.elements ?? []
            self = .local(
                arguments: command["argv"]?.elements?.compactMap(\.text) ?? [],
                environment: entries.map { ($0["key"]?.text ?? "", $0["value"]?.text ?? "") })
        default: return nil
        }
    }

    /// Where it ran, in a word.
    var executor: String {
        switch self {
        case .cacheQuery: "cache_query"
        case .cacheHit: "cache"
        case .depFile: "dep_file"
        case .remote: "re"
        case .local: "local"
        }
    }

    /// What to type at the project's root, or the digest of the action.
    var text: String {
        switch self {
        case .cacheQuery(let digest), .cacheHit(let digest), .remote(let digest): return digest
        case .depFile: return ""
        case .local(let arguments, let environment):
            let variables = environment.map { "\($0.name)=\($0.value)" }
            return "env -C \"$(bld root --kind project)\" -- " + shellText(variables + arguments)
        }
    }

    /// Writes the members that say where it ran and how it can be executed again.
    fileprivate func write(to json: inout JSONBytes) {
        switch self {
        case .cacheQuery(let digest):
            json.member("executor", "CacheQuery")
            json.member("details") { $0.member("digest", digest) }
        case .cacheHit(let digest):
            json.member("executor", "Cache")
            json.member("details") { $0.member("digest", digest) }
        case .depFile: json.member("executor", "LocalDepFileCache")
        case .remote(let digest):
            json.member("executor", "Re")
            json.member("details") { json in
                json.member("digest", digest)
                json.member("platform_properties", [:])
            }
        case .local(let arguments, let environment):
            json.member("executor", "Local")
            json.member("details") { json in
                json.member("command", arguments)
                json.member("env") { json in
                    for (name, value) in environment { json.member(name, value) }
                }
            }
        }
    }
}

/// A row of `log what-ran`.
struct WhatRanRow: Sendable {
    /// What it was executed for: `build`, `test.run`.
    let reason: String
    /// The action or suite of tests.
    let identity: String
    /// What was executed.
    let execution: Execution
    /// The tests that were run.
    let tests: [String]?
    /// What was written to standard error; nil if it has not ended.
    let errors: String?
    /// Wall time; nil if it has not ended.
    let duration: Duration?

    /// All rows in a format.
    static func text(_ rows: [WhatRanRow], _ format: RowFormat, showsErrors: Bool) -> String {
        switch format {
        case .readable, .tabulated: rows.map { $0.line(showsErrors) }.joined()
        case .json: rows.map { $0.json(showsErrors) }.joined()
        case .csv:
            RowFormat.csv(
                ["reason", "identity", "executor", "reproducer"] + (showsErrors ? ["std_err"] : []))
                + rows.map { $0.values(showsErrors) }.joined()
        }
    }

    private var shownErrors: String {
        guard let errors else { return "<command did not finish executing>" }
        return errors.isEmpty ? "<std_err is empty>" : errors
    }

    private func line(_ showsErrors: Bool) -> String {
        let line = [reason, identity, execution.executor, execution.text].joined(separator: "\t")
        guard showsErrors else { return line + "\n" }
        let errors = shownErrors
        return "\(line)\n\(errors)" + (errors.hasSuffix("\n") ? "" : "\n")
    }

    private func values(_ showsErrors: Bool) -> String {
        RowFormat.csv(
            [reason, identity, execution.executor, execution.text]
                + (showsErrors ? [shownErrors] : []))
    }

    private func json(_ showsErrors: Bool) -> String {
        var json = JSONBytes()
        json.object { json in
            json.member("reason", reason)
            json.member("identity", identity)
            json.member("reproducer") { execution.write(to: &$0) }
            if let duration { json.member("duration", duration.clockText) }
            if let tests { json.member("extra") { $0.member("testcases", tests) } }
            if showsErrors { json.member("std_err", errors ?? "null") }
        }
        json.endLine()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension Duration {
    /// `0.1s`, `1:02.3s`, `1:02:03.4s`, rounded to tenths.
    var clockText: String {
        let tenths = (microseconds + 50_000) / 100_000
        func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + "\(number)" }
        let (seconds, minutes, hours) = (tenths / 10, tenths / 600, tenths / 36_000)
        if hours > 0 {
            return "\(hours):\(two(minutes % 60)):\(two(seconds % 60)).\(tenths % 10)s"
        }
        if minutes > 0 { return "\(minutes):\(two(seconds % 60)).\(tenths % 10)s" }
        return "\(seconds).\(tenths % 10)s"
    }
}
