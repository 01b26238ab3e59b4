import BuildEvents
import ByteCoding

extension CommandRequest: WireCodable {
    func write(to writer: inout ByteWriter) {
        writer.write(arguments) { $0.write($1) }
        writer.write(workingDirectory)
        writer.write(environment)
        writer.write(terminal.columns)
        writer.write(terminal.isInteractive)
        writer.write(terminal.isOutputInteractive)
        writer.write(terminal.isInputInteractive)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            arguments: try reader.list { reader throws(DamagedBytes) in try reader.string() },
            workingDirectory: try reader.string(), environment: try reader.variables(),
            terminal: Terminal(
                columns: try reader.integer(), isInteractive: try reader.bool(),
                isOutputInteractive: try reader.bool(), isInputInteractive: try reader.bool()))
    }
}

extension CommandReply: WireCodable {
    func write(to writer: inout ByteWriter) {
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

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        switch try reader.number() {
        case 0: self = .output(try reader.bytes())
        case 1: self = .error(try reader.string())
        case 2: self = .event(try reader.value(BuildEvent.self))
        case 3:
            let number = try reader.integer()
            guard let code = Int32(exactly: number).flatMap(CommandExitCode.init(rawValue:))
            else { throw DamagedBytes("\(number) is no exit code") }
            self = .finished(code)
        case 4: self = .execute(try reader.value(Program.self))
        case let other: throw DamagedBytes("\(other) is no reply")
        }
    }
}

extension CommandReply.Program: WireCodable {
    func write(to writer: inout ByteWriter) {
        writer.write(arguments) { $0.write($1) }
        writer.write(environment)
        writer.write(workingDirectory)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            arguments: try reader.list { reader throws(DamagedBytes) in try reader.string() },
            environment: try reader.variables(), workingDirectory: try reader.string())
    }
}

extension ByteWriter {
    /// Variables of an environment, in no order.
    fileprivate mutating func write(_ variables: [String: String]) {
        write(variables) { writer, variable in
            writer.write(variable.key)
            writer.write(variable.value)
        }
    }
}

extension ByteReader {
    fileprivate mutating func variables() throws(DamagedBytes) -> [String: String] {
        let pairs = try list { reader throws(DamagedBytes) in
            (try reader.string(), try reader.string())
        }
        return Dictionary(pairs) { _, last in last }
    }
}
