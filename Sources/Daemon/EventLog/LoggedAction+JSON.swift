import BuildEvents

extension JSONBytes {
    /// Writes a member that is a target in a configuration.
    mutating func member(_ name: String, _ target: LoggedTarget) {
        member(name) { json in
            json.member("label") { json in
                json.member("package", target.package)
                json.member("name", target.name)
            }
            json.member("configuration") { $0.member("full_name", target.configuration) }
            json.name("execution_configuration")
            json.null()
        }
    }

    /// Writes a member that is a suite of tests.
    mutating func member(_ name: String, _ suite: LoggedTestSuite) {
        member(name) { json in
            json.member("suite_name", suite.name)
            json.member("test_names", suite.tests)
            json.member("target_label", suite.target)
        }
    }

    /// Writes the members of an object that is an output.
    mutating func artifact(_ action: LoggedAction, _ path: String) {
        member("artifact") { json in
            json.member("key") { action.writeKey(to: &$0) }
            json.member("path", path)
        }
    }
}

extension LoggedTestSuite {
    /// Writes the members that name the suite while its tests are not known.
    func writeDiscovery(to json: inout JSONBytes) {
        json.member("suite_name", name)
        json.member("target_label", target)
    }
}

extension LoggedAction {
    /// Writes the members of what names the action.
    fileprivate func writeKey(to json: inout JSONBytes) {
        json.member("id", key.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        json.member("key", "\(owner.title) \(key)")
        json.member("owner") { $0.member("TargetLabel", owner) }
    }

    /// Writes the members that both ends of an action's span have.
    func writeMembers(to json: inout JSONBytes) {
        json.member("key") { writeKey(to: &$0) }
        writeName(to: &json)
        json.member("kind", kind.rawValue)
    }

    /// Writes what a person calls the action.
    func writeName(to json: inout JSONBytes) {
        json.member("name") { json in
            json.member("category", category)
            json.member("identifier", identifier)
        }
    }

    /// Writes the members that name the action in a message about its failure.
    func writeReference(to json: inout JSONBytes) {
        json.member("key") { writeKey(to: &$0) }
        writeName(to: &json)
    }
}

extension ActionEnding {
    /// Writes the members that only the end of an action's span has.
    func writeMembers(to json: inout JSONBytes, of action: LoggedAction) {
        json.member("failed", failure != nil)
        json.member("always_print_stderr", showsStandardError)
        json.member("execution_kind", execution.rawValue)
        json.member("wall_time_us", wallTime.microseconds)
        json.member("output_size", outputBytes)
        json.name("commands")
        json.array(commands) { json, command in json.object { command.write(to: &$0) } }
        json.name("outputs")
        json.array(outputs) { json, digest in json.object { $0.member("tiny_digest", digest) } }
        json.member("prefers_local", prefersLocal)
        json.member("requires_local", requiresLocal)
        json.member("allows_cache_upload", false)
        json.member("hostname", orNull: execution == .local ? SystemFacts.hostName : nil)
        json.member("target_rule_type_name", orNull: action.rule)
        json.member("input_files_bytes", orNull: inputBytes)
        json.member("eligible_for_dedupe", dedupe.rawValue)
        json.member("expected_eligible_for_dedupe", expectsDedupe.map { $0 ? 0 : 1 } ?? 2)
        json.member("scheduling_mode", orNull: execution == .local ? 1 : nil as Int?)
        if failure != nil {
            json.member("error") { $0.empty("CommandExecutionError") }
        }
    }
}

extension ExecutionStage {
    /// Writes the only member of a stage.
    func write(to json: inout JSONBytes) {
        json.member("stage") { json in
            switch self {
            case .cacheQuery(let digest):
                json.member("CacheQuery") { json in
                    json.member("action_digest", digest)
                    json.member("cache_type", 0)
                }
            case .cacheHit(let digest):
                json.member("CacheHit") { json in
                    json.member("action_digest", digest)
                    json.member("cache_type", 0)
                }
            case .prepare: json.empty("Prepare")
            case .execute(let invocation):
                json.member("Local") { json in
                    json.member("stage") { json in
                        json.member("Execute") { json in
                            json.member("command") { invocation.write(to: &$0) }
                        }
                    }
                }
            }
        }
    }
}

extension LoggedInvocation {
    fileprivate func write(to json: inout JSONBytes) {
        json.member("argv", arguments)
        json.name("env")
        json.array(environment) { json, entry in
            json.object { json in
                json.member("key", entry.name)
                json.member("value", entry.value)
            }
        }
        json.member("action_digest", digest)
    }
}

extension CommandReport {
    /// Writes the members of a command's end.
    func write(to json: inout JSONBytes) {
        json.member("details") { json in
            json.member("signed_exit_code", orNull: exitCode)
            json.member("stdout", stdout)
            json.member("stderr", stderr)
            json.member("command_kind") { json in
                json.member("command") { json in
                    json.member("LocalCommand") { invocation.write(to: &$0) }
                }
            }
            json.member("metadata") { json in
                json.member("wall_time_us", wallTime.microseconds)
                json.member("execution_time_us", wallTime.microseconds)
            }
        }
        json.member("status") { json in
            switch status {
            case .success: json.empty("Success")
            case .failure: json.empty("Failure")
            case .timeout(let limit):
                json.member("Timeout") { $0.member("duration_us", limit.microseconds) }
            case .error(let stage, let message):
                json.member("Error") { json in
                    json.member("stage", stage)
                    json.member("error", message)
                }
            case .cancelled: json.empty("Cancelled")
            }
        }
    }
}
