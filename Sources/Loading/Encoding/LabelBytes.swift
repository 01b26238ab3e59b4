public import BuildModel
public import ByteCoding
public import Incremental

// The bytes of paths and labels, of which keys consist.
//
//   path            its text
//   cell path       cell, path
//   target label    cell, path, name
//   configuration   name, hash in 8 bytes
//   configured      target label, configuration, whether there is another, that of a toolchain

extension ByteWriter {
    /// Writes a path below the folder that its type says.
    public mutating func write(_ path: some ForwardPath) { write(path.text) }

    /// Writes the name of a cell.
    public mutating func write(_ cell: CellName) { write(cell.text) }

    /// Writes a path below a cell.
    public mutating func write(_ path: CellPath) {
        write(path.cell)
        write(path.path)
    }

    /// Writes the label of a package.
    public mutating func write(_ package: PackageLabel) { write(package.folder) }

    /// Writes the label of a target.
    public mutating func write(_ target: TargetLabel) {
        write(target.package)
        write(target.name)
    }

    /// Writes the label of a target or sub-target.
    public mutating func write(_ label: ProvidersLabel) {
        write(label.target)
        write(label.subTargets) { $0.write($1) }
    }

    /// Writes the label of a configuration.
    public mutating func write(_ configuration: ConfigurationLabel) {
        write(configuration.name)
        withUnsafeBytes(of: configuration.hash.littleEndian) { write(raw: $0) }
    }

    /// Writes the label of a configured target or sub-target.
    public mutating func write(_ label: ConfiguredProvidersLabel) {
        write(label.target)
        write(label.providers.subTargets) { $0.write($1) }
    }

    /// Writes the label of a configured target.
    public mutating func write(_ label: ConfiguredTargetLabel) {
        write(label.target)
        write(label.configuration)
        write(optional: label.execution) { $0.write($1) }
    }

    /// Writes where a file is.
    public mutating func write(_ location: FileLocation) {
        switch location {
        case .project(let path):
            write(UInt64(0))
            write(path)
        case .bundled(let path):
            write(UInt64(1))
            write(path)
        case .external(let path):
            write(UInt64(2))
            write(path.text)
        }
    }
}

extension ByteReader {
    /// Reads a path.
    public mutating func path<Path: ForwardPath>(
        _ type: Path.Type = Path.self
    ) throws(DamagedBytes) -> Path {
        Path(unchecked: try string())
    }

    /// Reads an absolute path, written as its text.
    public mutating func absolutePath() throws(DamagedBytes) -> AbsolutePath {
        guard let path = try? AbsolutePath(try string()) else { throw DamagedBytes() }
        return path
    }

    /// Reads the name of a cell.
    public mutating func cellName() throws(DamagedBytes) -> CellName {
        CellName(unchecked: try string())
    }

    /// Reads a path below a cell.
    public mutating func cellPath() throws(DamagedBytes) -> CellPath {
        CellPath(cell: try cellName(), path: try path())
    }

    /// Reads the label of a package.
    public mutating func packageLabel() throws(DamagedBytes) -> PackageLabel {
        PackageLabel(cell: try cellName(), path: try path())
    }

    /// Reads the label of a target.
    public mutating func targetLabel() throws(DamagedBytes) -> TargetLabel {
        TargetLabel(package: try packageLabel(), name: try string())
    }

    /// Reads the label of a target or sub-target.
    public mutating func providersLabel() throws(DamagedBytes) -> ProvidersLabel {
        ProvidersLabel(
            target: try targetLabel(),
            subTargets: try list { reader throws(DamagedBytes) in try reader.string() })
    }

    /// Reads the label of a configured target or sub-target.
    public mutating func configuredProvidersLabel() throws(DamagedBytes)
        -> ConfiguredProvidersLabel
    {
        ConfiguredProvidersLabel(
            try configuredTargetLabel(),
            subTargets: try list { reader throws(DamagedBytes) in try reader.string() })
    }

    /// Reads the label of a configuration.
    public mutating func configurationLabel() throws(DamagedBytes) -> ConfigurationLabel {
        let name = try string()
        let hash = try slice(8).loadUnaligned(as: UInt64.self)
        return ConfigurationLabel(name: name, hash: UInt64(littleEndian: hash))
    }

    /// Reads the label of a configured target.
    public mutating func configuredTargetLabel() throws(DamagedBytes) -> ConfiguredTargetLabel {
        ConfiguredTargetLabel(
            target: try targetLabel(), configuration: try configurationLabel(),
            execution: try optional { reader throws(DamagedBytes) in
                try reader.configurationLabel()
            })
    }

    /// Reads where a file is.
    public mutating func fileLocation() throws(DamagedBytes) -> FileLocation {
        switch try number() {
        case 0: return .project(try path())
        case 1: return .bundled(try path())
        case 2: return .external(try absolutePath())
        default: throw DamagedBytes()
        }
    }
}
