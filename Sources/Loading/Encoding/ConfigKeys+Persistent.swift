import BuildModel
public import ByteCoding
import Incremental

extension ConfigSourcesKey: PersistentKey {
    static let persistentName = "config-sources"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }

    static func write(_ output: ConfigSources, to writer: inout ByteWriter) -> Bool {
        writer.write(output.machine) { $0.write($1.text) }
        writer.write(output.arguments) { writer, argument in
            switch argument {
            case .value(let override):
                writer.write(UInt64(0))
                writer.write(optional: override.cell) { $0.write($1) }
                writer.write(override.section)
                writer.write(override.key)
                writer.write(optional: override.value) { $0.write($1) }
            case .file(let path):
                writer.write(UInt64(1))
                writer.write(path.text)
            case .cellFile(let alias, let path):
                writer.write(UInt64(2))
                writer.write(alias)
                writer.write(path)
            }
        }
        writer.write(output.host.system.rawValue)
        writer.write(output.host.architecture.rawValue)
        writer.write(optional: output.host.xcode?.text) { $0.write($1) }
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> ConfigSources {
        let machine = try reader.list { reader throws(DamagedBytes) in
            try reader.absolutePath()
        }
        let arguments = try reader.list { reader throws(DamagedBytes) in
            switch try reader.number() {
            case 0:
                ConfigSources.Argument.value(
                    ConfigOverride(
                        cell: try reader.text(), section: try reader.string(),
                        key: try reader.string(), value: try reader.text()))
            case 1: ConfigSources.Argument.file(try reader.absolutePath())
            case 2:
                ConfigSources.Argument.cellFile(alias: try reader.string(), try reader.path())
            default: throw DamagedBytes()
            }
        }
        guard let system = HostMachine.System(rawValue: try reader.string()),
            let architecture = HostMachine.Architecture(rawValue: try reader.string())
        else { throw DamagedBytes() }
        let xcode = try reader.text().map(HostMachine.Xcode.init)
        return ConfigSources(
            machine: machine, arguments: arguments,
            host: HostMachine(system: system, architecture: architecture, xcode: xcode))
    }
}

/// Its value has spans in files, which are read again when it is needed.
extension MachineConfigKey: PersistentKey {
    static let persistentName = "buckconfig-machine"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }
}

extension BundledCellFoldersKey: PersistentKey {
    static let persistentName = "bundled-cell-folders"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }

    static func write(_ output: [String: AbsolutePath], to writer: inout ByteWriter) -> Bool {
        writer.write(output.sorted { $0.key < $1.key }) {
            $0.write($1.key)
            $0.write($1.value.text)
        }
        return true
    }

    static func readOutput(
        from reader: inout ByteReader
    ) throws(DamagedBytes) -> [String: AbsolutePath] {
        try reader.list { reader throws(DamagedBytes) in
            (cell: try reader.string(), folder: try reader.absolutePath())
        }.reduce(into: [:]) { $0[$1.cell] = $1.folder }
    }
}

/// Its value has spans in files, which are read again when it is needed.
extension RawConfigKey: PersistentKey {
    static let persistentName = "buckconfig"

    func write(to writer: inout ByteWriter) { writer.write(folder) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(folder: try reader.fileLocation())
    }
}

/// Its value has spans in files, which are read again when it is needed.
extension CellConfigKey: PersistentKey {
    static let persistentName = "config"

    func write(to writer: inout ByteWriter) { writer.write(cell) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(cell: try reader.cellName())
    }
}

/// Asked for again in each process: whether the files are there is for it to find out.
extension GitCellKey: PersistentKey {
    static let persistentName = "git-cell"

    func write(to writer: inout ByteWriter) {
        writer.write(cell.origin)
        writer.write(cell.commit)
        writer.write(optional: cell.objectFormat) { $0.write($1) }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            cell: GitCell(
                origin: try reader.string(), commit: try reader.string(),
                objectFormat: try reader.text()))
    }
}

