import ByteCoding

extension ClientMessage: WireCodable {
    func write(to writer: inout ByteWriter) {
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

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        switch try reader.number() {
        case 0: self = .hello(try reader.value(Hello.self))
        case 1: self = .run(try reader.value(CommandRequest.self))
        case 2: self = .cancel
        case 3: self = .status
        case 4: self = .shutDown
        case let other: throw DamagedBytes("\(other) is no message of a client")
        }
    }
}

extension DaemonMessage: WireCodable {
    func write(to writer: inout ByteWriter) {
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

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        switch try reader.number() {
        case 0: self = .hello(try reader.value(Hello.self))
        case 1: self = .reply(try reader.value(CommandReply.self))
        case 2: self = .status(try reader.value(DaemonStatus.self))
        case 3: self = .closing
        case let other: throw DamagedBytes("\(other) is no message of a daemon")
        }
    }
}

extension Hello: WireCodable {
    func write(to writer: inout ByteWriter) { writer.write(build) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(build: try reader.string())
    }
}

extension DaemonStatus: WireCodable {
    func write(to writer: inout ByteWriter) {
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
        writer.write(commands) { $0.write($1) }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            processID: Int32(truncatingIfNeeded: try reader.integer()),
            build: try reader.string(), projectRoot: try reader.string(),
            isolation: try reader.string(), uptime: try reader.value(Duration.self),
            residentBytes: try reader.integer(), nodes: try reader.integer(),
            valueBytes: try reader.integer(), files: try reader.integer(),
            unheardFiles: try reader.integer(),
            commands: try reader.list { reader throws(DamagedBytes) in try reader.string() })
    }
}

extension Duration: WireCodable {
    func write(to writer: inout ByteWriter) {
        writer.write(components.seconds)
        writer.write(components.attoseconds)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            secondsComponent: try reader.signed(), attosecondsComponent: try reader.signed())
    }
}
