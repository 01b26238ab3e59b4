import BuildModel
import Diagnostics
public import Incremental

/// The values given on the command line: an input, set by each command that brings others.
struct ConfigOverridesKey: Key {
    var description: String { "config-overrides" }

    func compute(in context: borrowing Context) async throws -> [ConfigOverride] { [] }

    static func fingerprint(_ output: [ConfigOverride]) -> Fingerprint? {
        var fingerprinter = Fingerprinter()
        for override in output {
            fingerprinter.combine(override.cell ?? "")
            fingerprinter.combine(override.section)
            fingerprinter.combine(override.key)
            fingerprinter.combine(override.value != nil)
            fingerprinter.combine(override.value ?? "")
        }
        return fingerprinter.finish()
    }
}

extension Transaction {
    /// Replaces the values that the command line gives.
    public mutating func setConfigOverrides(_ overrides: [ConfigOverride]) {
        set(ConfigOverridesKey(), overrides)
    }
}

/// The values of the `.buckconfig` and `.buckconfig.local` of a folder, as written.
struct RawConfigKey: Key {
    let folder: FileLocation

    var description: String { "buckconfig(\(folder))" }

    func compute(in context: borrowing Context) async throws -> RawConfig {
        var reader = ConfigReader()
        for name in [".buckconfig", ".buckconfig.local"] {
            try await reader.read(folder.appending(RelativePath(unchecked: name)), in: context)
        }
        return reader.config
    }
}

/// The values of a cell: its files, then the command line, references resolved.
struct CellConfigKey: Key {
    let cell: CellName

    var description: String { "config(\(cell))" }

    func compute(in context: borrowing Context) async throws -> CellConfig {
        let cells = try await context.cells()
        var raw = try await context.request(RawConfigKey(folder: cells.location(ofCell: cell)))
        for override in try await context.request(ConfigOverridesKey()) {
            if let alias = override.cell {
                do {
                    guard try cells.cell(alias: alias, in: cells.rootCell) == cell else {
                        continue
                    }
                } catch {
                    throw Diagnostic.error(
                        "\(error.message) (in `-c \(alias)//\(override.section).…`)")
                }
            }
            if let value = override.value {
                raw.set(override.section, override.key, value, at: nil)
            } else {
                raw.remove(override.section, override.key)
            }
        }
        return try raw.resolved()
    }

    static func fingerprint(_ output: CellConfig) -> Fingerprint? {
        var fingerprinter = Fingerprinter()
        for (section, entries) in output.sections.sorted(by: { $0.key < $1.key }) {
            fingerprinter.combine(section)
            fingerprinter.combine(entries.count)
            for (key, entry) in entries.sorted(by: { $0.key < $1.key }) {
                fingerprinter.combine(key)
                fingerprinter.combine(entry.value)
            }
        }
        return fingerprinter.finish()
    }
}

/// Reads `.buckconfig` files with all they include, later values over earlier ones.
private struct ConfigReader {
    var config = RawConfig()
    private var underWay: [FileLocation] = []

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
                config.set(section, key, value, at: span)
            case .include(let path, let isOptional, let span):
                let target = try resolve(path, from: location, at: span)
                guard !underWay.contains(target) else {
                    throw Diagnostic.error(
                        "`\(location)` includes itself by way of `\(target)`", at: span)
                }
                let exists = try await read(target, in: context)
                guard exists || isOptional else {
                    throw Diagnostic.error(
                        "`\(location)` includes `\(target)`, which does not exist", at: span,
                        help: ["Write `<?file:\(path)>` if the file may be absent"])
                }
            }
        }
        return true
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
            throw Diagnostic.error(error.message, at: span)
        }
    }
}

extension ForwardPath {
    /// Normalizes `text`, which begins with a slash only because `folder` is the base.
    fileprivate init(normalizing text: String, in folder: String) throws(LabelError) {
        try self.init(normalizing: folder.isEmpty ? String(text.dropFirst()) : text)
    }
}
