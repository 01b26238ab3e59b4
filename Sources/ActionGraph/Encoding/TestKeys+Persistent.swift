import BuildEvents
import BuildModel
import ByteCoding
import Incremental
import Loading
import TargetConfiguration

// The keys of tests. Only what went well is kept: what did not is run again anyway.

extension TestRerunKey: PersistentKey {
    static let persistentName = "test-rerun"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }

    static func write(_ output: UInt64, to writer: inout ByteWriter) -> Bool {
        writer.write(output)
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> UInt64 {
        try reader.number()
    }
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
        label = try reader.configuredProvidersLabel()
        switch try reader.number() {
        case 0: part = .whole
        case 1: part = .listing
        case 2: part = .single(filter: try reader.string())
        default: throw DamagedBytes()
        }
        settings = try reader.testSettings()
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
            ending: .exited(0), streams: try reader.testStreams(), duration: try reader.duration())
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
        label = try reader.configuredProvidersLabel()
        selection = try reader.testSelection()
        settings = try reader.testSettings()
    }

    static func write(_ output: TestedTarget, to writer: inout ByteWriter) -> Bool {
        guard output.isGood else { return false }
        writer.write(output)
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> TestedTarget {
        try reader.testedTarget()
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
        patterns = try reader.requestedPatterns()
        selection = try reader.testSelection()
        settings = try reader.testSettings()
    }

    static func write(_ output: TestOutcome, to writer: inout ByteWriter) -> Bool {
        guard output.isGood else { return false }
        writer.write(output.build.incompatible) { $0.write($1) }
        writer.write(output.targets) { $0.write($1) }
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> TestOutcome {
        let incompatible = try reader.list { reader throws(DamagedBytes) in
            try reader.incompatibleTarget()
        }
        return TestOutcome(
            build: BuildOutcome(
                unknown: [], incompatible: incompatible, failures: [], groups: []),
            targets: try reader.list { reader throws(DamagedBytes) in
                try reader.testedTarget()
            })
    }
}
