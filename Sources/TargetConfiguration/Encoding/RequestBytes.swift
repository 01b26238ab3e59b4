public import BuildModel
public import ByteCoding
import Loading

// The bytes of what a command asks for.

extension TargetPattern: ByteCodable {
    /// Appends its form, then what it names.
    public func write(to writer: inout ByteWriter) {
        switch self {
        case .target(let label):
            writer.write(UInt64(0))
            writer.write(label)
        case .package(let package):
            writer.write(UInt64(1))
            writer.write(package)
        case .recursive(let folder):
            writer.write(UInt64(2))
            writer.write(folder)
        }
    }

    /// Reads a pattern.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        switch try reader.number() {
        case 0: self = .target(try reader.read())
        case 1: self = .package(try reader.read())
        case 2: self = .recursive(try reader.read())
        default: throw DamagedBytes()
        }
    }
}

extension ConfigurationRequest: ByteCodable {
    /// Appends platform and modifiers.
    public func write(to writer: inout ByteWriter) {
        writer.write(platform)
        writer.write(modifiers)
    }

    /// Reads what a command says of configurations.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(platform: try reader.read(), modifiers: try reader.read())
    }
}

extension RequestedTarget: ByteCodable {
    /// Appends the label, then what the command says of configurations.
    public func write(to writer: inout ByteWriter) {
        writer.write(label)
        writer.write(configuration)
    }

    /// Reads what a command asks for.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(label: try reader.read(), configuration: try reader.read())
    }
}

extension RequestedPattern: ByteCodable {
    /// Appends what a command asks for.
    public func write(to writer: inout ByteWriter) {
        writer.write(pattern)
        writer.write(configuration)
    }

    /// Reads what a command asks for.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(pattern: try reader.read(), configuration: try reader.read())
    }
}
