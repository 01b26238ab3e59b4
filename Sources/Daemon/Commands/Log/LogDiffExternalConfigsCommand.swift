import ArgumentParser
import BuildEvents

/// `bld log diff external-configs`: how the configurations of two commands differ.
struct LogDiffExternalConfigsCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "external-configs",
        abstract: "Compares the configuration that came from elsewhere than the project.",
        discussion: """
            First come the values that differ in the end, then, if their order differs, too, all of
            them.
            """)

    @OptionGroup var selection: LogPairSelection

    @Option(help: "How to print: readable or json.")
    var format: Format = .readable

    /// How a difference is printed.
    enum Format: String, ExpressibleByArgument {
        case readable
        case json
    }

    func run(in session: Session) async throws -> CommandEnding {
        let (first, second) = try await selection.read(session)
        session.write(
            "Identifying the diff of external buckconfigs between: \n"
                + "\(try first.invocation().text) and \n\(try second.invocation().text)\n")
        let differences = ConfigDifference.all(LoggedConfig(first), LoggedConfig(second))
        if format == .readable { session.write("=== Summary Diff ===\n") }
        for difference in differences {
            session.write(format == .readable ? difference.text : difference.json)
        }
        return .exit(.success)
    }
}

/// The configuration that a log tells of.
private struct LoggedConfig {
    /// The value of each key, the last that was given.
    var values: [String: String] = [:]
    /// All that was given, in order.
    var order: [String] = []

    init(_ log: EventLog) {
        for event in log.events()
        where event.form == .instant && event.kind == "BuckconfigInputValues" {
            let rows = (event.content["components"]?.elements ?? []).flatMap(ExternalConfigRow.rows)
            for row in rows { add(row) }
        }
    }

    private mutating func add(_ row: ExternalConfigRow) {
        switch row {
        case .value(let section, let key, let text, let cell, _):
            let name = (cell.map { "(\($0))" } ?? "") + "\(section).\(key)"
            values[name] = text
            order.append("\(name)=\(text)")
        case .file(let path):
            values[path] = ""
            order.append(path)
        }
    }
}

/// One way in which two configurations differ.
private enum ConfigDifference {
    case changed(key: String, String, String)
    case onlyFirst(key: String, String)
    case onlySecond(key: String, String)
    case order([(tag: String, value: String)])

    static func all(_ first: LoggedConfig, _ second: LoggedConfig) -> [ConfigDifference] {
        var differences: [ConfigDifference] = []
        for (key, value) in first.values.sorted(by: { $0.key < $1.key }) {
            if let other = second.values[key] {
                if other != value { differences.append(.changed(key: key, value, other)) }
            } else {
                differences.append(.onlyFirst(key: key, value))
            }
        }
        for (key, value) in second.values.sorted(by: { $0.key < $1.key })
        where first.values[key] == nil {
            differences.append(.onlySecond(key: key, value))
        }
        if first.order != second.order {
            differences.append(.order(changes(first.order, second.order)))
        }
        return differences
    }

    /// What is left, goes and comes, in an order that is right for both.
    private static func changes(
        _ first: [String], _ second: [String]
    ) -> [(tag: String, value: String)] {
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in second.difference(from: first) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var changes: [(tag: String, value: String)] = []
        var next = 0
        func insert() {
            while inserted.contains(next) {
                changes.append(("insert", second[next]))
                next += 1
            }
        }
        for (offset, value) in first.enumerated() {
            if removed.contains(offset) {
                changes.append(("delete", value))
            } else {
                insert()
                changes.append(("equal", value))
                next += 1
            }
        }
        insert()
        return changes
    }

    var text: String {
        switch self {
        case .changed(let key, let old, let new): return "\(key): \(old) | \(new)\n"
        case .onlyFirst(let key, let value): return "\(key): \(value) | _\n"
        case .onlySecond(let key, let value): return "\(key): _ | \(value)\n"
        case .order(let changes):
            let signs = ["delete": "-", "insert": "+"]
            return "\n=== Full Diff ===\n"
                + changes.map { "\(signs[$0.tag] ?? " ") \($0.value)\n" }.joined() + "\n"
        }
    }

    var json: String {
        var json = JSONBytes()
        json.object { json in
            switch self {
            case .changed(let key, let old, let new):
                json.member("Changed") { json in
                    json.member("key", key)
                    json.member("old_value", old)
                    json.member("new_value", new)
                }
            case .onlyFirst(let key, let value):
                json.member("FirstOnly") { json in
                    json.member("key", key)
                    json.member("value", value)
                }
            case .onlySecond(let key, let value):
                json.member("SecondOnly") { json in
                    json.member("key", key)
                    json.member("value", value)
                }
            case .order(let changes):
                json.member("FullDiff") { json in
                    json.name("changes")
                    json.array(changes) { json, change in
                        json.object { json in
                            json.member("tag", change.tag)
                            json.member("value", change.value)
                        }
                    }
                }
            }
        }
        json.endLine()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
