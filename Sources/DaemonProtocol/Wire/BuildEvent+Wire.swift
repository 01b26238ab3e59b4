public import BuildEvents
public import ByteCoding

extension BuildEvent: ByteCodable {
    /// Appends the value.
    public func write(to writer: inout ByteWriter) {
        switch self {
        case .waiting(let reason):
            writer.write(UInt64(0))
            writer.write(reason)
        case .progress(let progress):
            writer.write(UInt64(1))
            writer.write(progress.packagesLoaded)
            writer.write(progress.targetsAnalysed)
        case .actionStarted(let action):
            writer.write(UInt64(2))
            writer.write(action)
        case .actionFinished(let action, let completion):
            writer.write(UInt64(3))
            writer.write(action)
            writer.write(completion)
        case .message(let message):
            writer.write(UInt64(4))
            writer.write(message)
        case .finished(let summary):
            writer.write(UInt64(5))
            writer.write(summary)
        case .testFinished(let report):
            writer.write(UInt64(6))
            writer.write(report)
        case .testsFinished(let summary):
            writer.write(UInt64(7))
            writer.write(summary)
        }
    }

    /// Reads what was written.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        switch try reader.number() {
        case 0: self = .waiting(reason: try reader.string())
        case 1:
            self = .progress(
                BuildProgress(
                    packagesLoaded: try reader.integer(), targetsAnalysed: try reader.integer()))
        case 2: self = .actionStarted(try reader.read())
        case 3:
            self = .actionFinished(
                try reader.read(), try reader.read())
        case 4: self = .message(try reader.read())
        case 5: self = .finished(try reader.read())
        case 6: self = .testFinished(try reader.read())
        case 7: self = .testsFinished(try reader.read())
        case let other: throw DamagedBytes("\(other) is no event")
        }
    }
}

extension ActionDescription: ByteCodable {
    /// Appends the value.
    public func write(to writer: inout ByteWriter) {
        writer.write(id)
        writer.write(target)
        writer.write(category)
        writer.write(identifier)
    }

    /// Reads what was written.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            id: try reader.integer(), target: try reader.string(), category: try reader.string(),
            identifier: try reader.read())
    }
}

extension ActionCompletion: ByteCodable {
    /// Appends the value.
    public func write(to writer: inout ByteWriter) {
        writer.write(outcome)
        writer.write(duration)
        writer.write(output)
    }

    /// Reads what was written.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            outcome: try reader.read(),
            duration: try reader.read(), output: try reader.string())
    }
}

extension ActionOutcome: ByteCodable {}

extension BuildMessage: ByteCodable {
    private static let severities: [Severity] = [.note, .warning, .error]

    /// Appends the value.
    public func write(to writer: inout ByteWriter) {
        guard let index = BuildMessage.severities.firstIndex(of: severity) else {
            preconditionFailure("every severity is listed")
        }
        writer.write(UInt64(index))
        writer.write(text)
    }

    /// Reads what was written.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            try reader.choice(BuildMessage.severities, of: "Severity"), try reader.string())
    }
}

extension BuildSummary: ByteCodable {
    /// Appends the value.
    public func write(to writer: inout ByteWriter) {
        writer.write(subject)
        writer.write(succeeded)
        writer.write(counts) { writer, entry in
            writer.write(entry.key)
            writer.write(entry.value)
        }
        writer.write(duration)
    }

    /// Reads what was written.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        let subject = try reader.string()
        let succeeded = try reader.bool()
        let counts = try reader.list { reader throws(DamagedBytes) in
            (try reader.read(ActionOutcome.self), try reader.integer())
        }
        self.init(
            subject: subject, succeeded: succeeded,
            counts: Dictionary(counts) { _, last in last },
            duration: try reader.read())
    }
}
