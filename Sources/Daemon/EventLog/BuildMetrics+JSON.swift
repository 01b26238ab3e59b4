import BuildEvents

extension BuildMetrics {
    /// Writes the members of Buck2's event.
    func writeEvent(to json: inout JSONBytes) {
        json.name("top_level_target_metrics")
        json.array(targets) { json, target in
            json.object { json in
                json.member("target", target.target)
                json.member("provider", orNull: target.provider)
                target.writeMembers(to: &json)
                json.member("target_rule_type_name", target.rule)
            }
        }
        json.member("all_targets_build_metrics") { writeMembers(to: &$0) }
    }

    /// Writes what a build report says of all targets.
    func writeMembers(to json: inout JSONBytes) {
        json.member("action_graph_size", orNull: actions)
        json.member("metrics") { sums.write(to: &$0) }
        json.member("compute_time_ms", computation.microseconds / 1000)
    }
}

extension BuildMetrics.Target {
    /// Writes what a build report says of the target.
    func writeMembers(to json: inout JSONBytes) {
        json.member("action_graph_size", orNull: actions)
        json.member("metrics") { sums.write(to: &$0) }
        json.member("amortized_metrics") { shares.write(to: &$0) }
        json.member("remote_max_memory_peak_bytes", 0)
        json.member("local_max_memory_peak_bytes", 0)
        json.member("wall_clock_completion_ms", max(1, completion.microseconds / 1000))
    }
}

extension BuildMetrics.Sums {
    fileprivate func write(to json: inout JSONBytes) {
        json.member("full_graph_execution_time_ms", executionMilliseconds)
        json.member("full_graph_output_size_bytes", outputBytes)
        json.member("local_execution_time_ms", localMilliseconds)
        json.member("remote_execution_time_ms", 0.0)
        json.member("local_executions", localExecutions)
        json.member("remote_executions", 0.0)
        json.member("remote_cache_hits", 0.0)
        json.member("analysis_retained_memory", 0.0)
        json.member("declared_actions", declaredActions)
    }
}

extension JSONBytes {
    /// Writes a member that is a number, with a point.
    fileprivate mutating func member(_ name: String, _ number: Double) {
        self.name(name)
        self.number(number)
    }
}
