import BuildModel
import Starlark

/// The outputs in a command line whose rule still runs, with the tags on them.
struct LiveOutputs {
    /// What the command writes, each output once, in the order first met.
    private(set) var outputs: [DeclaredOutput] = []
    /// The tagged outputs of each tag.
    private(set) var tagged: [ArtifactTag: [DeclaredOutput]] = [:]
    /// A command line of another target that names outputs of that target.
    private(set) var foreign: CommandLine?
    /// An input that no action makes so far.
    private(set) var unboundInput: DeclaredOutput?
    private var seen: Set<ObjectIdentifier> = []
    private var visited: Set<Visit> = []

    private struct Visit: Hashable {
        let node: ObjectIdentifier
        let tags: Set<ArtifactTag>
    }

    mutating func visit(_ elements: [ArgumentElement], tags: Set<ArtifactTag> = []) {
        for element in elements { visit(element, tags: tags) }
    }

    mutating func visit(_ element: ArgumentElement, tags: Set<ArtifactTag>) {
        switch element {
        case .string, .path, .program, .json: break
        case .input(let artifact):
            if unboundInput == nil, case .declared(let output, _, _) = artifact,
                output.action == nil
            {
                unboundInput = output
            }
        case .output(let output, _):
            if seen.insert(ObjectIdentifier(output)).inserted { outputs.append(output) }
            for tag in tags where tagged[tag]?.contains(where: { $0 === output }) != true {
                tagged[tag, default: []].append(output)
            }
        case .line(let known):
            if known.line.containsOutputs { foreign = known.line }
        case .arguments(let object):
            let draft = object.draft
            if draft.options?.ignoresArtifacts == true { return }
            var tags = tags
            if let use = draft.tag, use.marksOutputs { tags.insert(use.tag) }
            guard visited.insert(Visit(node: ObjectIdentifier(object), tags: tags)).inserted else {
                return
            }
            visit(draft.elements, tags: tags)
            visit(draft.hidden, tags: tags)
        case .set(let set, let projection, _):
            var stack = [set]
            while let set = stack.popLast() {
                let visit = Visit(node: ObjectIdentifier(set), tags: tags)
                guard visited.insert(visit).inserted else { continue }
                if let element = set.argument(ofProjection: projection) {
                    self.visit(element, tags: tags)
                }
                // Frozen sets are of other targets: none of their outputs is ours.
                stack += set.children.filter { !$0.isFrozen }
            }
        }
    }
}

/// The outputs named in a part of a command line.
func outputs(of element: ArgumentElement) -> LiveOutputs {
    var outputs = LiveOutputs()
    outputs.visit(element, tags: [])
    return outputs
}

/// The paths of the inputs named in a part of a command line, hidden ones included.
func inputs(of element: ArgumentElement) -> Set<ProjectPath> {
    var inputs: Set<ProjectPath> = []
    var seen: Set<ObjectIdentifier> = []
    var stack = [element]
    while let element = stack.popLast() {
        switch element {
        case .string, .output, .path, .program, .json: break
        case .input(let artifact): inputs.insert(artifact.identity)
        case .line(let known):
            for input in known.line.artifacts.inputs {
                inputs.insert(ArtifactReference.known(input).identity)
            }
        case .arguments(let object):
            let draft = object.draft
            guard draft.options?.ignoresArtifacts != true,
                seen.insert(ObjectIdentifier(object)).inserted
            else { continue }
            stack += draft.elements + draft.hidden
        case .set(let set, let projection, let ordering):
            guard seen.insert(ObjectIdentifier(set)).inserted else { continue }
            if let element = set.argument(ofProjection: projection) { stack.append(element) }
            stack += set.children.map { .set($0, projection: projection, ordering) }
        }
    }
    return inputs
}

/// `CommandLineInputs`: what `cmd_args.inputs` answers; it can be counted and compared.
final class CommandLineInputsObject: NativeObject {
    let inputs: Set<ProjectPath>

    init(_ inputs: Set<ProjectPath>) {
        self.inputs = inputs
    }

    override var typeName: String { "CommandLineInputs" }
    override var isTruthy: Bool { !inputs.isEmpty }
    override func length(this: Value) -> Int? { inputs.count }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: CommandLineInputsObject.self)?.inputs == inputs
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("command_line_inputs(")
        buffer.append(inputs.map(\.text).sorted().joined(separator: ", "))
        buffer.append(")")
    }
}
