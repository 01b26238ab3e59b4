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
        case .metrics(let metrics):
            json.member("DetailedAggregatedMetrics") { metrics.writeEvent(to: &$0) }
        case .configInputs(let components):
            json.member("BuckconfigInputValues") { json in
                json.name("components")
                json.array(components) { json, component in
                    json.object { $0.member("data") { component.write(to: &$0) } }
                }
            }
        case .otherConfigBefore(let command):
            json.member("PreviousCommandWithMismatchedConfig") { json in
                json.member("sanitized_argv", command.arguments)
                json.member("trace_id", command.trace)
            }
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
        case .commandPreempted: json.empty("CommandPreempted")
        case .noState: json.empty("NoActiveDiceState")
        case .stateComparison(let isEqual):
            json.member("DiceEqualityCheck") { $0.member("is_equal", isEqual) }
        case .cellConfig(let cell):
            json.member("CellHasNewConfigs") { $0.member("cell", cell) }
        case .buildGraph(let graph): json.member("BuildGraphInfo") { graph.writeMembers(to: &$0) }
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
