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
    BuildPlanKey.self, BuildTargetKey.self, AnalyseTargetKey.self, PlacedOutputKey.self,
    BuildGroupKey.self, BuildPatternsKey.self, KeptPromiseKey.self, NeedKey.self,
    TestPlanKey.self, LocalResourceKey.self, TestRerunKey.self, TestRunKey.self,
    TestTargetKey.self, TestPatternsKey.self,
]

extension CommandVariablesKey: PersistentKey {
    static let persistentName = "command-variables"

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) { self.init() }

    static func write(_ output: CommandVariables, to writer: inout ByteWriter) -> Bool {
        for variables in [output.hashed, output.unhashed] {
            writer.write(variables.sorted { $0.key < $1.key }) {
                $0.write($1.key)
                $0.write($1.value)
            }
        }
        return true
    }

    static func readOutput(
        from reader: inout ByteReader
    ) throws(DamagedBytes) -> CommandVariables {
        func variables(_ reader: inout ByteReader) throws(DamagedBytes) -> [String: String] {
            let list = try reader.list { reader throws(DamagedBytes) in
                (name: try reader.string(), value: try reader.string())
            }
            return list.reduce(into: [:]) { $0[$1.name] = $1.value }
        }
        return CommandVariables(
            hashed: try variables(&reader), unhashed: try variables(&reader))
    }
}

extension ProgramKey: PersistentKey {
    static let persistentName = "program"

    func write(to writer: inout ByteWriter) { writer.write(name) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(name: try reader.string())
    }

    static func write(_ output: String?, to writer: inout ByteWriter) -> Bool {
        writer.write(optional: output) { $0.write($1) }
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> String? {
        try reader.optional { reader throws(DamagedBytes) in try reader.string() }
    }
}

extension SourceValueKey: PersistentKey {
    static let persistentName = "source-value"

    func write(to writer: inout ByteWriter) { writer.write(path) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(path: try reader.path())
    }

    static func write(_ output: ArtifactValue, to writer: inout ByteWriter) -> Bool {
        writer.write(output)
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> ArtifactValue {
        try reader.artifactValue()
    }
}

extension ArtifactKey: PersistentKey {
    static let persistentName = "artifact"

    func write(to writer: inout ByteWriter) { writer.write(model: { $0.write(artifact) }) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            artifact: try reader.model { reader throws(DamagedBytes) in try reader.artifact() })
    }

    static func write(_ output: ArtifactValue, to writer: inout ByteWriter) -> Bool {
        writer.write(output)
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> ArtifactValue {
        try reader.artifactValue()
    }
}

extension PerformKey: PersistentKey {
    static let persistentName = "action"

    func write(to writer: inout ByteWriter) { writer.write(action) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(action: try reader.actionKey())
    }

    static func write(_ output: ActionOutputs, to writer: inout ByteWriter) -> Bool {
        writer.write(output.values) { $0.write($1) }
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> ActionOutputs {
        ActionOutputs(
            values: try reader.byPath { reader throws(DamagedBytes) in
                try reader.artifactValue()
            })
    }
}

extension AnalyseTargetKey: PersistentKey {
    static let persistentName = "analyse-target"

    func write(to writer: inout ByteWriter) {
        writer.write(label)
        writer.write(configuration)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        let label = try reader.targetLabel()
        self.init(label: label, configuration: try reader.configurationRequest())
    }

    static func write(_ output: Void, to writer: inout ByteWriter) -> Bool { true }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) {}
}

extension BuildTargetKey: PersistentKey {
    static let persistentName = "build-target"

    func write(to writer: inout ByteWriter) {
        writer.write(target)
        writer.write(needs.rawValue)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            target: try reader.requestedTarget(),
            needs: BuildNeeds(rawValue: try reader.number()))
    }

    static func write(_ output: BuiltTarget, to writer: inout ByteWriter) -> Bool {
        writer.write(output.label)
        writer.write(output.configured)
        writer.write(optional: output.incompatibility) { $0.write($1) }
        writer.write(output.rule)
        writer.write(output.outputs) { $0.write($1) }
        writer.write(optional: output.runArguments) { writer, arguments in
            writer.write(arguments) { $0.write($1) }
        }
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> BuiltTarget {
        BuiltTarget(
            label: try reader.providersLabel(), configured: try reader.configuredTargetLabel(),
            incompatibility: try reader.optional { reader throws(DamagedBytes) in
                try reader.incompatibility()
            }, rule: try reader.string(),
            outputs: try reader.list { reader throws(DamagedBytes) in
                try reader.path(ProjectPath.self)
            },
            runArguments: try reader.optional { reader throws(DamagedBytes) in
                try reader.list { reader throws(DamagedBytes) in try reader.string() }
            })
    }
}
