import BuildEvents
import BuildModel
import Diagnostics
import Incremental

/// The values of the files of the machine, as written.
struct MachineConfigKey: Key {
    var description: String { "buckconfig(machine)" }

    func compute(in context: borrowing Context) async throws -> RawConfig {
        var reader = ConfigReader()
        for place in try await context.request(ConfigSourcesKey()).machine {
            try await reader.readAll(at: .external(place), in: context)
        }
        return reader.config
    }
}

/// The values of the files of a folder over those of the machine, as written.
///
/// The files are all those of `.buckconfig.d`, then `.buckconfig` and `.buckconfig.local`.
struct RawConfigKey: Key {
    let folder: FileLocation

    var description: String { "buckconfig(\(folder))" }

    func compute(in context: borrowing Context) async throws -> RawConfig {
        var reader = ConfigReader(over: try await context.request(MachineConfigKey()))
        let more = folder.appending(RelativePath(unchecked: ".buckconfig.d"))
        if try await context.request(DirectoryKey(location: more)) != nil {
            try await reader.readAll(at: more, in: context)
        }
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
        let sources = try await context.request(ConfigSourcesKey())
        let folder = cells.location(ofCell: cell)
        var reader = ConfigReader(over: try await context.request(RawConfigKey(folder: folder)))
        try await reader.apply(sources.arguments, to: cell, cells: cells, in: context)
        for (section, key) in ConfigSources.invisible { reader.config.remove(section, key) }
        // The bundled cell has no configuration of its own.
        if folder != .bundled(.base) { context.recorder.note(.cellConfig(cell: cell.text)) }
        return try reader.config.resolved()
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
