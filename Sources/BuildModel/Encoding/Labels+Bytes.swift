public import ByteCoding

// The bytes of paths and labels, of which keys consist.
//
//   path            its text
//   cell path       cell, path
//   target label    cell, path, name
//   configuration   name, hash in 8 bytes
//   configured      target label, configuration, whether there is another, that of a toolchain

extension ForwardPath {
    /// Appends the path.
    public func write(to writer: inout ByteWriter) { writer.write(text) }

    /// Reads a path.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(unchecked: try reader.read())
    }
}

extension AbsolutePath: ByteCodable {
    /// Appends the path.
    public func write(to writer: inout ByteWriter) { writer.write(text) }

    /// Reads a path, which has to be absolute.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        guard let path = try? AbsolutePath(try reader.string()) else { throw DamagedBytes() }
        self = path
    }
}

extension CellName: ByteCodable {
    /// Appends the name.
    public func write(to writer: inout ByteWriter) { writer.write(text) }

    /// Reads the name of a cell.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(unchecked: try reader.read())
    }
}

extension CellPath: ByteCodable {
    /// Appends cell and path.
    public func write(to writer: inout ByteWriter) {
        writer.write(cell)
        writer.write(path)
    }

    /// Reads a path below a cell.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(cell: try reader.read(), path: try reader.read())
    }
}

extension PackageLabel: ByteCodable {
    /// Appends the folder.
    public func write(to writer: inout ByteWriter) { writer.write(folder) }

    /// Reads the label of a package.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(cell: try reader.read(), path: try reader.read())
    }
}

extension TargetLabel: ByteCodable {
    /// Appends package and name.
    public func write(to writer: inout ByteWriter) {
        writer.write(package)
        writer.write(name)
    }

    /// Reads the label of a target.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(package: try reader.read(), name: try reader.read())
    }
}

extension ProvidersLabel: ByteCodable {
    /// Appends the target, then the names of the sub-targets.
    public func write(to writer: inout ByteWriter) {
        writer.write(target)
        writer.write(subTargets)
    }

    /// Reads the label of a target or sub-target.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(target: try reader.read(), subTargets: try reader.read())
    }
}

extension ConfigurationLabel: ByteCodable {
    /// Appends name and hash.
    public func write(to writer: inout ByteWriter) {
        writer.write(name)
        withUnsafeBytes(of: hash.littleEndian) { writer.write(raw: $0) }
    }

    /// Reads the label of a configuration.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        let name = try reader.string()
        let hash = try reader.slice(8).loadUnaligned(as: UInt64.self)
        self.init(name: name, hash: UInt64(littleEndian: hash))
    }
}

extension ConfiguredTargetLabel: ByteCodable {
    /// Appends the target and its configurations.
    public func write(to writer: inout ByteWriter) {
        writer.write(target)
        writer.write(configuration)
        writer.write(execution)
    }

    /// Reads the label of a configured target.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            target: try reader.read(), configuration: try reader.read(),
            execution: try reader.read())
    }
}

extension ConfiguredProvidersLabel: ByteCodable {
    /// Appends the target, then the names of the sub-targets.
    public func write(to writer: inout ByteWriter) {
        writer.write(target)
        writer.write(providers.subTargets)
    }

    /// Reads the label of a configured target or sub-target.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(try reader.read(), subTargets: try reader.read())
    }
}
