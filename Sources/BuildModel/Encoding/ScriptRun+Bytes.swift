public import ByteCoding

// The bytes of runs of scripts: the number of the case, then what it holds.

extension ScriptRun {
    /// Appends the run.
    public func write(to writer: inout ByteWriter) {
        writer.write(file)
        writer.write(function)
        writer.write(arguments)
        writer.write(platform)
        writer.write(modifiers)
    }

    /// Reads a run.
    public static func read(from reader: inout ByteReader) throws(DamagedBytes) -> ScriptRun {
        ScriptRun(
            file: try reader.read(), function: try reader.read(), arguments: try reader.read(),
            platform: try reader.read(), modifiers: try reader.read())
    }
}

extension ScriptValue.Entry: ByteCodable {
    /// Appends name and value.
    public func write(to writer: inout ByteWriter) {
        writer.write(name)
        writer.write(value)
    }

    /// Reads a value with its name.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(try reader.read(), try reader.read())
    }
}

extension ScriptValue: ByteCodable {
    /// Appends the value.
    public func write(to writer: inout ByteWriter) {
        switch self {
        case .none: writer.write(UInt64(0))
        case .bool(let flag):
            writer.write(UInt64(1))
            writer.write(flag)
        case .integer(let digits):
            writer.write(UInt64(2))
            writer.write(digits)
        case .float(let text):
            writer.write(UInt64(3))
            writer.write(text)
        case .string(let text):
            writer.write(UInt64(4))
            writer.write(text)
        case .list(let elements):
            writer.write(UInt64(5))
            writer.write(elements)
        case .dictionary(let entries):
            writer.write(UInt64(6))
            writer.write(entries)
        case .target(let label):
            writer.write(UInt64(7))
            writer.write(label)
        case .configuredTarget(let label):
            writer.write(UInt64(8))
            writer.write(label)
        case .providers(let label):
            writer.write(UInt64(9))
            writer.write(label)
        }
    }

    /// Reads a value.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        switch try reader.number() {
        case 0: self = .none
        case 1: self = .bool(try reader.bool())
        case 2: self = .integer(try reader.string())
        case 3: self = .float(try reader.string())
        case 4: self = .string(try reader.string())
        case 5: self = .list(try reader.read())
        case 6: self = .dictionary(try reader.read())
        case 7: self = .target(try reader.read())
        case 8: self = .configuredTarget(try reader.read())
        case 9: self = .providers(try reader.read())
        case let other: throw DamagedBytes("\(other) is no kind of value")
        }
    }
}
