import BuildEvents

/// Events in the form in which Buck2's `log show` prints them, which tools read.
///
/// Source: Buck2's `data.proto`, written as its messages are serialized: a choice is an object with
/// one member, a time is `[seconds, nanoseconds]`, a duration is a number of microseconds.
extension LoggedEvent {
    /// Writes the event on a line of its own.
    func write(to json: inout JSONBytes, trace: String) {
        json.object { json in
            json.member("Event") { json in
                json.name("timestamp")
                json.array([time.seconds, Int64(time.nanoseconds)]) { $0.integer($1) }
                json.member("trace_id", trace)
                json.member("span_id", span)
                json.member("parent_id", parent)
                json.member("data") { content.write(to: &$0) }
            }
        }
        json.endLine()
    }
}

extension LoggedEvent.Content {
    fileprivate func write(to json: inout JSONBytes) {
        switch self {
        case .began(let start):
            json.member("SpanStart") { json in
                json.member("data") { start.write(to: &$0) }
            }
        case .ended(let end, let duration):
            json.member("SpanEnd") { json in
                json.member("stats") { json in
                    json.member("max_poll_time_us", 0)
                    json.member("total_poll_time_us", 0)
                }
                json.member("duration_us", duration.microseconds)
                json.member("data") { end.write(to: &$0) }
            }
        case .happened(let moment):
            json.member("Instant") { json in
                json.member("data") { moment.write(to: &$0) }
            }
        }
    }
}

extension Duration {
    /// Whole microseconds.
    var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}

extension SpanStart {
    fileprivate func write(to json: inout JSONBytes) {
        switch self {
        case .command(let command):
            json.member("Command") { json in
                json.member("metadata", command.metadata)
                json.member("cli_args", command.arguments)
                json.member("tags", [])
                json.member("data") { $0.empty(command.kind) }
            }
        case .critical:
            json.member("CommandCritical") { json in
                json.member("metadata", [:])
                json.member("dice_version", "")
            }
        case .fileWatching(let watching):
            json.member("FileWatcher") { $0.member("provider", watching == .hashed ? 2 : 1) }
        case .load(let module, let cell):
            json.member("Load") { json in
                json.member("module_id", module)
                json.member("cell", cell)
            }
        case .listing(let package): json.member("LoadPackage") { $0.member("path", package) }
        case .analysis(let target, let rule):
            json.member("Analysis") { json in
                json.member("rule", rule)
                json.member("target") { $0.member("StandardTarget", target) }
            }
        case .action(let action):
            json.member("ActionExecution") { action.writeMembers(to: &$0) }
        case .stage(let stage): json.member("ExecutorStage") { stage.write(to: &$0) }
        case .finalMaterialization(let action, let path):
            json.member("FinalMaterialization") { $0.artifact(action, path) }
        case .materialization:
            json.member("Materialization") { $0.member("action_digest", orNull: String?.none) }
        case .testDiscovery(let suite):
            json.member("TestDiscovery") { suite.writeDiscovery(to: &$0) }
        case .testRun(let suite):
            json.member("TestRun") { $0.member("suite", suite) }
        case .localResources(let target):
            json.member("LocalResources") { $0.member("target_label", target) }
        }
    }
}

extension SpanEnd {
    fileprivate func write(to json: inout JSONBytes) {
        switch self {
        case .command(let command, let succeeded, let patterns):
            json.member("Command") { json in
                json.member("is_success", succeeded)
                json.member("build_result") { $0.member("build_completed", succeeded) }
                json.member("data") { json in
                    json.member(command.kind) { json in
                        json.name("unresolved_target_patterns")
                        json.array(patterns) { json, pattern in
                            json.object { $0.member("value", pattern) }
                        }
                    }
                }
            }
        case .critical: json.member("CommandCritical") { $0.member("metadata", [:]) }
        case .fileWatching: json.empty("FileWatcher")
        case .load(let module, let cell, let ending):
            json.member("Load") { json in
                json.member("module_id", module)
                json.member("cell", cell)
                ending.writeMembers(to: &json)
            }
        case .listing(let package): json.member("LoadPackage") { $0.member("path", package) }
        case .analysis(let target, let rule, let actions, let error):
            json.member("Analysis") { json in
                json.member("rule", rule)
                json.member("declared_actions", orNull: actions)
                json.member("error", orNull: error)
                json.member("target") { $0.member("StandardTarget", target) }
            }
        case .action(let action, let ending):
            json.member("ActionExecution") { json in
                action.writeMembers(to: &json)
                ending.writeMembers(to: &json, of: action)
            }
        case .stage: json.empty("ExecutorStage")
        case .cancelled: json.empty("SpanCancelled")
        case .finalMaterialization(let action, let path):
            json.member("FinalMaterialization") { $0.artifact(action, path) }
        case .materialization(let output):
            json.member("Materialization") { json in
                json.member("file_count", output.files)
                json.member("total_bytes", output.bytes)
                json.member("path", output.path)
                json.member("action_digest", orNull: String?.none)
                json.member("success", output.error == nil)
                json.member("error", orNull: output.error)
                json.member("method", output.method.rawValue)
            }
        case .testDiscovery(let suite, let report):
            json.member("TestDiscovery") { json in
                suite.writeDiscovery(to: &json)
                if let report { json.member("command_report") { report.write(to: &$0) } }
            }
        case .testRun(let suite, let report):
            json.member("TestRun") { json in
                json.member("suite", suite)
                if let report { json.member("command_report") { report.write(to: &$0) } }
            }
        case .localResources(let target, let report):
            json.member("LocalResources") { json in
                json.member("target_label", target)
                if let report { json.member("command_report") { report.write(to: &$0) } }
            }
        }
    }
}

extension LoadEnding {
    fileprivate func writeMembers(to json: inout JSONBytes) {
        switch self {
        case .evaluated(let targets, let peakBytes, let instructions):
            json.member("error", orNull: nil as String?)
            json.member("target_count", targets)
            json.member("starlark_peak_allocated_bytes", peakBytes)
            json.member("cpu_instruction_count", orNull: instructions.map { Int($0) })
        case .failed(let error):
            json.member("error", error)
            json.member("target_count", orNull: nil as Int?)
            json.member("starlark_peak_allocated_bytes", orNull: nil as Int?)
            json.member("cpu_instruction_count", orNull: nil as Int?)
        }
    }
}

extension LoggedCommand {
    /// The name that Buck2's messages give a kind of command.
    fileprivate var kind: String {
        switch name {
        case "uquery", "query": "Query"
        case "cquery": "Cquery"
        case "utargets", "targets": "Targets"
        default: name.prefix(1).uppercased() + name.dropFirst()
        }
    }
}
