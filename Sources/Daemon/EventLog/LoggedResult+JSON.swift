import BuildEvents

extension LoggedResult {
    /// Writes the line of what came of a build.
    func write(to json: inout JSONBytes) {
        json.object { json in
            json.member("Result") { json in
                json.member("result") { json in
                    json.member("build_response") { json in
                        json.name("build_targets")
                        json.array(targets) { json, target in
                            json.object { target.write(to: &$0) }
                        }
                        json.member("project_root", projectRoot)
                        json.name("errors")
                        json.array(errors) { json, message in
                            json.object { $0.member("message", message) }
                        }
                    }
                }
            }
        }
        json.endLine()
    }
}

extension LoggedResult.Target {
    fileprivate func write(to json: inout JSONBytes) {
        json.member("target", label)
        json.member("configuration", configuration)
        json.name("outputs")
        json.array(outputs) { json, path in json.object { $0.member("path", path) } }
        json.member("target_rule_type_name", rule)
    }
}
