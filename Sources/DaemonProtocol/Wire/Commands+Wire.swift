import BuildEvents
public import ByteCoding

extension CommandRequest: ByteCodable {
    /// Appends the value.
    public func write(to writer: inout ByteWriter) {
        writer.write(arguments)
        writer.write(workingDirectory)
        writer.write(environment)
        writer.write(terminal.columns)
        writer.write(terminal.isInteractive)
        writer.write(terminal.isOutputInteractive)
        writer.write(terminal.isInputInteractive)
    }

    /// Reads what was written.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            arguments: try reader.read(),
            workingDirectory: try reader.string(), environment: try reader.read(),
            terminal: Terminal(
                columns: try reader.integer(), isInteractive: try reader.bool(),
                isOutputInteractive: try reader.bool(), isInputInteractive: try reader.bool()))
    }
}

extension CommandReply: ByteCodable {
    /// Appends the value.
    public func write(to writer: inout ByteWriter) {
        switch self {
        case .output(let bytes):
            writer.write(UInt64(0))
            writer.write(bytes: bytes)
        case .error(let text):
            writer.write(UInt64(1))
            writer.write(text)
        case .event(let event):
            writer.write(UInt64(2))
            writer.write(event)
        case .finished(let code):
            writer.write(UInt64(3))
            writer.write(Int(code.rawValue))
        case .execute(let program):
            writer.write(UInt64(4))
            writer.write(program)
        }
    }

    /// Reads what was written.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        switch try reader.number() {
        case 0: self = .output(try reader.bytes())
        case 1: self = .error(try reader.string())
        case 2: self = .event(try reader.read())
        case 3:
            let number = try reader.integer()
            guard let code = Int32(exactly: number).flatMap(CommandExitCode.init(rawValue:))
            else { throw DamagedBytes("\(number) is no exit code") }
            self = .finished(code)
        case 4: self = .execute(try reader.read())
        case let other: throw DamagedBytes("\(other) is no reply")
        }
    }
}

extension CommandReply.Program: ByteCodable {
    /// Appends the value.
    public func write(to writer: inout ByteWriter) {
        writer.write(arguments)
        writer.write(environment)
        writer.write(workingDirectory)
    }

    /// Reads what was written.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            arguments: try reader.read(),
            environment: try reader.read(), workingDirectory: try reader.string())
    }
}
