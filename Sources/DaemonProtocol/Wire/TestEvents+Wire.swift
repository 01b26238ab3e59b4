import BuildEvents
import ByteCoding

extension TestStatus: WireCodable {
    func write(to writer: inout ByteWriter) {
        guard let index = TestStatus.allCases.firstIndex(of: self) else {
            preconditionFailure("every case is among all cases")
        }
        writer.write(UInt64(index))
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self = try reader.choice(TestStatus.allCases, of: "TestStatus")
    }
}

extension TestReport: WireCodable {
    func write(to writer: inout ByteWriter) {
        writer.write(title)
        writer.write(status)
        writer.write(duration)
        writer.write(isKnown)
        writer.write(details)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            title: try reader.string(), status: try reader.value(TestStatus.self),
            duration: try reader.value(Duration.self), isKnown: try reader.bool(),
            details: try reader.string())
    }
}

extension TestSummary: WireCodable {
    func write(to writer: inout ByteWriter) {
        writer.write(counts) { writer, entry in
            writer.write(entry.key)
            writer.write(entry.value)
        }
        writer.write(buildFailures)
        writer.write(runs)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        let counts = try reader.list { reader throws(DamagedBytes) in
            (try reader.value(TestStatus.self), try reader.integer())
        }
        self.init(
            counts: Dictionary(counts) { _, last in last }, buildFailures: try reader.integer(),
            runs: try reader.integer())
    }
}
