import BuildModel
import Diagnostics
import Loading
import Query

/// One object of what `targets` prints: a target, a file with its loads, or an error.
struct TargetRecord: Sendable {
    /// Names and values in the order of output.
    var members: [(name: String, value: QueryJSON)]

    /// A package that cannot be loaded, or of which a target cannot.
    static func error(_ message: String, of package: PackageLabel?) -> TargetRecord {
        var members: [(name: String, value: QueryJSON)] = []
        if let package { members.append(("buck.package", .string(package.description))) }
        return TargetRecord(members: members + [("buck.error", .string(message))])
    }

    /// A file, and what it loads itself.
    static func imports(
        _ loads: [CellPath], of file: CellPath, package: PackageLabel? = nil
    ) -> TargetRecord {
        var members: [(name: String, value: QueryJSON)] = []
        if let package { members.append(("buck.package", .string(package.description))) }
        members.append(("buck.file", .string(file.description)))
        members.append(("buck.imports", .array(loads.map { .string($0.description) })))
        return TargetRecord(members: members)
    }
}

/// Writes records as a JSON array, or one a line, in the layout of Buck2.
struct TargetRecordWriter {
    /// Whether there is no array around them, and each stands on one line.
    let isLines: Bool
    private var isFirst = true

    init(isLines: Bool) {
        self.isLines = isLines
    }

    /// What comes before all records.
    var opening: String { isLines ? "" : "[\n" }
    /// What comes after all records.
    var closing: String { isLines ? "" : "\n]\n" }

    /// The text of the next record, with what sets it apart from the one before.
    mutating func text(of record: TargetRecord) -> String {
        defer { isFirst = false }
        let members = record.members.map { "\(QueryJSON.string($0.name).line):\($0.value.line)" }
        if isLines { return "{\(members.joined(separator: ","))}\n" }
        let body = members.map { "    " + $0 }.joined(separator: ",\n")
        return (isFirst ? "" : ",\n") + "  {\n" + body + (body.isEmpty ? "  }" : "\n  }")
    }
}

extension TargetRecord {
    /// What of targets is told.
    struct Contents {
        /// The names of attributes; nil for all.
        var attributes: AttributeFilter?
        /// Whether attributes are told that are left at their defaults.
        var includesDefaults = false
        /// Whether the calls are told that declared the target.
        var includesCallStack = false

        func includes(_ name: String) -> Bool { attributes?.includes(name) ?? true }
    }

    /// Describes a target before configuration.
    init(
        _ target: TargetQueryNode, hash: String?, packageValues: QueryJSON?, _ contents: Contents
    ) {
        let node = target.node
        var members: [(name: String, value: QueryJSON)] = [
            ("buck.type", .string("\(node.rule.module):\(node.rule.name)")),
            ("buck.deps", .strings(target.dependencies(.all))),
            ("buck.inputs", .strings(node.sources.map(\.cellPath))),
        ]
        if let hash { members.append(("buck.target_hash", .string(hash))) }
        members.append(("buck.package", .string(node.label.package.description)))
        if let packageValues { members.append(("buck.package_values", packageValues)) }
        if let oncall = target.package.oncall { members.append(("buck.oncall", .string(oncall))) }
        for (name, value) in contents.includesDefaults ? target.attributes : target.givenAttributes
        where contents.includes(name) {
            members.append((name, .value(value)))
        }
        if contents.includesCallStack {
            members.append(("buck.target_call_stack", .string(node.traceback)))
        }
        self.init(members: members.filter { contents.includes($0.name) })
    }
}

extension QueryJSON {
    /// An array of texts.
    static func strings(_ elements: [some CustomStringConvertible]) -> QueryJSON {
        .array(elements.map { .string($0.description) })
    }
}
