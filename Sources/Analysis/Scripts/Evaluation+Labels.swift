package import BuildModel
import Loading
package import Starlark

// Labels, paths and artifacts as values of scripts.

extension Evaluation {
    /// Makes a `TargetLabel`.
    package mutating func targetLabel(_ label: TargetLabel) -> Value {
        object(TargetLabelObject(label))
    }

    /// Makes a `ConfiguredTargetLabel`.
    package mutating func configuredTargetLabel(_ label: ConfiguredTargetLabel) -> Value {
        object(ConfiguredTargetLabelObject(label))
    }

    /// Makes a `ProvidersLabel`.
    package mutating func providersLabel(_ label: ProvidersLabel) -> Value {
        object(ProvidersLabelObject(label))
    }

    /// Makes a `ConfiguredProvidersLabel`.
    package mutating func configuredProvidersLabel(_ label: ConfiguredProvidersLabel) -> Value {
        object(LabelObject(label))
    }

    /// Makes a `CellPath`.
    package mutating func cellPath(_ path: CellPath, _ cells: CellResolver) -> Value {
        object(
            CellPathObject(
                path, root: cells.projectPath(of: CellPath(cell: path.cell, path: .base))))
    }

    /// Makes a `PackagePath`.
    package mutating func packagePath(_ package: PackageLabel) -> Value {
        object(PackagePathObject(package))
    }

    /// Makes an `Artifact`.
    package mutating func artifact(_ artifact: Artifact) -> Value {
        object(ArtifactObject(artifact))
    }

    /// Makes the `ProviderCollection` of an analysed target.
    package mutating func providers(_ providers: ProviderCollection) -> Value {
        adopt(providers.frozen)
    }

    /// Makes a `Dependency`.
    package mutating func dependency(
        _ label: ConfiguredProvidersLabel, _ providers: ProviderCollection
    ) -> Value {
        object(DependencyObject(label, providers: adopt(providers.frozen)))
    }
}

extension Value {
    /// The label of a `TargetLabel`.
    package var asTargetLabel: TargetLabel? { native(as: TargetLabelObject.self)?.label }

    /// The label of a `ConfiguredTargetLabel`.
    package var asConfiguredTargetLabel: ConfiguredTargetLabel? {
        native(as: ConfiguredTargetLabelObject.self)?.label
    }

    /// The label of a `ProvidersLabel`.
    package var asProvidersLabel: ProvidersLabel? { native(as: ProvidersLabelObject.self)?.label }

    /// The label of a `ConfiguredProvidersLabel`.
    package var asConfiguredProvidersLabel: ConfiguredProvidersLabel? {
        native(as: LabelObject.self)?.label
    }

    /// The path of a `CellPath`.
    package var asCellPath: CellPath? { native(as: CellPathObject.self)?.path }

    /// The package of a `PackagePath`.
    package var asPackagePath: PackageLabel? { native(as: PackagePathObject.self)?.package }

    /// An `Artifact`, or the output of a `cmd_args`-like value that names exactly one.
    package var asScriptArtifact: ScriptArtifact? {
        native(as: ArtifactObject.self).map { ScriptArtifact($0) }
    }

    /// What a value names as a part of a command line; nil if it can be part of none.
    package var asCommandLine: ScriptCommandLine? {
        var elements: [ArgumentElement] = []
        guard (try? appendArguments(self, to: &elements)) != nil else { return nil }
        return ScriptCommandLine(elements)
    }
}

/// An artifact that a script holds, perhaps not bound to an action yet.
package struct ScriptArtifact {
    private let object: ArtifactObject

    init(_ object: ArtifactObject) { self.object = object }

    /// An artifact that is known.
    package init(known artifact: Artifact) { object = ArtifactObject(artifact) }

    /// What names its place; nil for a promise that is open.
    package var named: Artifact? { object.reference.named }

    /// The artifact, if it was not declared by the script itself, nor promised.
    package var known: Artifact? {
        if case .known(let artifact) = object.reference { return artifact }
        return nil
    }

    /// Whether an action makes it, or it is a source.
    package var isBound: Bool {
        if case .declared(let output, _, _) = object.reference { return output.action != nil }
        return object.reference.named != nil
    }

    /// Whether it stands for an artifact of an anonymous target.
    package var isPromised: Bool {
        if case .promised = object.reference { return true }
        return object.isPromised
    }

    /// The artifact, and what comes with it.
    ///
    /// - Throws: When no action makes it.
    package func resolve() throws -> [Artifact] {
        var artifacts = [try object.reference.resolve()]
        for element in object.associated {
            var visitor = CommandLineArtifacts()
            CommandLine([try element.resolve()]).visit(&visitor)
            artifacts += visitor.inputs
        }
        return artifacts
    }
}

/// A command line that a script holds.
package struct ScriptCommandLine {
    private let elements: [ArgumentElement]

    init(_ elements: [ArgumentElement]) { self.elements = elements }

    /// The artifacts it reads, each once.
    ///
    /// - Throws: When no action makes one of them.
    package func inputs() throws -> [Artifact] {
        var visitor = CommandLineArtifacts()
        CommandLine(try elements.map { try $0.resolve() }).visit(&visitor)
        return visitor.inputs
    }
}
