import ArgumentParser
import BuildEvents
import BuildModel
import Diagnostics
import Loading

/// `bld audit config`: the values of `.buckconfig` as builds see them.
struct AuditConfigCommand: SessionCommand {
    /// How values are listed.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case simple
        case inlineSection = "inline_section"
        case json
    }

    /// What is said about where a value was written.
    enum LocationStyle: String, ExpressibleByArgument, CaseIterable {
        case none, direct, extended
    }

    /// Whether references in values are shown resolved.
    enum ValueStyle: String, ExpressibleByArgument, CaseIterable {
        case resolved, raw, both
    }

    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Shows the values of .buckconfig.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var unused: UnusedTargetOptions

    @Option(help: "The cell whose values are shown (default: that of the current folder).")
    var cell: String?

    @Flag(help: "Show the values of all cells.")
    var allCells = false

    @Option(
        name: [.customLong("output-format"), .customLong("style")],
        help: "How to print: simple, inline_section or json.")
    var format: Format?

    @Flag(help: "The same as --output-format json.")
    var json = false

    @Option(help: "Where values were written: none, direct or extended, with what includes.")
    var location = LocationStyle.none

    @Option(help: "Values resolved, raw as they were written, or both.")
    var value = ValueStyle.resolved

    @Argument(help: "What to show: section, section.key, or either after cell//.")
    var specs: [String] = []

    func validate() throws {
        guard cell == nil || !allCells else {
            throw ValidationError("`--cell` and `--all-cells` exclude each other")
        }
    }

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let text = try await workspace.ask { context in
                let cells = try await context.cells()
                let here = try session.folder(in: cells, workspace.root).cell
                let selected = try specs.map { try ConfigSelector($0, cells, in: here) }
                let main = try cells.cell(alias: cell ?? "", in: here)
                var shown = cells.cells.map(\.name)
                if !allCells {
                    let others = Set(selected.compactMap(\.cell)).subtracting([main])
                    shown = [main] + others.sorted()
                }
                var listing = ConfigListing(options: self)
                for name in shown {
                    listing.add(
                        try await context.config(of: name), of: name,
                        selected: selected, default: allCells ? name : main)
                }
                return listing.rendered
            }
            session.write(text)
            return .exit(.success)
        }
    }
}

/// What a `section`, `section.key` or `cell//section.key` selects.
private struct ConfigSelector {
    let cell: CellName?
    private let text: String
    private let section: Substring
    private let key: Substring

    init(_ text: String, _ cells: CellResolver, in here: CellName) throws(LabelError) {
        self.text = text
        let slashes = text.firstRange(of: "//")
        cell = try slashes.map { range throws(LabelError) in
            try cells.cell(alias: text[..<range.lowerBound], in: here)
        }
        let rest = slashes.map { text[$0.upperBound...] } ?? text[...]
        let dot = rest.firstIndex(of: ".")
        section = rest[..<(dot ?? rest.endIndex)]
        key = dot.map { rest[rest.index(after: $0)...] } ?? ""
    }

    /// The name of a value in JSON, if it is selected.
    func name(
        of section: String, _ key: String, in cell: CellName, default main: CellName
    ) -> String? {
        guard cell == self.cell ?? main, section == self.section else { return nil }
        if self.key.isEmpty { return "\(section).\(key)" }
        return self.key == key ? text : nil
    }
}

/// Prints values, cell by cell.
private struct ConfigListing {
    let options: AuditConfigCommand
    private var text = ""
    private var members: [(name: String, value: JSONContent)] = []

    init(options: AuditConfigCommand) { self.options = options }

    private var format: AuditConfigCommand.Format {
        options.format ?? (options.json ? .json : .simple)
    }

    var rendered: String {
        guard format == .json else { return text }
        let sorted = members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        return jsonText(.object(sorted)) + "\n"
    }

    mutating func add(
        _ config: CellConfig, of cell: CellName, selected: [ConfigSelector],
        default main: CellName
    ) {
        var hasCellHeader = !options.allCells
        for (section, entries) in config.sections.sorted(by: { $0.key < $1.key }) {
            var hasHeader = format == .inlineSection
            for (key, entry) in entries.sorted(by: { $0.key < $1.key }) {
                let names = selected.lazy.compactMap {
                    $0.name(of: section, key, in: cell, default: main)
                }
                guard
                    let name = selected.isEmpty
                        ? (cell == main ? "\(section).\(key)" : nil) : names.first
                else { continue }
                if format == .json {
                    let isScoped = options.allCells && !name.contains("//")
                    members.append((isScoped ? "\(cell)//\(name)" : name, .string(entry.value)))
                    continue
                }
                if !hasCellHeader { text += "# Cell: \(cell)\n" }
                if !hasHeader { text += "[\(section)]\n" }
                (hasCellHeader, hasHeader) = (true, true)
                add(entry, format == .inlineSection ? "\(section).\(key)" : "    \(key)")
            }
        }
    }

    private mutating func add(_ entry: CellConfig.Entry, _ name: String) {
        switch options.value {
        case .resolved: text += "\(name) = \(entry.value)\n"
        case .raw: text += "\(name) = \(entry.written)\n"
        case .both: text += "\(name) = \(entry.value)\n        (raw \(entry.written))\n"
        }
        let place = entry.span.map { "at \($0.file.path):\($0.start.line)" }
        switch options.location {
        case .none: break
        case .direct: text += "  (defined \(place ?? "on the command line"))\n"
        case .extended:
            text += "  (defined  \(place ?? "on the command line"))\n"
            for span in entry.includes {
                text += "  (included at \(span.file.path):\(span.start.line))\n"
            }
        }
    }
}
