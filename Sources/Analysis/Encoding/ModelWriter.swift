package import BuildModel
package import ByteCoding
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
/// target     reference to a package, name, reference to a configuration, whether a toolchain's
///            follows, reference to that one
/// owner      reference to a target, or a reference to an anonymous one; the dynamic steps
/// anonymous  target, module, rule, reference to a configuration, parts, attributes, identity
/// artifact   0 source: reference to a package, path, path in package
///            1 output: reference to an owner, index of the action, path, short path or nothing,
///              whether it is a folder
///            2, 3 the same, and then a projection and whether the prefix is hidden
/// ```
/// `ModelReader` reads the same forms.
package struct ModelWriter {
    /// What has been written.
    package var bytes = ByteWriter()

    private var packages: [PackageLabel: Int] = [:]
    private var configurations: [ConfigurationLabel: Int] = [:]
    private var targets: [ConfiguredTargetLabel: Int] = [:]
    private var owners: [AnalysisOwner: Int] = [:]
    private var anonymous: [AnonymousTarget: Int] = [:]
    /// Whether anonymous targets are named by their place in ``parts``, rather than written.
    private let isPart: Bool
    /// The anonymous targets that a part of the definition of one names.
    package private(set) var parts: [AnonymousTarget] = []
    /// The numbers of command lines and JSON sets.
    ///
    /// An identity stands for its node as long as whoever writes a value holds it.
    package var lines: [ObjectIdentifier: Int] = [:]
    package var jsonSets: [ObjectIdentifier: Int] = [:]
    /// The transitive sets that the value names, each at its number.
    package private(set) var sets: [CommandLineSet.Identity] = []
    private var setNumbers: [CommandLineSet.Identity: Int] = [:]

    /// Starts with nothing.
    ///
    /// - Parameter isPart: Whether what is written is a part of the definition of an anonymous
    ///   target, which keeps the others apart.
    package init(isPart: Bool = false) { self.isPart = isPart }

    /// Writes elements with their count in front.
    package mutating func write<Elements: Collection>(
        _ elements: Elements, _ body: (inout ModelWriter, Elements.Element) -> Void
    ) {
        bytes.write(UInt64(elements.count))
        for element in elements { body(&self, element) }
    }

    /// Writes the number of something that was written before.
    ///
    /// - Returns: False if it was not, whereupon it has to follow.
    package mutating func write(reference number: Int?) -> Bool {
        bytes.write(UInt64(number.map { $0 + 1 } ?? 0))
        return number != nil
    }

    /// Writes the number of a transitive set.
    package mutating func write(_ set: CommandLineSet) {
        let next = sets.count
        let number = setNumbers[set.identity, default: next]
        if number == next {
            setNumbers[set.identity] = number
            sets.append(set.identity)
        }
        bytes.write(UInt64(number))
    }

    package mutating func write(_ package: PackageLabel) {
        if write(reference: packages[package]) { return }
        bytes.write(package)
        packages[package] = packages.count
    }

    package mutating func write(_ configuration: ConfigurationLabel) {
        if write(reference: configurations[configuration]) { return }
        bytes.write(configuration)
        configurations[configuration] = configurations.count
    }

    package mutating func write(_ target: ConfiguredTargetLabel) {
        if write(reference: targets[target]) { return }
        write(target.target.package)
        bytes.write(target.target.name)
        write(target.configuration)
        bytes.write(target.execution != nil)
        if let execution = target.execution { write(execution) }
        targets[target] = targets.count
    }

    package mutating func write(_ owner: AnalysisOwner) {
        if write(reference: owners[owner]) { return }
        switch owner.base {
        case .target(let label):
            bytes.write(UInt64(0))
            write(label)
        case .anonymous(let target):
            bytes.write(UInt64(1))
            write(target)
        case .script(let run):
            bytes.write(UInt64(2))
            run.write(to: &bytes)
        }
        write(owner.steps) { $0.bytes.write($1) }
        owners[owner] = owners.count
    }

    /// Writes an anonymous target, or its place among ``parts``.
    package mutating func write(_ target: AnonymousTarget) {
        if isPart {
            let next = anonymous.count
            let place = anonymous[target, default: next]
            if place == next {
                anonymous[target] = place
                parts.append(target)
            }
            return bytes.write(UInt64(place))
        }
        if write(reference: anonymous[target]) { return }
        write(target.label)
        bytes.write(target.module)
        bytes.write(target.rule)
        write(target.execution)
        write(target.parts) { $0.write($1) }
        bytes.write(bytes: target.attributes)
        bytes.write(target.identity.low)
        bytes.write(target.identity.high)
        anonymous[target] = anonymous.count
    }

    package mutating func write(_ key: ActionKey) {
        write(key.owner)
        bytes.write(key.index)
    }

    package mutating func write(_ output: BuildArtifact) {
        write(output.key)
        bytes.write(output.path)
        bytes.write(output.shortPath == output.path ? nil : output.shortPath)
        bytes.write(output.isDirectory)
        bytes.write(output.hasContentBasedPath)
    }

    package mutating func write(_ artifact: Artifact) {
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

    package mutating func write(_ tag: ArtifactTag) {
        write(tag.owner)
        bytes.write(UInt64(tag.index))
    }
}

extension ByteWriter {
    /// Writes one value of the model.
    package mutating func write(model body: (inout ModelWriter) -> Void) {
        var writer = ModelWriter()
        swap(&self, &writer.bytes)
        body(&writer)
        swap(&self, &writer.bytes)
    }
}
