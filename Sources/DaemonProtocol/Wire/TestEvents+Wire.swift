public import BuildEvents
public import ByteCoding

extension TestStatus: ByteCodable {}

extension TestReport: ByteCodable {
    /// Appends the value.
    public func write(to writer: inout ByteWriter) {
        writer.write(title)
        writer.write(status)
        writer.write(duration)
        writer.write(isKnown)
        writer.write(details)
    }

    /// Reads what was written.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            title: try reader.string(), status: try reader.read(),
            duration: try reader.read(), isKnown: try reader.bool(),
            details: try reader.string())
    }
}

extension TestSummary: ByteCodable {
    /// Appends the value.
    public func write(to writer: inout ByteWriter) {
        writer.write(counts) { writer, entry in
            writer.write(entry.key)
            writer.write(entry.value)
        }
        writer.write(buildFailures)
        writer.write(runs)
    }

    /// Reads what was written.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        let counts = try reader.list { reader throws(DamagedBytes) in
            (try reader.read(TestStatus.self), try reader.integer())
        }
        self.init(
            counts: Dictionary(counts) { _, last in last }, buildFailures: try reader.integer(),
            runs: try reader.integer())
    }
}
