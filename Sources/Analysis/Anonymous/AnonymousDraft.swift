import BuildModel
import ByteCoding
import Incremental
import Loading
import Starlark
import TargetConfiguration

/// The value of an attribute of an anonymous target.
///
/// While the rule that asks for it runs, artifacts in it need not be known. In the definition of
/// the target they are, and only values remain that `Artifact` and labels can say.
indirect enum AnonymousDraft {
    case null
    case bool(Bool)
    /// An integer in decimal digits, of any size.
    case int(String)
    case float(Double)
    case string(String)
    case list([AnonymousDraft])
    case tuple([AnonymousDraft])
    case dict([(key: AnonymousDraft, value: AnonymousDraft)])
    case dependency(ConfiguredProvidersLabel)
    case configuredLabel(ConfiguredProvidersLabel)
    case targetLabel(TargetLabel)
    case providersLabel(ProvidersLabel)
    case artifact(ArtifactReference)
    /// A string with macros, which are resolved again with the providers of their targets.
    case arg([ConfiguredArgumentPart])

    /// Whether all artifacts in it are known.
    var isKnown: Bool {
        switch self {
        case .artifact(let reference): reference.named != nil
        case .list(let elements), .tuple(let elements): elements.allSatisfy(\.isKnown)
        case .dict(let entries): entries.allSatisfy { $0.key.isKnown && $0.value.isKnown }
        default: true
        }
    }

    /// Tells of each target in it that has to be analysed.
    func visitDependencies(_ body: (ConfiguredProvidersLabel) -> Void) {
        switch self {
        case .dependency(let label): body(label)
        case .list(let elements), .tuple(let elements):
            for element in elements { element.visitDependencies(body) }
        case .dict(let entries):
            for entry in entries {
                entry.key.visitDependencies(body)
                entry.value.visitDependencies(body)
            }
        case .arg(let parts):
            for case .macro(_, let label?, _) in parts { body(label) }
        default: break
        }
    }
}

private enum DraftTag: UInt64 {
    case null, no, yes, int, float, string, list, tuple, dict, dependency, configuredLabel
    case targetLabel, providersLabel, artifact, promisedArtifact, arg
}

extension AnonymousDraft {
    /// Writes the value, all of whose artifacts are known.
    ///
    /// - Throws: When no action makes an artifact in it.
    func write(to writer: inout ModelWriter) throws {
        func tag(_ tag: DraftTag) { writer.bytes.write(tag.rawValue) }
        switch self {
        case .null: tag(.null)
        case .bool(let bool): tag(bool ? .yes : .no)
        case .int(let digits):
            tag(.int)
            writer.bytes.write(digits)
        case .float(let number):
            tag(.float)
            writer.bytes.write(number.bitPattern)
        case .string(let text):
            tag(.string)
            writer.bytes.write(text)
        case .list(let elements):
            tag(.list)
            try Self.write(elements, to: &writer)
        case .tuple(let elements):
            tag(.tuple)
            try Self.write(elements, to: &writer)
        case .dict(let entries):
            tag(.dict)
            try Self.write(entries.flatMap { [$0.key, $0.value] }, to: &writer)
        case .dependency(let label):
            tag(.dependency)
            Self.write(label, to: &writer)
        case .configuredLabel(let label):
            tag(.configuredLabel)
            Self.write(label, to: &writer)
        case .targetLabel(let label):
            tag(.targetLabel)
            writer.bytes.write(label)
        case .providersLabel(let label):
            tag(.providersLabel)
            writer.bytes.write(label)
        case .artifact(let reference):
            if case .promised = reference { tag(.promisedArtifact) } else { tag(.artifact) }
            writer.write(try reference.resolve())
        case .arg(let parts):
            tag(.arg)
            writer.write(parts) { Self.write($1, to: &$0) }
        }
    }

    private static func write(
        _ elements: [AnonymousDraft], to writer: inout ModelWriter
    ) throws {
        writer.bytes.write(UInt64(elements.count))
        for element in elements { try element.write(to: &writer) }
    }

    private static func write(
        _ label: ConfiguredProvidersLabel, to writer: inout ModelWriter
    ) {
        writer.write(label.target)
        writer.bytes.write(label.providers.subTargets)
    }

