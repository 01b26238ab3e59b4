import BuildModel
import ByteCoding
public import Incremental

/// The kinds of keys of loading.
///
/// What Starlark makes, that is modules, packages and targets, is evaluated again when it is
/// needed, the modules from their snapshots; its fingerprint says whether it has changed.
public let persistentLoadingKeys: [any PersistentKey.Type] = [
    ConfigSourcesKey.self, ConfigInputsKey.self, MachineConfigKey.self, HostMachineKey.self,
    TypecheckingKey.self, MissingSourcesFailKey.self, ImplicitLoadsKey.self,
    BundledCellFoldersKey.self,
    GitCellKey.self,
    RawConfigKey.self, CellConfigKey.self, ConfigValueKey.self,
    CellsKey.self, CellSettingsKey.self, FileBytesKey.self, DirectoryKey.self, FolderKey.self,
    PackagesBelowKey.self, SourceStatusKey.self, GlobKey.self, ModuleKey.self,
    FileGlobalsKey.self, SuperPackageKey.self, PackageKey.self, PackageTargetsKey.self,
    TargetNodeKey.self,
    SubPackagesKey.self,
]

extension ImplicitLoadsKey: PersistentOutputKey {
    static let persistentName = "implicit-loads"

    func write(to writer: inout ByteWriter) { writer.write(cell) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(cell: try reader.read())
    }
}

extension ModuleKey: PersistentKey {
    static let persistentName = "module"

    func write(to writer: inout ByteWriter) { writer.write(path) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(path: try reader.read())
    }
}

extension FileGlobalsKey: PersistentKey {
    static let persistentName = "globals"

    func write(to writer: inout ByteWriter) { writer.write(audience.rawValue) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        guard let audience = Audience(rawValue: try reader.string()) else {
            throw DamagedBytes()
        }
        self.init(audience: audience)
    }
}

extension SuperPackageKey: PersistentKey {
    static let persistentName = "super-package"

    func write(to writer: inout ByteWriter) { writer.write(folder) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(folder: try reader.read())
    }
}

extension PackageKey: PersistentKey {
    static let persistentName = "package"

    func write(to writer: inout ByteWriter) { writer.write(label) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(label: try reader.read())
    }
}

extension PackageTargetsKey: PersistentOutputKey {
    static let persistentName = "package-targets"

    func write(to writer: inout ByteWriter) { writer.write(label) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(label: try reader.read())
    }
}

extension SubPackagesKey: PersistentKey {
    static let persistentName = "sub-packages"

    func write(to writer: inout ByteWriter) { writer.write(package) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(package: try reader.read())
    }
}

extension TargetNodeKey: PersistentKey {
    static let persistentName = "target"

    func write(to writer: inout ByteWriter) { writer.write(label) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(label: try reader.read())
    }
}
