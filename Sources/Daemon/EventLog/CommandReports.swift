import BuildEvents
import Diagnostics

/// What is to be written of a command besides its log, and where.
struct CommandReports: Sendable {
    /// Where what became of the command is written; nil for nowhere.
    var record: String?
    /// Where the exit code and the errors are written; nil for nowhere.
    var report: String?
    /// What is known of who runs the command.
    var metadata: [String: String]
    /// The same as the command line gives it: `key=value`.
    var clientMetadata: [String]
    /// Why a program runs the command: `key=value`.
    var agentContext: [String]
    /// The words that choose the configuration, in short.
    var configFlags: [String]
    /// When the command gives way to others.
    var preemptible: Preemptible?
    /// The isolation folder.
    var isolation: String
    /// The project's root.
    var root: String

    /// Whether somebody waits for a file.
    var areAwaited: Bool { record != nil || report != nil }
}

extension CommandLog {
    /// Writes the files that the command line names.
    ///
    /// - Parameters:
    ///   - code: What the command ends with.
    ///   - becomesProgram: Whether the client becomes a program instead.
    func writeReports(_ code: CommandExitCode, becomesProgram: Bool) {
        guard let reports else { return }
        let errors = errors.flatMap { error in
            (error as? SeveralErrors)?.errors ?? [error]
        }.map { ErrorReport($0, renderer: DiagnosticRenderer(color: false)) }
        if let path = reports.report {
            var json = JSONBytes()
            json.object { json in
                json.member("trace_id", trace.description)
                json.member("exit_code", code.rawValue)
                json.member("error_messages", errors.map(\.summary))
                json.member("finalizing_error_messages", [])
            }
            FileText.write(json.bytes, to: path)
        }
        if let path = reports.record {
            FileText.write(record(code, errors, reports, becomesProgram), to: path)
        }
    }

    /// The record of the invocation, as a JSON object.
    private func record(
        _ code: CommandExitCode, _ errors: [ErrorReport], _ reports: CommandReports,
        _ becomesProgram: Bool
    ) -> [UInt8] {
        let tally = tally
        var json = JSONBytes()
        json.object { json in
            json.member("trace_id", trace.description)
            json.member("data") { json in
                json.member("Record") { json in
                    json.member("data") { json in
                        json.member("InvocationRecord") { json in
                            writeRecord(to: &json, code, errors, reports, becomesProgram)
                            tally.writeMembers(to: &json)
                        }
                    }
                }
            }
        }
        json.endLine()
        return json.bytes
    }

    private func writeRecord(
        to json: inout JSONBytes, _ code: CommandExitCode, _ errors: [ErrorReport],
        _ reports: CommandReports, _ becomesProgram: Bool
    ) {
        json.member("cli_args", command(metadata: [:]).arguments)
        json.member("command_name", name)
        json.member("exit_code", code.rawValue)
        json.member("exit_result_name", becomesProgram ? "EXEC" : code.recordName)
        json.member("outcome", code == .success ? 1 : code == .interrupted ? 3 : 2)
        json.member("has_command_result", true)
        json.member("has_end_of_stream", true)
        json.member("command_duration_us", (ContinuousClock.now - began).microseconds)
        json.member("client_walltime_us", (ContinuousClock.now - began).microseconds)
        json.member("preemptible", reports.preemptible?.recordName ?? "UNSPECIFIED")
        json.member("isolation_dir", reports.isolation)
        json.member("representative_config_flags", reports.configFlags)
        json.member("new_configs_used", usesNewConfig ? 1 : 0)
        json.member("repo_path", reports.root)
        json.member("compressed_event_log_size_bytes", sizeBytes)
        json.member("peak_process_memory_bytes", SystemFacts.peakMemoryBytes)
        json.member("peak_used_disk_space_bytes", orNull: SystemFacts.usedDiskBytes(reports.root))
        // Networks are for machines elsewhere, of which builds use none.
        json.member("active_networks_kinds", [])
        json.member("metadata") { json in
            json.member("ints", [:])
            json.member("strings", reports.metadata)
        }
        for (name, entries) in [
            ("client_metadata", reports.clientMetadata), ("agent_context", reports.agentContext),
        ] {
            json.name(name)
            json.array(entries) { json, entry in
                json.object { json in
                    json.member("key", String(entry.prefix { $0 != "=" }))
                    json.member("value", String(entry.drop { $0 != "=" }.dropFirst()))
                }
            }
        }
        json.name("errors")
        json.array(errors) { json, error in
            json.object { json in
                json.member("message", error.summary)
                json.member("telemetry_message", error.text)
                json.member("category", error.exitCode.category)
                json.member("source_area", "BUCK2")
                json.member("tags", error.tags)
            }
        }
    }
}

extension EventTally {
    fileprivate func writeMembers(to json: inout JSONBytes) {
        let local = actions[.local] ?? 0
        let cached = actions[.localActionCache] ?? 0
        json.member("run_local_count", local)
        json.member("run_remote_count", 0)
        json.member("run_action_cache_count", cached)
        json.member("run_remote_dep_file_cache_count", 0)
        json.member("run_skipped_count", actions[.localDepFile] ?? 0)
        json.member("run_command_failure_count", failedActions)
        json.name("cache_hit_rate")
        json.number(local + cached == 0 ? 0 : Double(cached) * 100 / Double(local + cached))
        json.member("analysis_count", analyses)
        json.member("load_count", loads)
        json.member("event_count", events)
        json.member("max_in_progress_actions", mostActions)
        json.member("max_in_progress_local_actions", mostLocalActions)
        json.member("max_in_progress_remote_actions", 0)
        json.member("max_in_progress_remote_uploads", 0)
        if let parallelism {
            json.member("command_options") { json in
                json.member("configured_parallelism", parallelism.jobs)
                json.member("available_parallelism", parallelism.processors)
            }
        }
        json.member("target_rule_type_names", ruleTypes.sorted())
        json.name("soft_error_categories")
        json.array(softErrors) { json, error in json.object { error.writeCategory(to: &$0) } }
        json.member("parsed_target_patterns") { json in
            json.name("target_patterns")
            json.array(patterns) { json, pattern in json.object { $0.member("value", pattern) } }
        }
    }
}

extension CommandExitCode {
    /// Whose fault it was, in the words of Buck2's records.
    fileprivate var category: String {
        switch self {
        case .success, .userError, .interrupted, .timedOut, .testsFailed, .noTests, .daemonBusy,
            .daemonPreempted:
            "USER"
        case .connectFailure, .infrastructureFailure, .unknownFailure: "INFRA"
        }
    }

    /// The name of the exit code in Buck2's records.
    fileprivate var recordName: String {
        switch self {
        case .success: "SUCCESS"
        case .unknownFailure: "UNKNOWN_FAILURE"
        case .infrastructureFailure: "INFRA_ERROR"
        case .userError: "USER_ERROR"
        case .timedOut: "TIMEOUT"
        case .daemonBusy: "DAEMON_IS_BUSY"
        case .daemonPreempted: "DAEMON_PREEMPTED"
        case .connectFailure: "CONNECT_ERROR"
        case .testsFailed: "TEST_ERROR"
        case .noTests: "TEST_NOTHING"
        case .interrupted: "SIGNAL_INTERRUPT"
        }
    }
}
