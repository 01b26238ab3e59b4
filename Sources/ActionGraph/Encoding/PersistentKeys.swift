import Analysis
import BuildModel
public import ByteCoding
public import Incremental
import Loading
import TargetConfiguration

/// The kinds of keys of actions and artifacts.
///
/// All their values are kept, so that an action is performed again, or a target is known to be
/// built, without asking an analysis.
public let persistentActionKeys: [any PersistentKey.Type] = [
    CommandVariablesKey.self, ProgramKey.self, SourceValueKey.self, ArtifactKey.self,
    TransitiveSetNodeKey.self, TransitiveSetKey.self, ActionSpecKey.self, PerformKey.self,
    BuildPlanKey.self, BuildTargetKey.self, PlacedOutputKey.self,
    BuildGroupKey.self, BuildPatternsKey.self, KeptPromiseKey.self, NeedKey.self,
    EnabledValidationsKey.self,
    TestPlanKey.self, LocalResourceKey.self, TestRerunKey.self, TestRunKey.self,
    TestTargetKey.self, TestPatternsKey.self,
]

extension CommandVariablesKey: PersistentOutputKey {
    static let persistentName = "command-variables"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }
}

extension ProgramKey: PersistentOutputKey {
    static let persistentName = "program"

    func write(to writer: inout ByteWriter) { writer.write(name) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(name: try reader.read())
    }
}

extension SourceValueKey: PersistentOutputKey {
    static let persistentName = "source-value"

    func write(to writer: inout ByteWriter) { writer.write(path) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(path: try reader.read())
    }
}

extension ArtifactKey: PersistentOutputKey {
    static let persistentName = "artifact"

    func write(to writer: inout ByteWriter) { writer.write(artifact) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(artifact: try reader.read())
    }
}

extension PerformKey: PersistentOutputKey {
    static let persistentName = "action"

    func write(to writer: inout ByteWriter) { writer.write(action) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(action: try reader.read())
    }
}

extension BuildTargetKey: PersistentOutputKey {
    static let persistentName = "build-target"

    func write(to writer: inout ByteWriter) {
        writer.write(target)
        writer.write(needs.rawValue)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            target: try reader.read(), needs: BuildNeeds(rawValue: try reader.read()))
    }
}

extension CommandVariables: ByteCodable {
    /// Appends the variables that count for digests, then the others.
    public func write(to writer: inout ByteWriter) {
        writer.write(hashed)
        writer.write(unhashed)
    }

    /// Reads variables.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(hashed: try reader.read(), unhashed: try reader.read())
    }
}

extension MadeTarget: ByteCodable {
    /// Appends what there is now.
    func write(to writer: inout ByteWriter) {
        writer.write(incompatibility)
        writer.write(rule)
        writer.write(outputs)
        writer.write(runArguments)
    }

    /// Reads what was made of a target.
    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            incompatibility: try reader.read(), rule: try reader.read(),
            outputs: try reader.read(), runArguments: try reader.read())
    }
}
