public import ByteCoding

extension ClientMessage: ByteCodable {
    /// Appends the value.
    public func write(to writer: inout ByteWriter) {
        switch self {
        case .hello(let hello):
            writer.write(UInt64(0))
            writer.write(hello)
        case .run(let request):
            writer.write(UInt64(1))
            writer.write(request)
        case .cancel: writer.write(UInt64(2))
        case .status: writer.write(UInt64(3))
        case .shutDown: writer.write(UInt64(4))
        }
    }

    /// Reads what was written.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        switch try reader.number() {
        case 0: self = .hello(try reader.read())
        case 1: self = .run(try reader.read())
        case 2: self = .cancel
        case 3: self = .status
        case 4: self = .shutDown
        case let other: throw DamagedBytes("\(other) is no message of a client")
        }
    }
}

extension DaemonMessage: ByteCodable {
    /// Appends the value.
    public func write(to writer: inout ByteWriter) {
        switch self {
        case .hello(let hello):
            writer.write(UInt64(0))
            writer.write(hello)
        case .reply(let reply):
            writer.write(UInt64(1))
            writer.write(reply)
        case .status(let status):
            writer.write(UInt64(2))
            writer.write(status)
        case .closing: writer.write(UInt64(3))
        }
    }

    /// Reads what was written.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        switch try reader.number() {
        case 0: self = .hello(try reader.read())
        case 1: self = .reply(try reader.read())
        case 2: self = .status(try reader.read())
        case 3: self = .closing
        case let other: throw DamagedBytes("\(other) is no message of a daemon")
        }
    }
}

extension Hello: ByteCodable {
    /// Appends the value.
    public func write(to writer: inout ByteWriter) { writer.write(build) }

    /// Reads what was written.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(build: try reader.string())
    }
}

extension DaemonStatus: ByteCodable {
    /// Appends the value.
    public func write(to writer: inout ByteWriter) {
        writer.write(Int(processID))
        writer.write(build)
        writer.write(projectRoot)
        writer.write(isolation)
        writer.write(uptime)
        writer.write(residentBytes)
        writer.write(nodes)
        writer.write(valueBytes)
        writer.write(files)
        writer.write(unheardFiles)
        writer.write(commands)
    }

    /// Reads what was written.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            processID: Int32(truncatingIfNeeded: try reader.integer()),
            build: try reader.string(), projectRoot: try reader.string(),
            isolation: try reader.string(), uptime: try reader.read(),
            residentBytes: try reader.integer(), nodes: try reader.integer(),
            valueBytes: try reader.integer(), files: try reader.integer(),
            unheardFiles: try reader.integer(),
            commands: try reader.read())
    }
}