/// It follows from `ConfigSourcesKey`.
extension HostMachineKey: PersistentKey {
    static let persistentName = "host-machine"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }
}

extension ConfigValueKey: PersistentKey {
    static let persistentName = "config-value"

    func write(to writer: inout ByteWriter) {
        writer.write(cell)
        writer.write(section)
        writer.write(key)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            cell: try reader.cellName(), section: try reader.string(), key: try reader.string())
    }

    static func write(_ output: String?, to writer: inout ByteWriter) -> Bool {
        writer.write(optional: output) { $0.write($1) }
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> String? {
        try reader.text()
    }
}

extension CellsKey: PersistentKey {
    static let persistentName = "cells"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }

    static func write(_ output: CellResolver, to writer: inout ByteWriter) -> Bool {
        writer.write(output.cells) { writer, cell in
            writer.write(cell.name)
            writer.write(optional: cell.root.projectPath) { $0.write($1) }
            var elsewhere: AbsolutePath?
            if case .external(let folder, inPlaceOf: _) = cell.root { elsewhere = folder }
            writer.write(optional: elsewhere?.text) { $0.write($1) }
            var checkout: ProjectPath?
            if case .checkout(let folder, inPlaceOf: _) = cell.root { checkout = folder }
            writer.write(optional: checkout) { $0.write($1) }
            writer.write(cell.aliases.sorted { $0.key < $1.key }) {
                $0.write($1.key)
                $0.write($1.value)
            }
        }
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> CellResolver {
        let cells = try reader.list { reader throws(DamagedBytes) in
            let name = try reader.cellName()
            let folder = try reader.optional { reader throws(DamagedBytes) in
                try reader.path(ProjectPath.self)
            }
            let elsewhere = try reader.optional { reader throws(DamagedBytes) in
                try reader.absolutePath()
            }
            let checkout = try reader.optional { reader throws(DamagedBytes) in
                try reader.path(ProjectPath.self)
            }
            let aliases = try reader.list { reader throws(DamagedBytes) in
                (alias: try reader.string(), name: try reader.cellName())
            }
            let root: CellResolver.Root =
                if let folder, let elsewhere {
                    .external(elsewhere, inPlaceOf: folder)
                } else if let folder, let checkout {
                    .checkout(checkout, inPlaceOf: folder)
                } else {
                    folder.map { .project($0) } ?? .bundled
                }
            return CellResolver.Cell(
                name: name, root: root,
                aliases: aliases.reduce(into: [:]) { $0[$1.alias] = $1.name })
        }
        guard let resolver = try? CellResolver(cells: cells) else { throw DamagedBytes() }
        return resolver
    }
}

extension CellSettingsKey: PersistentKey {
    static let persistentName = "cell-settings"

    func write(to writer: inout ByteWriter) { writer.write(cell) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(cell: try reader.cellName())
    }

    static func write(_ output: CellSettings, to writer: inout ByteWriter) -> Bool {
        writer.write(output.buildFileNames) { $0.write($1) }
        writer.write(output.ignores) { $0.write($1.text) }
        writer.write(output.nestedCells) { $0.write($1) }
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> CellSettings {
        CellSettings(
            buildFileNames: try reader.list { reader throws(DamagedBytes) in
                try reader.string()
            },
            ignores: try reader.list { reader throws(DamagedBytes) in
                try reader.globPattern()
            },
            nestedCells: try reader.list { reader throws(DamagedBytes) in
                try reader.path(RelativePath.self)
            })
    }
}

extension ByteReader {
    /// Reads text that may be missing.
    mutating func text() throws(DamagedBytes) -> String? {
        try optional { reader throws(DamagedBytes) in try reader.string() }
    }

    /// Reads a pattern, written as its text.
    mutating func globPattern() throws(DamagedBytes) -> GlobPattern {
        guard let pattern = try? GlobPattern(try string()) else { throw DamagedBytes() }
        return pattern
    }
}
