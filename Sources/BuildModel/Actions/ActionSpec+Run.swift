/// Runs a command from the project root.
public struct RunAction: Sendable {
    /// Where a command may run.
    public enum Place: Sendable, Hashable {
        /// Wherever there is room.
        case anywhere
        /// On this machine only.
        case localOnly
        /// On this machine rather than elsewhere.
        case preferLocal
        /// Elsewhere rather than on this machine.
        case preferRemote
    }

    /// How much of this machine a command takes.
    public enum Weight: Sendable, Hashable {
        /// So many job slots, at least 1.
        case slots(Int)
        /// A share of all job slots, from 0 to 100.
        case percentage(Int)
    }

    /// A dep file: a list of the tagged inputs that the command really read, one path a line.
    public struct DepFile: Sendable, Hashable {
        /// Its name in the rule.
        public let name: String
        /// The tag of the inputs it covers.
        public let tag: ArtifactTag
        /// The file, one of the action's outputs.
        public let output: BuildArtifact

        /// Describes a dep file.
        public init(name: String, tag: ArtifactTag, output: BuildArtifact) {
            self.name = name
            self.tag = tag
            self.output = output
        }
    }

    /// A file that lists the command's inputs with their digests, made before the command runs.
    public struct InputList: Sendable, Hashable {
        /// The variable in which the command finds the file's path.
        public let variable: String
        /// The file's path in the folder of the target's outputs.
        public let path: RelativePath
        /// Inputs with one of these tags are left out.
        public let ignoredTags: [ArtifactTag]

        /// Describes a list.
        public init(variable: String, path: RelativePath, ignoredTags: [ArtifactTag]) {
            self.variable = variable
            self.path = path
            self.ignoredTags = ignoredTags
        }
    }

    /// What is run: the program and its arguments, with hidden inputs.
    public let command: CommandLine
    /// The environment that the rule adds, in the order it gave; each value is joined by spaces.
    public let environment: [(name: String, value: CommandLine)]
    /// The dep files, each for another tag.
    public let depFiles: [DepFile]
    /// The file that lists its inputs, if it asks for one.
    public let inputList: InputList?
    /// Where it may run.
    public let place: Place
    /// How much of this machine it takes.
    public let weight: Weight
    /// When it is given up.
    public let timeout: Duration?
    /// Whether what an earlier run left in its outputs is kept for it.
    public let keepsOutputs: Bool
    /// Whether its standard error is shown even if it succeeds.
    public let showsStandardError: Bool
    /// Whether its result may be written to a shared cache; `nil` leaves it to the executor.
    public let allowsCacheUpload: Bool?
    /// Whether its rule has a function that explains its failures.
    public let hasErrorHandler: Bool
    /// Whether its rule says that it is the same command in every configuration, if it says that.
    public let expectsDedupe: Bool?

    /// Describes a command.
    public init(
        command: CommandLine, environment: [(name: String, value: CommandLine)] = [],
        depFiles: [DepFile] = [], inputList: InputList? = nil, place: Place = .anywhere,
        weight: Weight = .slots(1),
        timeout: Duration? = nil, keepsOutputs: Bool = false, showsStandardError: Bool = false,
        allowsCacheUpload: Bool? = nil, hasErrorHandler: Bool = false, expectsDedupe: Bool? = nil
    ) {
        self.expectsDedupe = expectsDedupe
        self.command = command
        self.environment = environment
        self.depFiles = depFiles
        self.inputList = inputList
        self.place = place
        self.weight = weight
        self.timeout = timeout
        self.keepsOutputs = keepsOutputs
        self.showsStandardError = showsStandardError
        self.allowsCacheUpload = allowsCacheUpload
        self.hasErrorHandler = hasErrorHandler
    }
}

extension ActionKind {
    /// Tells a visitor of every artifact the action reads and, for commands, writes.
    ///
    /// What `write` names in its content is not read, and so not visited.
    public func visit(_ visitor: inout some CommandLineVisitor) {
        var walk = CommandLineWalk()
        switch self {
        case .run(let action):
            walk.visit(action.command, &visitor)
            for (_, value) in action.environment { walk.visit(value, &visitor) }
        case .write, .download: break
        case .copy(let action): visitor.visitInput(action.source, tags: [])
        case .symlink(let action): visitor.visitInput(action.target, tags: [])
        case .symlinkedDirectory(let action), .copiedDirectory(let action),
            .assembledDirectory(let action):
            for entry in action.entries { visitor.visitInput(entry.source, tags: []) }
            walk.visit(action.hidden, &visitor)
        }
    }

    /// What `write` names whose places follow from their contents, which have to be known before
    /// it can be written.
    public var contentBasedNames: [Artifact] {
        if case .write(let action) = self, action.forgetsContents { return [] }
        return contentBasedMentions
    }

    /// What `write` names whose places follow from their contents.
    public var contentBasedMentions: [Artifact] {
        guard case .write(let action) = self else { return [] }
        var artifacts = CommandLineArtifacts()
        switch action.content {
        case .lines(let line): line.visit(&artifacts)
        case .json(let content, _): content.mentioned.visit(&artifacts)
        }
        return artifacts.inputs.filter { $0.buildArtifact?.hasContentBasedPath == true }
    }

    /// What the action reads, and for commands writes.
    public var artifacts: CommandLineArtifacts {
        var artifacts = CommandLineArtifacts()
        visit(&artifacts)
        return artifacts
    }
}
