import Analysis
import BuildModel
public import ByteCoding
import Incremental
import Loading
import TargetConfiguration

// The keys between a build and its targets. Of a build that went wrong nothing is kept but that it
// was tried.

extension PlacedOutputKey: PersistentKey {
    static let persistentName = "placed-output"

    func write(to writer: inout ByteWriter) { writer.write(model: { $0.write(artifact) }) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            artifact: try reader.model { reader throws(DamagedBytes) in try reader.artifact() })
    }

    static func write(_ output: Void, to writer: inout ByteWriter) -> Bool { true }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) {}
}

extension BuildGroupKey: PersistentKey {
    static let persistentName = "build-group"

    func write(to writer: inout ByteWriter) {
        switch members {
        case .package(let package):
            writer.write(false)
            writer.write(package)
        case .target(let label):
            writer.write(true)
            writer.write(label)
        }
        writer.write(configuration)
        writer.write(needs.rawValue)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            members: try reader.bool()
                ? .target(try reader.providersLabel()) : .package(try reader.packageLabel()),
            configuration: try reader.configurationRequest(),
            needs: BuildNeeds(rawValue: try reader.number()))
    }

    static func write(_ output: BuildGroup, to writer: inout ByteWriter) -> Bool {
        guard output.failures.isEmpty else { return false }
        writer.write(output.labels) { $0.write($1) }
        writer.write(output.incompatible) { $0.write($1) }
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> BuildGroup {
        BuildGroup(
            labels: try reader.list { reader throws(DamagedBytes) in try reader.providersLabel() },
            incompatible: try reader.list { reader throws(DamagedBytes) in
                try reader.incompatibleTarget()
            }, failures: [])
    }
}

extension BuildPatternsKey: PersistentKey {
    static let persistentName = "build-patterns"

    func write(to writer: inout ByteWriter) {
        writer.write(patterns)
        writer.write(terms.needs.rawValue)
        writer.write(terms.keepsGoing)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            patterns: try reader.requestedPatterns(),
            terms: BuildTerms(
                needs: BuildNeeds(rawValue: try reader.number()), keepsGoing: try reader.bool()))
    }

    static func write(_ output: BuildOutcome, to writer: inout ByteWriter) -> Bool {
        guard output.unknown.isEmpty, output.failures.isEmpty else { return false }
        writer.write(output.incompatible) { $0.write($1) }
        writer.write(output.groups) { $1.write(to: &$0) }
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> BuildOutcome {
        BuildOutcome(
            unknown: [],
            incompatible: try reader.list { reader throws(DamagedBytes) in
                try reader.incompatibleTarget()
            }, failures: [],
            groups: try reader.list { reader throws(DamagedBytes) in
                try BuildGroupKey(from: &reader)
            })
    }
}

extension ByteWriter {
    /// Writes what a command asks for.
    mutating func write(_ patterns: [RequestedPattern]) {
        write(patterns) {
            $0.write($1.pattern)
            $0.write($1.configuration)
        }
    }

    /// Writes a target that is ruled out.
    mutating func write(_ target: IncompatibleTarget) {
        write(target.label)
        write(target.isNamed)
        write(target.reason)
    }
}

extension ByteReader {
    /// Reads what a command asks for.
    mutating func requestedPatterns() throws(DamagedBytes) -> [RequestedPattern] {
        try list { reader throws(DamagedBytes) in
            let pattern = try reader.targetPattern()
            return RequestedPattern(
                pattern: pattern, configuration: try reader.configurationRequest())
        }
    }

    /// Reads a target that is ruled out.
    mutating func incompatibleTarget() throws(DamagedBytes) -> IncompatibleTarget {
        let label = try providersLabel()
        let isNamed = try bool()
        return IncompatibleTarget(label: label, isNamed: isNamed, reason: try incompatibility())
    }
}
