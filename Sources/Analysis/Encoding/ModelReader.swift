package import BuildModel
package import ByteCoding
import Incremental
import Loading

/// Reads what `ModelWriter` wrote, with the sharing of nodes as it was.
package struct ModelReader {
    /// What is left to read.
    package var bytes: ByteReader

    private var packages: [PackageLabel] = []
    private var configurations: [ConfigurationLabel] = []
    private var targets: [ConfiguredTargetLabel] = []
    private var owners: [AnalysisOwner] = []
    private var anonymous: [AnonymousTarget] = []
    /// The anonymous targets that are named by their places, in a part of the definition of one.
    private let parts: [AnonymousTarget]?
    /// The transitive sets that the value names, each at its number.
    private let sets: [CommandLineSet]
    package var lines: [CommandLine] = []
    package var jsonSets: [JSONContentSet] = []

    /// A reader at the start of a value.
    package init(
        _ bytes: ByteReader, sets: [CommandLineSet] = [], parts: [AnonymousTarget]? = nil
    ) {
        self.bytes = bytes
        self.sets = sets
        self.parts = parts
    }

    /// Reads the number of a transitive set.
    package mutating func set() throws(DamagedBytes) -> CommandLineSet {
        let number = try index()
        guard number < sets.count else { throw DamagedBytes("an unknown tag or number") }
        return sets[number]
    }

    /// Reads elements with their count in front.
    package mutating func list<Element>(
        _ body: (inout ModelReader) throws(DamagedBytes) -> Element
    ) throws(DamagedBytes) -> [Element] {
        let count = try bytes.number()
        guard count <= UInt64(bytes.remaining) else {
            throw DamagedBytes("an unknown tag or number")
        }
        var elements: [Element] = []
        elements.reserveCapacity(Int(count))
        for _ in 0..<Int(count) { elements.append(try body(&self)) }
        return elements
    }

    /// Reads a reference.
    ///
    /// - Returns: What was read before; nil if it follows.
    package mutating func reference<Value>(among known: [Value]) throws(DamagedBytes) -> Value? {
        let number = try bytes.number()
        guard number > 0 else { return nil }
        guard number <= UInt64(known.count) else { throw DamagedBytes("an unknown tag or number") }
        return known[Int(number) - 1]
    }

    /// Reads the place of something in a list, which the list's owner has to check.
    package mutating func index() throws(DamagedBytes) -> Int {
        guard let index = Int(exactly: try bytes.number()) else {
            throw DamagedBytes("an unknown tag or number")
        }
        return index
    }

    package mutating func package() throws(DamagedBytes) -> PackageLabel {
        if let known = try reference(among: packages) { return known }
        packages.append(try bytes.read())
        return packages[packages.count - 1]
    }

    package mutating func configuration() throws(DamagedBytes) -> ConfigurationLabel {
        if let known = try reference(among: configurations) { return known }
        configurations.append(try bytes.read())
        return configurations[configurations.count - 1]
    }

    package mutating func target() throws(DamagedBytes) -> ConfiguredTargetLabel {
        if let known = try reference(among: targets) { return known }
        let target = TargetLabel(package: try package(), name: try bytes.string())
        let own = try configuration()
        targets.append(
            ConfiguredTargetLabel(
                target: target, configuration: own,
                execution: try bytes.bool() ? try configuration() : nil))
        return targets[targets.count - 1]
    }

    package mutating func owner() throws(DamagedBytes) -> AnalysisOwner {
        if let known = try reference(among: owners) { return known }
        let base: AnalysisOwner.Base =
            switch try bytes.number() {
            case 0: .target(try target())
            case 1: .anonymous(try anonymousTarget())
            case 2: .script(try ScriptRun.read(from: &bytes))
            case let other: throw DamagedBytes("\(other) is no kind of owner")
            }
        let steps = try list { reader throws(DamagedBytes) in try reader.bytes.integer() }
        owners.append(AnalysisOwner(base, steps: steps))
        return owners[owners.count - 1]
    }

    package mutating func anonymousTarget() throws(DamagedBytes) -> AnonymousTarget {
        if let parts {
            let place = try index()
            guard place < parts.count else { throw DamagedBytes("an unknown tag or number") }
            return parts[place]
        }
        if let known = try reference(among: anonymous) { return known }
        let label = try target()
        let module: CellPath = try bytes.read()
        let rule = try bytes.string()
        let execution = try configuration()
        let parts = try list { reader throws(DamagedBytes) in try reader.anonymousTarget() }
        let attributes = try bytes.bytes()
        let identity = AnonymousTarget.Identity(
            low: try bytes.number(), high: try bytes.number())
        anonymous.append(
            AnonymousTarget(
                label: label, module: module, rule: rule, execution: execution,
                attributes: attributes, parts: parts, identity: identity))
        return anonymous[anonymous.count - 1]
    }

    package mutating func actionKey() throws(DamagedBytes) -> ActionKey {
        ActionKey(owner: try owner(), index: try bytes.integer())
    }

    package mutating func buildArtifact() throws(DamagedBytes) -> BuildArtifact {
        let key = try actionKey()
        let path: RelativePath = try bytes.read()
        let shortPath = try bytes.read(RelativePath?.self)
        return BuildArtifact(
            key: key, path: path, shortPath: shortPath, isDirectory: try bytes.bool(),
            hasContentBasedPath: try bytes.bool())
    }

    package mutating func artifact() throws(DamagedBytes) -> Artifact {
        let form = try bytes.number()
        let base: Artifact.Base
        switch form {
        case 0, 2:
            base = .source(
                SourceArtifact(
                    package: try package(), path: try bytes.read(),
                    pathInPackage: try bytes.read()))
        case 1, 3: base = .build(try buildArtifact())
        default: throw DamagedBytes("an unknown tag or number")
        }
        guard form >= 2 else { return Artifact(base) }
        return Artifact(base, projection: try bytes.read(), hidesPrefix: try bytes.bool())
    }

    package mutating func tag() throws(DamagedBytes) -> ArtifactTag {
        ArtifactTag(owner: try owner(), index: try index())
    }
}

extension ByteReader {
    /// Reads one value of the model.
    package mutating func model<Value>(
        _ body: (inout ModelReader) throws(DamagedBytes) -> Value
    ) throws(DamagedBytes) -> Value {
        var reader = ModelReader(self)
        let value = try body(&reader)
        self = reader.bytes
        return value
    }
}
