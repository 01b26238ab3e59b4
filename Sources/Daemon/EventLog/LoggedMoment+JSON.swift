import BuildEvents

extension LoggedMoment {
    /// Writes the only member of what happened.
    func write(to json: inout JSONBytes) {
        switch self {
        case .targetPatterns(let patterns):
            json.member("TargetPatterns") { json in
                json.name("target_patterns")
                json.array(patterns) { json, pattern in
                    json.object { $0.member("value", pattern) }
                }
            }
        case .configurationCreated(let name, let constraints):
            json.member("ConfigurationCreated") { json in
                json.member("cfg") { json in
                    json.member("full_name", name)
                    json.name("constraint")
                    json.array(constraints) { json, constraint in
                        json.object { json in
                            json.member("setting", constraint.setting)
                            json.member("value", constraint.value)
                        }
                    }
                }
            }
        case .targetConfiguration(let platforms, let modifiers):
            json.member("TargetCfg") { json in
                json.member("target_platforms", platforms)
                json.member("cli_modifiers", modifiers)
            }
        case .systemInfo(let memory, let disk, let cores):
            json.member("SystemInfo") { json in
                json.member("system_total_memory_bytes", orNull: memory)
                json.member("total_disk_space_bytes", orNull: disk)
                json.member("num_cores", cores)
            }
        case .commandOptions(let jobs, let processors):
            json.member("CommandOptions") { json in
                json.member("configured_parallelism", jobs)
                json.member("available_parallelism", processors)
            }
        case .consoleMessage(let text):
            json.member("ConsoleMessage") { $0.member("message", text) }
        case .consoleWarning(let text):
            json.member("ConsoleWarning") { $0.member("message", text) }
        case .softError(let error):
            json.member("StructuredError") { error.write(to: &$0) }
        case .tags(let tags): json.member("TagEvent") { $0.member("tags", tags) }
        case .ruleType(let rule):
            json.member("TargetRuleTypeName") { $0.member("rule_type", rule) }
        case .actionError(let action, let report, _):
            json.member("ActionError") { json in
                action.writeReference(to: &json)
                json.member("error") { $0.empty("CommandExecutionError") }
                if let report { json.member("last_command") { report.write(to: &$0) } }
            }
        case .testResult(let result):
            json.member("TestResult") { json in
                json.member("name", result.name)
                json.member("status", result.status.rawValue)
                json.member("duration_us", result.duration.microseconds)
                json.member("details", result.details)
                json.member("target_label", result.target)
            }
        case .endOfTestResults(let exitCode):
            json.member("EndOfTestResults") { $0.member("exit_code", exitCode) }
        case .buildGraph(let graph): json.member("BuildGraphInfo") { graph.write(to: &$0) }
        }
    }
}

extension SoftError {
    /// Writes the members of Buck2's message about an error.
    fileprivate func write(to json: inout JSONBytes) {
        json.member("payload", text)
        json.member("metadata", [:])
        json.name("backtrace")
        json.array([] as [Int]) { $0.integer($1) }
        json.member("quiet", isQuiet)
        json.member("soft_error_category") { writeCategory(to: &$0) }
        json.member("task", true)
    }

    /// Writes the members that reports are counted by.
    func writeCategory(to json: inout JSONBytes) {
        json.member("category", category)
        json.member("is_quiet", isQuiet)
    }
}

extension BuildGraphReport {
    fileprivate func write(to json: inout JSONBytes) {
        json.member("metadata", metadata)
        json.member("num_nodes", nodes)
        json.member("num_edges", edges)
        json.name("critical_path2")
        json.array(criticalPath) { json, entry in json.object { entry.write(to: &$0) } }
        json.member("backend_name", "longest-path-graph")
        json.name("top_level_targets")
        json.array(targets) { json, target in
            json.object { json in
                json.member("target", target.target)
                json.member("duration_us", target.duration.microseconds)
            }
        }
    }
}

extension BuildGraphReport.Entry {
    fileprivate func write(to json: inout JSONBytes) {
        json.name("span_ids")
        json.array([] as [Int]) { $0.integer($1) }
        json.member("duration_us", duration.microseconds)
        json.member("user_duration_us", userDuration.microseconds)
        json.member("total_duration_us", duration.microseconds)
        json.member(
            "potential_improvement_duration_us", orNull: potentialImprovement?.microseconds)
        json.member("start_offset_ns", start.microseconds * 1000)
        json.member("entry") { work.write(to: &$0) }
    }
}

extension BuildGraphReport.Entry.Work {
    fileprivate func write(to json: inout JSONBytes) {
        switch self {
        case .generic(let kind): json.member("GenericEntry") { $0.member("kind", kind) }
        case .waiting: json.member("Waiting") { $0.member("category", orNull: nil as String?) }
        case .listing(let package): json.member("Listing") { $0.member("package", package) }
        case .load(let package): json.member("Load") { $0.member("package", package) }
        case .analysis(let target, let rule):
            json.member("Analysis") { json in
                json.member("target_rule_type_name", orNull: rule)
                json.member("target") { $0.member("StandardTarget", target) }
            }
        case .action(let action, let kind, let digest):
            json.member("ActionExecution") { json in
                action.writeName(to: &json)
                json.member("owner") { $0.member("TargetLabel", action.owner) }
                json.member("execution_kind", kind.rawValue)
                json.member("target_rule_type_name", orNull: action.rule)
                json.member("action_digest", orNull: digest)
            }
        case .materialization(let target, let path):
            json.member("FinalMaterialization") { json in
                json.member("path", path)
                json.member("owner") { $0.member("TargetLabel", target) }
            }
        case .computation: json.empty("ComputeCriticalPath")
        }
    }
}
