/// Receives the artifacts of a command line.
public protocol CommandLineVisitor {
    /// An artifact that the command reads, with the tags on the way to it.
    mutating func visitInput(_ artifact: Artifact, tags: Set<ArtifactTag>)
    /// An artifact that the command writes, with the tags on the way to it.
    mutating func visitOutput(_ artifact: BuildArtifact, tags: Set<ArtifactTag>)
    /// A program of this machine that the command runs. The default does nothing.
    mutating func visitProgram(_ program: HostProgram)
    /// A transitive set, before its nodes: `false` if its artifacts are not to be visited one by
    /// one.
    ///
    /// For those who keep the inputs of a whole set under its identity. The default is `true`.
    mutating func enterSet(_ set: CommandLineSet, tags: Set<ArtifactTag>) -> Bool
}

extension CommandLineVisitor {
    /// Passes over programs.
    public mutating func visitProgram(_ program: HostProgram) {}

    /// Enters every set.
    public mutating func enterSet(_ set: CommandLineSet, tags: Set<ArtifactTag>) -> Bool { true }
}

/// Collects what a command line reads and writes, each artifact once, in the order first met.
public struct CommandLineArtifacts: CommandLineVisitor, Sendable {
    /// What is read.
    public private(set) var inputs: [Artifact] = []
    /// What is written.
    public private(set) var outputs: [BuildArtifact] = []
    /// The programs of this machine that are run, each once.
    public private(set) var programs: [HostProgram] = []
    /// The tags of each tagged input; an artifact met twice has the tags of both.
    public private(set) var inputTags: [Artifact: Set<ArtifactTag>] = [:]
    /// The tagged outputs of each tag.
    public private(set) var taggedOutputs: [ArtifactTag: [BuildArtifact]] = [:]
    private var seenInputs: Set<Artifact> = []
    private var seenOutputs: Set<BuildArtifact> = []

    /// Starts with nothing.
    public init() {}

    /// Notes an input.
    public mutating func visitInput(_ artifact: Artifact, tags: Set<ArtifactTag>) {
        if seenInputs.insert(artifact).inserted { inputs.append(artifact) }
        if !tags.isEmpty { inputTags[artifact, default: []].formUnion(tags) }
    }

    /// Notes a program.
    public mutating func visitProgram(_ program: HostProgram) {
        if !programs.contains(program) { programs.append(program) }
    }

    /// Notes an output.
    public mutating func visitOutput(_ artifact: BuildArtifact, tags: Set<ArtifactTag>) {
        if seenOutputs.insert(artifact).inserted { outputs.append(artifact) }
        for tag in tags where taggedOutputs[tag]?.contains(artifact) != true {
            taggedOutputs[tag, default: []].append(artifact)
        }
    }
}

extension CommandLine {
    /// Tells a visitor of every artifact in this command line.
    ///
    /// A shared node is walked once for each set of tags that leads to it, so the walk is linear
    /// in the graph. Parts with `ignore_artifacts` are left out.
    public func visit(_ visitor: inout some CommandLineVisitor) {
        var walk = CommandLineWalk()
        walk.visit(self, inputTags: [], outputTags: [], &visitor)
    }

    /// What this command line reads and writes.
    public var artifacts: CommandLineArtifacts {
        var artifacts = CommandLineArtifacts()
        visit(&artifacts)
        return artifacts
    }
}

/// One walk over several command lines of one action, which may share nodes.
public struct CommandLineWalk {
    private struct Visit: Hashable {
        let node: ObjectIdentifier
        let inputTags: Set<ArtifactTag>
        let outputTags: Set<ArtifactTag>
    }

    /// The visited nodes.
    ///
    /// An identity stands for its node as long as whoever started the walk holds the roots.
    private var seen: Set<Visit> = []

    /// Starts a walk that has seen nothing.
    public init() {}

    /// Visits what is below a node and was not yet visited with the same tags.
    public mutating func visit(
        _ line: CommandLine, inputTags: Set<ArtifactTag> = [], outputTags: Set<ArtifactTag> = [],
        _ visitor: inout some CommandLineVisitor
    ) {
        if line.options?.ignoresArtifacts == true { return }
        var inputTags = inputTags
        var outputTags = outputTags
        if let use = line.tag {
            inputTags.insert(use.tag)
            if use.marksOutputs { outputTags.insert(use.tag) }
        }
        let visit = Visit(
            node: ObjectIdentifier(line), inputTags: inputTags, outputTags: outputTags)
        guard seen.insert(visit).inserted else { return }
        for elements in [line.elements, line.hidden] {
            for element in elements {
                self.visit(element, inputTags: inputTags, outputTags: outputTags, &visitor)
            }
        }
    }

    private mutating func visit(
        _ element: CommandLine.Element, inputTags: Set<ArtifactTag>, outputTags: Set<ArtifactTag>,
        _ visitor: inout some CommandLineVisitor
    ) {
        switch element {
        case .string, .path: break
        case .program(let program): visitor.visitProgram(program)
        case .input(let artifact): visitor.visitInput(artifact, tags: inputTags)
        case .output(let artifact), .outputPart(let artifact, _):
            visitor.visitOutput(artifact, tags: outputTags)
        case .nested(let line):
            visit(line, inputTags: inputTags, outputTags: outputTags, &visitor)
        case .set(let set, _):
            visit(set, inputTags: inputTags, outputTags: outputTags, &visitor)
        }
    }

    private mutating func visit(
        _ root: CommandLineSet, inputTags: Set<ArtifactTag>, outputTags: Set<ArtifactTag>,
        _ visitor: inout some CommandLineVisitor
    ) {
        guard visitor.enterSet(root, tags: inputTags) else { return }
        var stack = [root]
        while let node = stack.popLast() {
            // All that is below a node was visited when it was.
            let visit = Visit(
                node: ObjectIdentifier(node), inputTags: inputTags, outputTags: outputTags)
            guard seen.insert(visit).inserted else { continue }
            if let value = node.value {
                self.visit(value, inputTags: inputTags, outputTags: outputTags, &visitor)
            }
            stack.append(contentsOf: node.children.reversed())
        }
    }
}
