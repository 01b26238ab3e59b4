public import BuildModel
public import Diagnostics
public import Starlark

/// The providers of a target or sub-target, frozen.
public struct ProviderCollection: Sendable {
    /// The value of a `ProviderCollectionObject`.
    let frozen: FrozenValue

    init(_ frozen: FrozenValue) {
        self.frozen = frozen
    }

    /// Reads the collection, which lives as long as its heap.
    func read<Result>(_ body: (ProviderCollectionObject) -> Result) -> Result {
        withExtendedLifetime(frozen) {
            guard let object = frozen.value.native(as: ProviderCollectionObject.self) else {
                preconditionFailure("a provider collection holds a collection")
            }
            return body(object)
        }
    }

    /// The providers, in the order in which the rule returned them.
    public var ids: [ProviderID] {
        read { object in
            object.providers.compactMap { $0.native(as: ProviderInstance.self)?.definition.id }
        }
    }

    /// The instance of a provider.
    public subscript(id: ProviderID) -> FrozenValue? {
        read { $0.value(id).map(frozen.part) }
    }

    /// The value of a field of an instance of a provider.
    public subscript(id: ProviderID, field: String) -> FrozenValue? {
        read { $0.instance(id)?[field].map(frozen.part) }
    }

    /// The outputs of the target: what `--show-output` prints.
    public var defaultOutputs: [Artifact] {
        read { object in
            object.artifacts.compactMap { artifact in
                if case .known(let artifact) = artifact.reference { artifact } else { nil }
            }
        }
    }

    /// All that is built when the target is asked for, as inputs of a command line.
    ///
    /// The default outputs, what comes with them, and the other outputs.
    public var outputsToBuild: CommandLine {
        read { object in
            var elements: [CommandLine.Element] = []
            for artifact in object.artifacts {
                if case .known(let artifact) = artifact.reference {
                    elements.append(.input(artifact))
                }
                elements += artifact.associated.map(knownElement)
            }
            let other = object.instance(.builtin("DefaultInfo"))?["other_outputs"]?.asSequence
            var arguments: [ArgumentElement] = []
            for value in other.map(Array.init) ?? [] {
                // Checked when the provider was made.
                try? appendArguments(value, to: &arguments)
            }
            return CommandLine(elements, hidden: arguments.map(knownElement))
        }
    }

    /// The command that runs the target, if it can be run: the `args` of its `RunInfo`.
    public var runCommand: CommandLine? {
        read { object in
            object.instance(.builtin("RunInfo"))?.argument.map { CommandLine([knownElement($0)]) }
        }
    }

    /// The command that tests the target, if it is a test: the `command` of its
    /// `ExternalRunnerTestInfo`.
    public var testCommand: CommandLine? {
        read { object in
            guard let info = object.instance(.builtin("ExternalRunnerTestInfo")) else { return nil }
            var arguments: [ArgumentElement] = []
            for value in info["command"]?.asSequence.map(Array.init) ?? [] {
                try? appendArguments(value, to: &arguments)
            }
            return CommandLine(arguments.map(knownElement))
        }
    }

    /// The names of the sub-targets, in the order in which the rule gave them.
    public var subTargetNames: [String] {
        read { object in
            let table = object.instance(.builtin("DefaultInfo"))?["sub_targets"]?.asDict
            return table.map { $0.compactMap(\.key.asString) } ?? []
        }
    }

    /// The providers of a sub-target, each name leading into the one before.
    ///
    /// - Parameters:
    ///   - names: The path of sub-targets; empty for this very collection.
    ///   - owner: The target, for messages.
    /// - Returns: Its providers.
    /// - Throws: When there is no such sub-target; the nearest is offered.
    public func subTarget(
        _ names: [String], of owner: ConfiguredTargetLabel
    ) throws(Diagnostic) -> ProviderCollection {
        let label = ConfiguredProvidersLabel(owner)
        let found = read { _ in
            Result { () throws(Failure) in
                try Analysis.subTarget(names, of: frozen.value, label: label).providers
            }
        }
        switch found {
        case .success(let providers): return ProviderCollection(frozen.part(providers))
        case .failure(let error):
            throw error.diagnostic
        }
    }
}

extension ProviderCollectionObject {
    fileprivate var artifacts: [ArtifactObject] {
        let outputs = instance(.builtin("DefaultInfo"))?["default_outputs"]?.asSequence
        return outputs.map { $0.compactMap { $0.native(as: ArtifactObject.self) } } ?? []
    }
}

/// A part of a frozen command line.
private func knownElement(_ element: ArgumentElement) -> CommandLine.Element {
    guard let element = try? element.resolve() else {
        preconditionFailure("outputs in frozen providers are bound")
    }
    return element
}
