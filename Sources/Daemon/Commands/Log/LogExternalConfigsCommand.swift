import ArgumentParser
import BuildEvents

/// `bld log external-configs`: what the configuration was made of besides the project's files.
struct LogExternalConfigsCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "external-configs",
        abstract: "Prints the configuration values that came from elsewhere than the project.",
        discussion: """
            Each line is a value, its cell and where it came from, with tabs between; later ones go
            over earlier ones. Of files of the project only the path is printed.
            """)

    @OptionGroup var selection: LogSelection

    @Option(help: "How to print: readable, tabulated, json or csv.")
    var format: RowFormat = .readable

    func run(in session: Session) async throws -> CommandEnding {
        let log = try await selection.read(session)
        session.complain("Showing external configs from: \(try log.invocation().text)\n")
        for event in log.events()
        where event.form == .instant && event.kind == "BuckconfigInputValues" {
            let rows = (event.content["components"]?.elements ?? []).flatMap(ExternalConfigRow.rows)
            session.write(rows.map { $0.text(format) }.joined())
        }
        return .exit(.success)
    }
}

/// A row of `log external-configs`.
enum ExternalConfigRow {
    case value(section: String, key: String, text: String, cell: String?, origin: String)
    case file(String)

    private static let fileOrigin = "config-file"

    /// Understands a component of the log.
    static func rows(_ component: JSONValue) -> [ExternalConfigRow] {
        guard let data = component["data"]?.choice else { return [] }
        switch data.name {
        case "ConfigValue": return [value(data.value, from: "cli")]
        case "GlobalExternalConfigFile": return values(data.value)
        case "ConfigFile":
            guard let file = data.value["data"]?.choice else { return [] }
            return file.name == "ProjectRelativePath"
                ? [.file(file.value.text ?? "")] : values(file.value)
        default: return []
        }
    }

    private static func values(_ file: JSONValue) -> [ExternalConfigRow] {
        let origin = file["origin_path"]?.text ?? ""
        return (file["values"]?.elements ?? []).map { value($0, from: origin) }
    }

    private static func value(_ value: JSONValue, from origin: String) -> ExternalConfigRow {
        .value(
            section: value["section"]?.text ?? "", key: value["key"]?.text ?? "",
            text: value["value"]?.text ?? "", cell: value["cell"]?.text, origin: origin)
    }

    func text(_ format: RowFormat) -> String {
        switch (self, format) {
        case (.value(let section, let key, let text, let cell, let origin), .readable),
            (.value(let section, let key, let text, let cell, let origin), .tabulated):
            return "\(section).\(key) = \(text)\t\(cell.map { "(\($0))" } ?? "")\t\(origin)\n"
        case (.file(let path), .readable), (.file(let path), .tabulated):
            return "\(path)\t\t\(ExternalConfigRow.fileOrigin)\n"
        case (.value(let section, let key, let text, let cell, let origin), .csv):
            return RowFormat.csv([section, key, text, cell ?? "", origin])
        case (.file(let path), .csv): return RowFormat.csv([path, ExternalConfigRow.fileOrigin])
        case (_, .json):
            var json = JSONBytes()
            json.object(writeMembers)
            json.endLine()
            return String(decoding: json.bytes, as: UTF8.self)
        }
    }

    private func writeMembers(to json: inout JSONBytes) {
        switch self {
        case .value(let section, let key, let text, let cell, let origin):
            json.member("section", section)
            json.member("key", key)
            json.member("value", text)
            if let cell { json.member("cell", cell) }
            json.member("origin", origin)
        case .file(let path):
            json.member("path", path)
            json.member("origin", ExternalConfigRow.fileOrigin)
        }
    }
}
