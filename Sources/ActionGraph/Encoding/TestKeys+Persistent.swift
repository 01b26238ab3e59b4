import BuildEvents
import BuildModel
import ByteCoding
import Incremental
import Loading
import TargetConfiguration

// The keys of tests. Only what went well is kept: what did not is run again anyway.

extension TestRerunKey: PersistentOutputKey {
    static let persistentName = "test-rerun"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }
}

extension TestRunKey: PersistentKey {
    static let persistentName = "test-run"

    func write(to writer: inout ByteWriter) {
        writer.write(label)
        switch part {
        case .whole: writer.write(UInt64(0))
        case .listing: writer.write(UInt64(1))
        case .single(let filter):
            writer.write(UInt64(2))
            writer.write(filter)
        }
        writer.write(settings)
        writer.write(attempt)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        label = try reader.read()
        switch try reader.number() {
        case 0: part = .whole
        case 1: part = .listing
        case 2: part = .single(filter: try reader.string())
        default: throw DamagedBytes()
        }
        settings = try reader.read()
        attempt = try reader.integer()
    }

    static func write(_ output: TestExecution, to writer: inout ByteWriter) -> Bool {
        guard output.succeeded else { return false }
        writer.write(output.streams)
        writer.write(output.duration)
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> TestExecution {
        TestExecution(
            ending: .exited(0), streams: try reader.read(), duration: try reader.read())
    }
}

extension TestTargetKey: PersistentKey {
    static let persistentName = "tested-target"

    func write(to writer: inout ByteWriter) {
        writer.write(label)
        writer.write(selection)
        writer.write(settings)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        label = try reader.read()
        selection = try reader.read()
        settings = try reader.read()
    }

    static func write(_ output: TestedTarget, to writer: inout ByteWriter) -> Bool {
        guard output.isGood else { return false }
        writer.write(output)
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> TestedTarget {
        try reader.read()
    }
}

extension TestPatternsKey: PersistentKey {
    static let persistentName = "tested-patterns"

    func write(to writer: inout ByteWriter) {
        writer.write(patterns)
        writer.write(selection)
        writer.write(settings)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        patterns = try reader.read()
        selection = try reader.read()
        settings = try reader.read()
    }

    static func write(_ output: TestOutcome, to writer: inout ByteWriter) -> Bool {
        guard output.isGood else { return false }
        writer.write(output.build.incompatible)
        writer.write(output.build.isOutsideUniverse)
        writer.write(output.targets)
        writer.write(output.requested)
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> TestOutcome {
        let incompatible: [IncompatibleTarget] = try reader.read()
        return TestOutcome(
            build: BuildOutcome(
                unknown: [], incompatible: incompatible, failures: [],
                isOutsideUniverse: try reader.read(), groups: []),
            targets: try reader.read(), requested: try reader.read())
    }
}
