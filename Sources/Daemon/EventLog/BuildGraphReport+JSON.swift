import BuildEvents

extension BuildGraphReport {
    /// Writes the members of Buck2's message about what was done.
    func writeMembers(to json: inout JSONBytes) {
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
        // What nobody does anything in is time, but none of the chain's.
        let length = work.isWaiting ? 0 : duration.microseconds
        json.member("duration_us", length)
        json.member("user_duration_us", userDuration.microseconds)
        json.member("total_duration_us", length)
        json.member(
            "potential_improvement_duration_us", orNull: potentialImprovement?.microseconds)
        if work.isWaiting {
            json.member("non_critical_path_duration_us", duration.microseconds)
        }
        json.member("start_offset_ns", start.microseconds * 1000)
        json.member("entry") { work.write(to: &$0) }
    }
}

extension BuildGraphReport.Entry.Work {
    fileprivate var isWaiting: Bool { if case .waiting = self { true } else { false } }

    fileprivate func write(to json: inout JSONBytes) {
        switch self {
        case .generic(let kind): json.member("GenericEntry") { $0.member("kind", kind) }
        case .waiting: json.member("Waiting") { $0.member("category", orNull: nil as String?) }
        case .listing(let package): json.member("Listing") { $0.member("package", package) }
        case .load(let package): json.member("Load") { $0.member("package", package) }
        case .analysis(let target, let rule, let part):
            json.member("Analysis") { json in
                json.member("target_rule_type_name", orNull: rule)
                json.member("part", orNull: part)
                json.member("target") { $0.member("StandardTarget", target) }
            }
        case .anonymousAnalysis(let target, let part):
            json.member("AnonAnalysis") { json in
                json.member("anon_target") { json in
                    json.member("name") { json in
                        json.member("package", target.package)
                        json.member("name", target.name)
                    }
                    json.member("execution_configuration") { json in
                        json.member("full_name", target.configuration)
                    }
                }
                json.member("part", orNull: part)
            }
        case .dynamicAnalysis(let target, let index):
            json.member("DynamicAnalysis") { json in
                json.member("index", index)
                json.member("target") { $0.member("StandardTarget", target) }
            }
        case .testListing(let suite):
            json.member("TestListing") { json in
                json.member("target_label", suite.target)
                json.member("suite", suite.name)
            }
        case .testRun(let suite):
            json.member("TestExecution") { json in
                json.member("target_label", suite.target)
                json.member("suite", suite.name)
                json.member("testcases", suite.tests)
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
