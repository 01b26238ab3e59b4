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

    func write(to writer: inout ByteWriter) { writer.write(artifact) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(artifact: try reader.read())
    }

    static func write(_ output: Void, to writer: inout ByteWriter) -> Bool { true }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) {}
}

extension BuildGroupKey: PersistentKey {
    static let persistentName = "build-group"

    func write(to writer: inout ByteWriter) {
        writer.write(group)
        writer.write(needs.rawValue)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            group: try reader.read(), needs: BuildNeeds(rawValue: try reader.number()))
    }

    static func write(_ output: BuildGroup, to writer: inout ByteWriter) -> Bool {
        guard output.failures.isEmpty else { return false }
        writer.write(output.targets)
        writer.write(output.incompatible)
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> BuildGroup {
        BuildGroup(
            targets: try reader.read(),
            incompatible: try reader.read(), failures: [])
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
            patterns: try reader.read(),
            terms: BuildTerms(
                needs: BuildNeeds(rawValue: try reader.number()), keepsGoing: try reader.bool()))
    }

    static func write(_ output: BuildOutcome, to writer: inout ByteWriter) -> Bool {
        guard output.unknown.isEmpty, output.failures.isEmpty else { return false }
        writer.write(output.incompatible)
        writer.write(output.isOutsideUniverse)
        writer.write(output.groups) { $1.write(to: &$0) }
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> BuildOutcome {
        BuildOutcome(
            unknown: [],
            incompatible: try reader.read(), failures: [],
            isOutsideUniverse: try reader.read(),
            groups: try reader.list { reader throws(DamagedBytes) in
                try BuildGroupKey(from: &reader)
            })
    }
}

extension IncompatibleTarget: ByteCodable {
    /// Appends a target that is ruled out.
    public func write(to writer: inout ByteWriter) {
        writer.write(label)
        writer.write(isNamed)
        writer.write(reason)
    }

    /// Reads a target that is ruled out.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            label: try reader.read(), isNamed: try reader.read(), reason: try reader.read())
    }
}
