import BuildModel
import ByteCoding
import Incremental
import Loading

/// Reads what `ModelWriter` wrote, with the sharing of nodes as it was.
struct ModelReader {
    /// What is left to read.
    var bytes: ByteReader

    private var packages: [PackageLabel] = []
    private var configurations: [ConfigurationLabel] = []
    private var owners: [ConfiguredTargetLabel] = []
    /// The transitive sets that the value names, each at its number.
    private let sets: [CommandLineSet]
    var lines: [CommandLine] = []
    var jsonSets: [JSONContentSet] = []

    /// A reader at the start of a value.
    init(_ bytes: ByteReader, sets: [CommandLineSet] = []) {
        self.bytes = bytes
        self.sets = sets
    }

    /// Reads the number of a transitive set.
    mutating func set() throws(DamagedBytes) -> CommandLineSet {
        let number = try index()
        guard number < sets.count else { throw DamagedBytes() }
        return sets[number]
    }

    /// Reads elements with their count in front.
    mutating func list<Element>(
        _ body: (inout ModelReader) throws(DamagedBytes) -> Element
    ) throws(DamagedBytes) -> [Element] {
        let count = try bytes.number()
        guard count <= UInt64(bytes.remaining) else { throw DamagedBytes() }
        var elements: [Element] = []
        elements.reserveCapacity(Int(count))
        for _ in 0..<Int(count) { elements.append(try body(&self)) }
        return elements
    }

    /// Reads a reference.
    ///
    /// - Returns: What was read before; nil if it follows.
    mutating func reference<Value>(among known: [Value]) throws(DamagedBytes) -> Value? {
        let number = try bytes.number()
        guard number > 0 else { return nil }
        guard number <= UInt64(known.count) else { throw DamagedBytes() }
        return known[Int(number) - 1]
    }

    /// Reads the place of something in a list, which the list's owner has to check.
    mutating func index() throws(DamagedBytes) -> Int {
        guard let index = Int(exactly: try bytes.number()) else { throw DamagedBytes() }
        return index
    }

    mutating func package() throws(DamagedBytes) -> PackageLabel {
        if let known = try reference(among: packages) { return known }
        packages.append(try bytes.packageLabel())
        return packages[packages.count - 1]
    }

    mutating func configuration() throws(DamagedBytes) -> ConfigurationLabel {
        if let known = try reference(among: configurations) { return known }
        configurations.append(try bytes.configurationLabel())
        return configurations[configurations.count - 1]
    }

    mutating func owner() throws(DamagedBytes) -> ConfiguredTargetLabel {
        if let known = try reference(among: owners) { return known }
        let target = TargetLabel(package: try package(), name: try bytes.string())
        let own = try configuration()
        owners.append(
            ConfiguredTargetLabel(
                target: target, configuration: own,
                execution: try bytes.bool() ? try configuration() : nil))
        return owners[owners.count - 1]
    }

    mutating func actionKey() throws(DamagedBytes) -> ActionKey {
        ActionKey(owner: try owner(), index: try index())
    }

    mutating func buildArtifact() throws(DamagedBytes) -> BuildArtifact {
        let key = try actionKey()
        let path: RelativePath = try bytes.path()
        let shortPath = try bytes.optional { reader throws(DamagedBytes) in
            try reader.path(RelativePath.self)
        }
        return BuildArtifact(
            key: key, path: path, shortPath: shortPath, isDirectory: try bytes.bool())
    }

    mutating func artifact() throws(DamagedBytes) -> Artifact {
        let form = try bytes.number()
        let base: Artifact.Base
        switch form {
        case 0, 2:
            base = .source(
                SourceArtifact(
                    package: try package(), path: try bytes.path(),
                    pathInPackage: try bytes.path()))
        case 1, 3: base = .build(try buildArtifact())
        default: throw DamagedBytes()
        }
        guard form >= 2 else { return Artifact(base) }
        return Artifact(base, projection: try bytes.path(), hidesPrefix: try bytes.bool())
    }

    mutating func tag() throws(DamagedBytes) -> ArtifactTag {
        ArtifactTag(owner: try owner(), index: try index())
    }
}

extension ByteReader {
    /// Reads the identity of an action.
    mutating func actionKey() throws(DamagedBytes) -> ActionKey {
        let owner = try configuredTargetLabel()
        guard let index = Int(exactly: try number()) else { throw DamagedBytes() }
        return ActionKey(owner: owner, index: index)
    }

    /// Reads one value of the model.
    mutating func model<Value>(
        _ body: (inout ModelReader) throws(DamagedBytes) -> Value
    ) throws(DamagedBytes) -> Value {
        var reader = ModelReader(self)
        let value = try body(&reader)
        self = reader.bytes
        return value
    }
}
