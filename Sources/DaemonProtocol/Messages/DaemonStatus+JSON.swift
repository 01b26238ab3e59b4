extension DaemonStatus {
    /// The status as a JSON object, one member a line, as `bld status` prints it.
    public var json: String {
        let members: [(String, String)] = [
            ("pid", "\(processID)"), ("project_root", quoted(projectRoot)),
            ("isolation_dir", quoted(isolation)),
            ("uptime_seconds", "\(uptime.components.seconds)"),
            ("resident_bytes", "\(residentBytes)"), ("graph_nodes", "\(nodes)"),
            ("value_bytes", "\(valueBytes)"), ("files", "\(files)"),
            ("unwatched_files", "\(unheardFiles)"),
            ("commands", "[\(commands.map(quoted).joined(separator: ", "))]"),
            ("build", quoted(build)),
        ]
        let lines = members.map { "  \"\($0)\": \($1)" }
        return "{\n\(lines.joined(separator: ",\n"))\n}\n"
    }
}

/// A JSON string.
///
/// Source: RFC 8259, section 7.
private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\\(scalar)"
        case _ where scalar.value < 0x20:
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}