    private static func write(_ part: ConfiguredArgumentPart, to writer: inout ModelWriter) {
        switch part {
        case .text(let text):
            writer.bytes.write(false)
            writer.bytes.write(text)
        case .macro(let kind, let label, let isWrittenToFile):
            writer.bytes.write(true)
            write(kind, to: &writer)
            writer.bytes.write(label != nil)
            if let label { write(label, to: &writer) }
            writer.bytes.write(isWrittenToFile)
        case .query: preconditionFailure("queries are refused when the attribute is coerced")
        }
    }

    private static func write(_ kind: ArgumentMacro.Kind, to writer: inout ModelWriter) {
        switch kind {
        case .location: writer.bytes.write(UInt64(0))
        case .executable: writer.bytes.write(UInt64(1))
        case .source(let source):
            writer.bytes.write(UInt64(2))
            writer.write(source.package)
            writer.bytes.write(source.path)
            writer.bytes.write(source.isDirectory)
        case .variable(let name, let argument):
            writer.bytes.write(UInt64(3))
            writer.bytes.write(name)
            writer.bytes.write(argument)
        case .query: preconditionFailure("queries are refused when the attribute is coerced")
        }
    }
}

extension AnonymousDraft {
    /// Reads a value.
    init(from reader: inout ModelReader) throws(DamagedBytes) {
        guard let tag = DraftTag(rawValue: try reader.bytes.number()) else {
            throw DamagedBytes("an unknown tag or number")
        }
        switch tag {
        case .null: self = .null
        case .no: self = .bool(false)
        case .yes: self = .bool(true)
        case .int: self = .int(try reader.bytes.string())
        case .float: self = .float(Double(bitPattern: try reader.bytes.number()))
        case .string: self = .string(try reader.bytes.string())
        case .list: self = .list(try Self.elements(&reader))
        case .tuple: self = .tuple(try Self.elements(&reader))
        case .dict:
            let flat = try Self.elements(&reader)
            guard flat.count.isMultiple(of: 2) else {
                throw DamagedBytes("an unknown tag or number")
            }
            self = .dict(
                stride(from: 0, to: flat.count, by: 2).map { (flat[$0], flat[$0 + 1]) })
        case .dependency: self = .dependency(try Self.label(&reader))
        case .configuredLabel: self = .configuredLabel(try Self.label(&reader))
        case .targetLabel: self = .targetLabel(try reader.bytes.read())
        case .providersLabel: self = .providersLabel(try reader.bytes.read())
        case .artifact: self = .artifact(.known(try reader.artifact()))
        case .promisedArtifact:
            let artifact = try reader.artifact()
            self = .artifact(
                .promised(
                    PromisedArtifact(
                        PromisedArtifact.Origin(known: artifact),
                        hasContentBasedPath: artifact.buildArtifact?.hasContentBasedPath
                            ?? false)))
        case .arg:
            self = .arg(
                try reader.list { reader throws(DamagedBytes) in try Self.part(&reader) })
        }
    }

    private static func elements(
        _ reader: inout ModelReader
    ) throws(DamagedBytes) -> [AnonymousDraft] {
        try reader.list { reader throws(DamagedBytes) in try AnonymousDraft(from: &reader) }
    }

    private static func label(
        _ reader: inout ModelReader
    ) throws(DamagedBytes) -> ConfiguredProvidersLabel {
        let target = try reader.target()
        return ConfiguredProvidersLabel(
            target,
            subTargets: try reader.bytes.read())
    }

    private static func part(
        _ reader: inout ModelReader
    ) throws(DamagedBytes) -> ConfiguredArgumentPart {
        guard try reader.bytes.bool() else { return .text(try reader.bytes.string()) }
        let kind: ArgumentMacro.Kind
        switch try reader.bytes.number() {
        case 0: kind = .location
        case 1: kind = .executable
        case 2:
            kind = .source(
                SourceReference(
                    package: try reader.package(), path: try reader.bytes.read(),
                    isDirectory: try reader.bytes.bool()))
        case 3:
            kind = .variable(
                name: try reader.bytes.string(),
                argument: try reader.bytes.read())
        default: throw DamagedBytes("an unknown tag or number")
        }
        let label = try reader.bytes.bool() ? try label(&reader) : nil
        return .macro(kind, label: label, isWrittenToFile: try reader.bytes.bool())
    }
}
