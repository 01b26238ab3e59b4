import Diagnostics

/// Follows the spans of a log, and prints what was executed in those of actions and tests.
struct WhatRan {
    let options: WhatRanOptions
    var failed = false
    var incomplete = false
    var showsErrors = false
    var omitsEmpty = false

    /// A span in which something may be executed.
    private struct Open {
        let reason: String
        let identity: String
        let category: String?
        let tests: [String]?
        var executions: [Execution] = []
    }

    /// What is known when a span has ended.
    private struct Ending {
        var errors: String?
        var duration: Duration?
    }

    /// Prints a log.
    ///
    /// - Throws: A diagnostic if there is none, or the regular expression is malformed.
    func run(in session: Session) async throws {
        let log = try await options.selection.read(session)
        let filter = try options.filterCategory.map { try CategoryFilter($0) }
        let suffix = filter == nil ? "" : ", filtered by action category"
        session.complain("Showing commands from: \(try log.invocation().text)\(suffix)\n")
        var rows: [WhatRanRow] = []
        var open: [Int64: Open] = [:]
        func add(_ span: Open, _ ending: Ending) {
            if let filter, !filter.matches(span.category ?? "") { return }
            rows += span.executions.map { execution in
                WhatRanRow(
                    reason: span.reason, identity: span.identity, execution: execution,
                    tests: span.tests, errors: ending.errors, duration: ending.duration)
            }
        }
        for event in log.events() {
            if let span = start(event) {
                open[event.span] = span
            } else if let execution = Execution(event), isWanted(execution) {
                open[event.parent]?.executions.append(execution)
            } else if event.form == .end, var span = open.removeValue(forKey: event.span) {
                guard !incomplete, !failed || event.content["failed"]?.flag == true else {
                    continue
                }
                if event.content["execution_kind"]?.integer == 7 {
                    span.executions.append(.depFile)
                }
                add(span, ending(event))
            }
        }
        if !failed {
            for (_, span) in open.sorted(by: { $0.key < $1.key }) { add(span, Ending()) }
        }
        if omitsEmpty { rows.removeAll { $0.errors == "" } }
        session.write(WhatRanRow.text(rows, options.format, showsErrors: showsErrors))
    }

    private func start(_ event: EventLogEntry) -> Open? {
        guard event.form == .start else { return nil }
        switch event.kind {
        case "ActionExecution":
            return Open(
                reason: "build", identity: event.content.actionTitle,
                category: event.content.at("name", "category")?.text, tests: nil)
        case "TestDiscovery":
            return Open(
                reason: "test.discovery", identity: event.content["suite_name"]?.text ?? "",
                category: nil, tests: nil)
        case "TestRun":
            return Open(
                reason: "test.run",
                identity: event.content.at("suite", "suite_name")?.text ?? "unknown test suite",
                category: nil,
                tests: event.content.at("suite", "test_names")?.elements?.compactMap(\.text))
        case "LocalResources":
            return Open(
                reason: "test.local_resource_setup",
                identity: event.content["target_label"]?.targetTitle ?? "", category: nil,
                tests: nil)
        default: return nil
        }
    }

    private func isWanted(_ execution: Execution) -> Bool {
        switch execution {
        case .cacheQuery: options.emitCacheQueries
        case .cacheHit, .depFile: !options.skipCacheHits
        case .remote: !options.skipRemoteExecutions
        case .local: !options.skipLocalExecutions
        }
    }

    private func ending(_ event: EventLogEntry) -> Ending {
        guard event.kind == "ActionExecution" else { return Ending() }
        let last = event.content["commands"]?.elements?.last
        return Ending(
            errors: last?.at("details", "stderr")?.text,
            duration: event.content["wall_time_us"]?.integer.map { .microseconds($0) })
    }
}

/// A regular expression that matches whole categories.
private struct CategoryFilter {
    private let regex: Regex<AnyRegexOutput>

    init(_ pattern: String) throws {
        do {
            regex = try Regex(pattern).matchingSemantics(.unicodeScalar)
        } catch {
            throw Diagnostic.error("`\(pattern)` is no regular expression: \(error)")
        }
    }

    func matches(_ category: String) -> Bool {
        (try? regex.wholeMatch(in: category)) != nil
    }
}
