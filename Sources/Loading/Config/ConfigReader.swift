import BuildModel
import Diagnostics
import Incremental

/// Reads `.buckconfig` files with all they include, later values over earlier ones.
struct ConfigReader {
    var config = RawConfig()
    private var underWay: [FileLocation] = []
    /// The directives that have led to the file being read, the innermost last.
    private var includes: [SourceSpan] = []

    init() {}

    /// Reads over values that are there.
    init(over config: RawConfig) { self.config = config }

    /// Reads a file, or all files at and below a folder in the order of their names.
    mutating func readAll(
        at location: FileLocation, in context: borrowing Context
    ) async throws {
        guard let listing = try await context.request(DirectoryKey(location: location)) else {
            try await read(location, in: context)
            return
        }
        for entry in listing.entries {
            let below = location.appending(RelativePath(unchecked: entry.name))
            switch entry.kind {
            case .file: try await read(below, in: context)
            case .directory, .symlink: try await readAll(at: below, in: context)
            case .other: continue
            }
        }
    }

    /// Reads one file; one that does not exist says nothing.
    ///
    /// - Returns: Whether the file exists.
    @discardableResult
    mutating func read(
        _ location: FileLocation, in context: borrowing Context
    ) async throws -> Bool {
        guard let bytes = try await context.request(FileBytesKey(location: location)) else {
            return false
        }
        underWay.append(location)
        defer { underWay.removeLast() }
        let file = SourceFile(path: location.description, text: bytes)
        var section = ""
        for directive in try ConfigDirective.parse(file) {
            switch directive {
            case .section(let name): section = name
            case .assignment(let key, let value, let span):
                guard !section.isEmpty else {
                    throw Diagnostic.error(
                        "`\(key)` stands before the first `[section]`", at: span)
                }
                config.set(section, key, value, at: span, includes: includes.reversed())
            case .include(let path, let isOptional, let span):
                let target = try resolve(path, from: location, at: span)
                guard !underWay.contains(target) else {
                    throw Diagnostic.error(
                        "`\(location)` includes itself by way of `\(target)`", at: span)
                }
                includes.append(span)
                let exists = try await read(target, in: context)
                includes.removeLast()
                guard exists || isOptional else {
                    throw Diagnostic.error(
                        "`\(location)` includes `\(target)`, which does not exist", at: span,
                        help: ["Write `<?file:\(path)>` if the file may be absent"])
                }
            }
        }
        return true
    }

    /// Adds what the command line says.
    ///
    /// - Parameters:
    ///   - arguments: What it says, in its order.
    ///   - cell: The cell whose configuration is read.
    ///   - cells: Tells which cell an argument is meant for; without it only those count that are
    ///     meant for all.
    ///   - context: Answers what files say.
    /// - Throws: A diagnostic about a file, or an alias that there is not.
    mutating func apply(
        _ arguments: [ConfigSources.Argument], to cell: CellName?, cells: CellResolver?,
        in context: borrowing Context
    ) async throws {
        for argument in arguments {
            switch argument {
            case .value(let override):
                if let alias = override.cell {
                    guard let cells,
                        try cell
                            == cells.cell(
                                named: alias, by: "-c \(alias)//\(override.section).…")
                    else { continue }
                }
                if let value = override.value {
                    config.set(override.section, override.key, value, at: nil)
                } else {
                    config.remove(override.section, override.key)
                }
            case .file(let path):
                try await read(given: .external(path), as: path.text, in: context)
            case .cellFile(let alias, let path):
                guard let cells else { continue }
                let option = "--config-file \(alias)//\(path)"
                let owner = try cells.cell(named: alias, by: option)
                let location = cells.location(of: CellPath(cell: owner, path: path))
                try await read(given: location, as: "\(alias)//\(path)", in: context)
            }
        }
    }

    private mutating func read(
        given location: FileLocation, as name: String, in context: borrowing Context
    ) async throws {
        guard try await read(location, in: context) else {
            throw Diagnostic.error("The file `\(name)` of `--config-file` does not exist")
        }
    }

    private func resolve(
        _ path: String, from location: FileLocation, at span: SourceSpan
    ) throws(Diagnostic) -> FileLocation {
        do {
            if path.hasPrefix("/") { return .external(try AbsolutePath(path)) }
            switch location {
            case .project(let file):
                let folder = file.parent?.text ?? ""
                return .project(try ProjectPath(normalizing: folder + "/./" + path, in: folder))
            case .external(let file): return .external(try file.parent.resolving(path))
            case .bundled(let file):
                let folder = file.parent?.text ?? ""
                return .bundled(try RelativePath(normalizing: folder + "/./" + path, in: folder))
            }
        } catch {
            throw Diagnostic.error(
                "Improperly include directive path. Got \(path): \(error.message)", at: span,
                help: ["A relative path stays inside the project; others are absolute"])
        }
    }
}

extension CellResolver {
    /// The cell that the root cell calls `alias`.
    fileprivate func cell(
        named alias: String, by option: String
    ) throws(Diagnostic) -> CellName {
        do {
            return try cell(alias: alias, in: rootCell)
        } catch {
            throw Diagnostic.error("\(error.message) (in `\(option)`)")
        }
    }
}

extension ForwardPath {
    /// Normalizes `text`, which begins with a slash only because `folder` is the base.
    fileprivate init(normalizing text: String, in folder: String) throws(LabelError) {
        try self.init(normalizing: folder.isEmpty ? String(text.dropFirst()) : text)
    }
}
