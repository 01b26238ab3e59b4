import BuildModel
import ByteCoding
import Incremental

extension ConfigSourcesKey: PersistentOutputKey {
    static let persistentName = "config-sources"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }
}

/// Its value has spans in files, which are read again when it is needed.
extension MachineConfigKey: PersistentKey {
    static let persistentName = "buckconfig-machine"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }
}

extension BundledCellFoldersKey: PersistentOutputKey {
    static let persistentName = "bundled-cell-folders"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }
}

/// Its value has spans in files, which are read again when it is needed.
extension RawConfigKey: PersistentKey {
    static let persistentName = "buckconfig"

    func write(to writer: inout ByteWriter) { writer.write(folder) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(folder: try reader.read())
    }
}

/// Its value has spans in files, which are read again when it is needed.
extension CellConfigKey: PersistentKey {
    static let persistentName = "config"

    func write(to writer: inout ByteWriter) { writer.write(cell) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(cell: try reader.read())
    }
}

/// Asked for again in each process: whether the files are there is for it to find out.
extension GitCellKey: PersistentKey {
    static let persistentName = "git-cell"

    func write(to writer: inout ByteWriter) {
        writer.write(cell.origin)
        writer.write(cell.commit)
        writer.write(cell.objectFormat)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            cell: GitCell(
                origin: try reader.read(), commit: try reader.read(),
                objectFormat: try reader.read()))
    }
}

/// It is read again from few files, in each process.
extension ConfigInputsKey: PersistentKey {
    static let persistentName = "config-inputs"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }
}

/// It follows from `ConfigSourcesKey`.
extension HostMachineKey: PersistentKey {
    static let persistentName = "host-machine"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }
}

/// It follows from `ConfigSourcesKey`.
extension TypecheckingKey: PersistentKey {
    static let persistentName = "typechecking"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }
}

/// It follows from `ConfigSourcesKey`.
extension MissingSourcesFailKey: PersistentKey {
    static let persistentName = "missing-sources-fail"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }
}

extension ConfigValueKey: PersistentOutputKey {
    static let persistentName = "config-value"

    func write(to writer: inout ByteWriter) {
        writer.write(cell)
        writer.write(section)
        writer.write(key)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(cell: try reader.read(), section: try reader.read(), key: try reader.read())
    }
}

extension CellsKey: PersistentOutputKey {
    static let persistentName = "cells"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }
}

extension CellSettingsKey: PersistentOutputKey {
    static let persistentName = "cell-settings"

    func write(to writer: inout ByteWriter) { writer.write(cell) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(cell: try reader.read())
    }
}
