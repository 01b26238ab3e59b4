import BuildModel
import ByteCoding
import Incremental
import Loading

/// Collects the bytes of one value in which labels, and nodes that are shared by reference, occur
/// again and again: each is written once and then referred to by its number.
///
/// Transitive sets are not written, for many values share them: the value names them by number,
/// and whoever keeps the bytes keeps their identities.
///
/// ```text
/// reference  0, then what is new, which gets the next number of its kind once it is complete;
///            or 1 + the number of what was written before
/// owner      reference to a package, name, reference to a configuration, whether a toolchain's
///            follows, reference to that one
/// artifact   0 source: reference to a package, path, path in package
///            1 output: reference to an owner, index of the action, path, short path or nothing,
///              whether it is a folder
///            2, 3 the same, and then a projection and whether the prefix is hidden
/// ```
/// `ModelReader` reads the same forms.
struct ModelWriter {
    /// What has been written.
    var bytes = ByteWriter()

    private var packages: [PackageLabel: Int] = [:]
    private var configurations: [ConfigurationLabel: Int] = [:]
    private var owners: [ConfiguredTargetLabel: Int] = [:]
    /// The numbers of command lines and JSON sets.
    ///
    /// An identity stands for its node as long as whoever writes a value holds it.
    var lines: [ObjectIdentifier: Int] = [:]
    var jsonSets: [ObjectIdentifier: Int] = [:]
    /// The transitive sets that the value names, each at its number.
    private(set) var sets: [CommandLineSet.Identity] = []
    private var setNumbers: [CommandLineSet.Identity: Int] = [:]

    /// Writes elements with their count in front.
    mutating func write<Elements: Collection>(
        _ elements: Elements, _ body: (inout ModelWriter, Elements.Element) -> Void
    ) {
        bytes.write(UInt64(elements.count))
        for element in elements { body(&self, element) }
    }

    /// Writes the number of something that was written before.
    ///
    /// - Returns: False if it was not, whereupon it has to follow.
    mutating func write(reference number: Int?) -> Bool {
        bytes.write(UInt64(number.map { $0 + 1 } ?? 0))
        return number != nil
    }

    /// Writes the number of a transitive set.
    mutating func write(_ set: CommandLineSet) {
        let next = sets.count
        let number = setNumbers[set.identity, default: next]
        if number == next {
            setNumbers[set.identity] = number
            sets.append(set.identity)
        }
        bytes.write(UInt64(number))
    }

    mutating func write(_ package: PackageLabel) {
        if write(reference: packages[package]) { return }
        bytes.write(package)
        packages[package] = packages.count
    }

    mutating func write(_ configuration: ConfigurationLabel) {
        if write(reference: configurations[configuration]) { return }
        bytes.write(configuration)
        configurations[configuration] = configurations.count
    }

    mutating func write(_ owner: ConfiguredTargetLabel) {
        if write(reference: owners[owner]) { return }
        write(owner.target.package)
        bytes.write(owner.target.name)
        write(owner.configuration)
        bytes.write(owner.execution != nil)
        if let execution = owner.execution { write(execution) }
        owners[owner] = owners.count
    }

    mutating func write(_ key: ActionKey) {
        write(key.owner)
        bytes.write(UInt64(key.index))
    }

    mutating func write(_ output: BuildArtifact) {
        write(output.key)
        bytes.write(output.path)
        bytes.write(optional: output.shortPath == output.path ? nil : output.shortPath) {
            $0.write($1)
        }
        bytes.write(output.isDirectory)
    }

    mutating func write(_ artifact: Artifact) {
        let isPart = !artifact.projection.isBase || artifact.hidesPrefix
        switch artifact.base {
        case .source(let source):
            bytes.write(UInt64(isPart ? 2 : 0))
            write(source.package)
            bytes.write(source.path)
            bytes.write(source.pathInPackage)
        case .build(let build):
            bytes.write(UInt64(isPart ? 3 : 1))
            write(build)
        }
        guard isPart else { return }
        bytes.write(artifact.projection)
        bytes.write(artifact.hidesPrefix)
    }

    mutating func write(_ tag: ArtifactTag) {
        write(tag.owner)
        bytes.write(UInt64(tag.index))
    }
}

extension ByteWriter {
    /// Writes the identity of an action.
    mutating func write(_ key: ActionKey) {
        write(key.owner)
        write(UInt64(key.index))
    }

    /// Writes one value of the model.
    mutating func write(model body: (inout ModelWriter) -> Void) {
        var writer = ModelWriter()
        swap(&self, &writer.bytes)
        body(&writer)
        swap(&self, &writer.bytes)
    }
}
