import BuildEvents

extension ConfigComponent {
    /// Writes the only member of Buck2's message about a part of the configuration.
    func write(to json: inout JSONBytes) {
        switch self {
        case .file(let path, let values):
            json.member("GlobalExternalConfigFile") { json in
                Self.write(path, values, isArgument: false, to: &json)
            }
        case .argument(let value):
            json.member("ConfigValue") { value.write(isArgument: true, to: &$0) }
        case .projectFile(let path):
            json.member("ConfigFile") { json in
                json.member("data") { $0.member("ProjectRelativePath", path) }
            }
        case .externalFile(let path, let values):
            json.member("ConfigFile") { json in
                json.member("data") { json in
                    json.member("GlobalExternalConfig") { json in
                        Self.write(path, values, isArgument: true, to: &json)
                    }
                }
            }
        }
    }

    private static func write(
        _ path: String, _ values: [Value], isArgument: Bool, to json: inout JSONBytes
    ) {
        json.name("values")
        json.array(values) { json, value in
            json.object { value.write(isArgument: isArgument, to: &$0) }
        }
        json.member("origin_path", path)
    }
}

extension ConfigComponent.Value {
    fileprivate func write(isArgument: Bool, to json: inout JSONBytes) {
        json.member("section", section)
        json.member("key", key)
        json.member("value", text ?? "")
        json.member("cell", orNull: cell)
        json.member("is_cli", isArgument)
    }
}
