import BuildModel
import Diagnostics
import Starlark

/// What a variable of a `TemplatePlaceholderInfo` names.
enum PlaceholderInput: Sendable {
    case artifact(Artifact)
    /// All that is in a transitive set, which many variables share.
    case set(CommandLineSet)
}

/// Collects what a command line names, sets as wholes.
private struct InputCollector: CommandLineVisitor {
    var inputs: [PlaceholderInput] = []

    mutating func visitInput(_ artifact: Artifact, tags: Set<ArtifactTag>) {
        inputs.append(.artifact(artifact))
    }

    mutating func visitOutput(_ artifact: BuildArtifact, tags: Set<ArtifactTag>) {}

    mutating func enterSet(_ set: CommandLineSet, tags: Set<ArtifactTag>) -> Bool {
        inputs.append(.set(set))
        return false
    }
}

extension ProviderCollection {
    /// What a keyed variable of its `TemplatePlaceholderInfo` names; nothing without one.
    func placeholderInputs(_ variable: String) throws -> [PlaceholderInput] {
        try read { object in
            Result { () throws -> [PlaceholderInput] in
                let info = object.instance(.builtin("TemplatePlaceholderInfo"))
                guard let value = info?["keyed_variables"]?.asDict?[variable] else { return [] }
                var collector = InputCollector()
                for value in value.asDict?.map(\.value) ?? [value] {
                    try CommandLine(arguments: value).visit(&collector)
                }
                return collector.inputs
            }
        }.get()
    }
}

/// Finds whose artifacts placeholders name; each node of a set is visited once.
struct PlaceholderWalk {
    private var queue: [(input: PlaceholderInput, origin: AttributeQueryEnvironment.Placeholder)] =
        []

    mutating func add(
        _ inputs: [PlaceholderInput], of origin: AttributeQueryEnvironment.Placeholder
    ) {
        queue += inputs.map { ($0, origin) }
    }

    /// The targets that make the artifacts.
    ///
    /// - Throws: When something else than a target makes one.
    mutating func owners() throws(Diagnostic) -> Set<ConfiguredTargetLabel> {
        var owners: Set<ConfiguredTargetLabel> = []
        var seen: Set<CommandLineSet.Identity> = []
        var next = 0
        while next < queue.count {
            let (input, origin) = queue[next]
            next += 1
            switch input {
            case .artifact(let artifact):
                guard let owner = artifact.buildArtifact?.key.owner else { continue }
                guard case .target(let label) = owner.base else {
                    throw .error(
                        "template_placeholder_info `\(origin.variable)` of target "
                            + "`\(origin.target)` used in query attributes had artifact "
                            + "(`\(artifact.shortPath)`) not produced by a target, only "
                            + "target-produced artifacts supported here")
                }
                owners.insert(label)
            case .set(let root):
                var stack = [root]
                while let set = stack.popLast() {
                    guard seen.insert(set.identity).inserted else { continue }
                    if let value = set.value {
                        var collector = InputCollector()
                        value.visit(&collector)
                        add(collector.inputs, of: origin)
                    }
                    stack += set.children.reversed()
                }
            }
        }
        return owners
    }
}
