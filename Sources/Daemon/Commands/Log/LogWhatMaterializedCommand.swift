import ArgumentParser
import BuildEvents

/// `bld log what-materialized`: the outputs that an earlier command has written to their places.
struct LogWhatMaterializedCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "what-materialized",
        abstract: "Prints what an earlier command has written to its place.",
        discussion: """
            Outputs that a command of an action has left in place are not among them. Each line has \
            the path, where the content came from (cas, copy, http or write), the digest of the \
            action, the number of files and of bytes, with tabs between.
            """,
        aliases: ["whatmaterialized"])

    @OptionGroup var selection: LogSelection

    @Option(help: "How to print: readable, tabulated, json or csv.")
    var format: RowFormat = .readable

    @Flag(
        name: [.customShort("s"), .customLong("sort-by-size")],
        help: "Print what has the most bytes last.")
    var sorts = false

    @Flag(
        name: .customLong("aggregate-by-ext"),
        help: "Print sums for each extension of file names.")
    var aggregates = false

    func validate() throws {
        guard !(sorts && aggregates) else {
            throw ValidationError("`--sort-by-size` and `--aggregate-by-ext` exclude each other.")
        }
    }

    func run(in session: Session) async throws -> CommandEnding {
        let log = try await selection.read(session)
        session.complain("Showing materializations from: \(try log.invocation().text)\n")
        var rows = log.events().compactMap(MaterializedRow.init)
        if sorts { rows.sort { $0.bytes < $1.bytes } }
        if aggregates {
            session.write(MaterializedExtension.text(MaterializedExtension.sums(rows), format))
        } else {
            session.write(MaterializedRow.text(rows, format))
        }
        return .exit(.success)
    }
}

/// An output of `log what-materialized`.
private struct MaterializedRow {
    let path: String
    let method: String
    let digest: String?
    let files: Int64
    let bytes: Int64

    /// Understands the end of a successful materialization; nil for all else.
    init?(_ event: EventLogEntry) {
        guard event.form == .end, event.kind == "Materialization",
            event.content["success"]?.flag == true
        else { return nil }
        path = event.content["path"]?.text ?? ""
        let methods = ["cas", "copy", "http", "write"]
        let number = Int(event.content["method"]?.integer ?? -1)
        method = methods.indices.contains(number) ? methods[number] : "<unknown>"
        digest = event.content["action_digest"]?.text
        files = event.content["file_count"]?.integer ?? 0
        bytes = event.content["total_bytes"]?.integer ?? 0
    }

    /// What follows the last point of the file's name.
    var fileExtension: String {
        let name = path.split(separator: "/").last ?? ""
        guard let point = name.lastIndex(of: "."), point != name.startIndex else {
            return "<empty>"
        }
        return String(name[name.index(after: point)...])
    }

    static func text(_ rows: [MaterializedRow], _ format: RowFormat) -> String {
        switch format {
        case .readable, .tabulated:
            rows.map { row in
                "\(row.path)\t\(row.method)\t\(row.digest ?? "none")\t\(row.files)\t\(row.bytes)\n"
            }.joined()
        case .csv:
            RowFormat.csv(["path", "method", "file_count", "total_bytes", "action_digest"])
                + rows.map { row in
                    RowFormat.csv(
                        [row.path, row.method, "\(row.files)", "\(row.bytes)", row.digest ?? ""])
                }.joined()
        case .json: rows.map(\.json).joined()
        }
    }

    private var json: String {
        var json = JSONBytes()
        json.object { json in
            json.member("path", path)
            json.member("method", method)
            json.member("file_count", files)
            json.member("total_bytes", bytes)
            json.member("action_digest", orNull: digest)
        }
        json.endLine()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

/// The sums for one extension of `log what-materialized --aggregate-by-ext`.
private struct MaterializedExtension {
    let name: String
    let method: String
    var files: Int64 = 0
    var bytes: Int64 = 0

    static func sums(_ rows: [MaterializedRow]) -> [MaterializedExtension] {
        var sums: [String: MaterializedExtension] = [:]
        for row in rows {
            let name = row.fileExtension
            var sum =
                sums["\(name)\t\(row.method)"]
                ?? MaterializedExtension(name: name, method: row.method)
            sum.files += row.files
            sum.bytes += row.bytes
            sums["\(name)\t\(row.method)"] = sum
        }
        return sums.sorted { $0.key < $1.key }.map(\.value)
    }

    static func text(_ sums: [MaterializedExtension], _ format: RowFormat) -> String {
        switch format {
        case .readable, .tabulated:
            sums.map { "\($0.name)\t\($0.method)\t\($0.files)\t\($0.bytes)\n" }.joined()
        case .csv:
            RowFormat.csv(["extension", "method", "file_count", "total_bytes"])
                + sums.map { RowFormat.csv([$0.name, $0.method, "\($0.files)", "\($0.bytes)"]) }
                .joined()
        case .json: sums.map(\.json).joined()
        }
    }

    private var json: String {
        var json = JSONBytes()
        json.object { json in
            json.member("extension", name)
            json.member("method", method)
            json.member("file_count", files)
            json.member("total_bytes", bytes)
        }
        json.endLine()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
