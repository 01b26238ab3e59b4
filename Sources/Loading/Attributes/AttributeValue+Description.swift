import BuildModel

extension AttributeValue: CustomStringConvertible {
    /// The value as Starlark would write it, labels and sources in full.
    public var description: String {
        switch self {
        case .null: "None"
        case .bool(let value): value ? "True" : "False"
        case .int(let value): String(value)
        case .string(let value): Self.quoted(value)
        case .list(let elements): Self.joined("[", elements, "]")
        case .tuple(let elements): Self.joined("(", elements, elements.count == 1 ? ",)" : ")")
        case .dict(let entries):
            "{" + entries.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
        case .dependency(let label, _), .label(let label), .sourceTarget(let label):
            Self.quoted(label.description)
        case .transitionDependency(let label, _, _): Self.quoted(label.description)
        case .configuredDependency(let label, let platform):
            "(" + Self.quoted(label.description) + ", " + Self.quoted(platform.description) + ")"
        case .pluginDependency(let label, _): Self.quoted(label.description)
        case .query(let query): Self.quoted(query.text)
        case .source(let source): Self.quoted(source.cellPath.description)
        case .arg(let parts): Self.quoted(parts.map(\.description).joined())
        case .hostTool(let names): Self.joined("[", names.map { .string($0) }, "]")
        case .select(let select): "select(\(select))"
        case .concatenation(let parts): parts.map(\.description).joined(separator: " + ")
        case .selectEnding(let ending, let message): "\(ending.rawValue)(\"\(message)\")"
        }
    }

    private static func joined(
        _ opening: String, _ elements: [AttributeValue], _ closing: String
    ) -> String {
        opening + elements.map(\.description).joined(separator: ", ") + closing
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension AttributeValue.Select: CustomStringConvertible {
    /// The dict that `select()` was given, labels in full.
    public var description: String {
        let entries =
            branches.map { "\"\($0.key)\": \($0.value)" }
            + (fallback.map { ["\"DEFAULT\": \($0)"] } ?? [])
        return "{" + entries.joined(separator: ", ") + "}"
    }
}

extension ArgumentPart: CustomStringConvertible {
    /// The text, or the macro with its label in full.
    public var description: String {
        switch self {
        case .text(let text): text
        case .macro(let macro): macro.description
        }
    }
}

extension ArgumentMacro: CustomStringConvertible {
    /// The macro as it is written, its label in full.
    public var description: String {
        let (name, argument): (String, String?) =
            switch (kind, dependencyKind) {
            case (.location, .execution): ("location_exec", nil)
            case (.location, .toolchain): ("location_toolchain", nil)
            case (.location, _): ("location", nil)
            case (.executable, .execution): ("exe", nil)
            case (.executable, _): ("exe_target", nil)
            case (.source(let source), _): ("source", source.cellPath.description)
            case (.query(let query, let expansion), _): (expansion.name, query.text)
            case (.variable(let name, let argument), _): (name, argument)
            }
        let words = [name] + [label?.description, argument].compactMap { $0 }
        return "$(" + (isWrittenToFile ? "@" : "") + words.joined(separator: " ") + ")"
    }
}
