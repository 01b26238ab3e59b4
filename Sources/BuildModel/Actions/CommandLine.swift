/// A command line whose paths are not yet known: what `cmd_args` means, after analysis.
///
/// Rules share parts of command lines across many actions and targets, so this is a graph of
/// immutable nodes that are shared by reference; ``expand(layout:absoluteRoot:)`` makes strings
/// of it when an action runs and ``visit(_:)`` finds the artifacts it reads and writes.
///
/// ```
/// CommandLine --elements--> string | input | output | path
///      |                    nested CommandLine        (its own options)
///      |                    CommandLineSet + ordering (a projected transitive set)
///      `------hidden------> elements that are inputs or outputs without being arguments
/// ```
public final class CommandLine: Sendable {
    /// One part of a command line.
    public enum Element: Sendable {
        /// Text as it stands.
        case string(String)
        /// The path of an artifact that the command reads.
        case input(Artifact)
        /// The path of an artifact that the command writes.
        case output(BuildArtifact)
        /// The path of a part of a folder that the command writes.
        case outputPart(BuildArtifact, RelativePath)
        /// A path of the project that is not an input.
        case path(ProjectPath)
        /// The absolute path of a program of this machine.
        case program(HostProgram)
        /// A shared part with options of its own.
        case nested(CommandLine)
        /// The arguments of all nodes of a transitive set.
        case set(CommandLineSet, TransitiveOrdering)
    }

    /// The parts, in order.
    public let elements: [Element]
    /// Parts that are read or written, but are no arguments.
    public let hidden: [Element]
    /// What is done to the arguments; `nil` when they stay as they are.
    public let options: CommandLineOptions?
    /// The mark on all artifacts in it.
    public let tag: TagUse?
    /// Whether an output is named anywhere below, where artifacts are not ignored.
    public let containsOutputs: Bool

    /// Makes a node.
    public init(
        _ elements: [Element] = [], hidden: [Element] = [], options: CommandLineOptions? = nil,
        tag: TagUse? = nil
    ) {
        self.elements = elements
        self.hidden = hidden
        self.options = options
        self.tag = tag
        containsOutputs =
            options?.ignoresArtifacts != true
            && (elements.contains(where: \.containsOutputs)
                || hidden.contains(where: \.containsOutputs))
    }

    /// A mark and what it marks.
    public struct TagUse: Hashable, Sendable {
        /// The mark.
        public let tag: ArtifactTag
        /// Whether outputs are marked too.
        public let marksOutputs: Bool

        /// Marks the inputs of a node, and its outputs if asked.
        public init(_ tag: ArtifactTag, marksOutputs: Bool) {
            self.tag = tag
            self.marksOutputs = marksOutputs
        }
    }

    /// A command line without arguments.
    public static let empty = CommandLine()

    /// Whether it has neither arguments nor hidden parts.
    public var isEmpty: Bool { elements.isEmpty && hidden.isEmpty }
}

extension CommandLine.Element {
    fileprivate var containsOutputs: Bool {
        switch self {
        case .string, .input, .path, .program: false
        case .output, .outputPart: true
        case .nested(let line): line.containsOutputs
        case .set(let set, _): set.containsOutputs
        }
    }
}

/// What `cmd_args` does to its arguments; each property is one of its parameters in Buck2.
public struct CommandLineOptions: Sendable {
    /// Makes paths relative to a folder.
    public struct RelativeTo: Sendable {
        /// What paths are made relative to.
        public enum Origin: Sendable {
            /// The path of an artifact.
            case artifact(Artifact)
            /// A folder of the project.
            case path(ProjectPath)
        }

        /// What paths are made relative to.
        public let origin: Origin
        /// How many components are dropped from the origin's end first.
        public let parents: Int

        /// Makes paths relative to a parent of an origin.
        public init(_ origin: Origin, parents: Int = 0) {
            self.origin = origin
            self.parents = parents
        }
    }

    /// How an argument is quoted.
    public enum Quoting: String, Sendable, CaseIterable {
        /// For a POSIX shell and for argument files: double quotes where they are needed.
        case shell
        /// As a JSON string.
        case json
    }

    /// A regular expression and what replaces each match.
    public struct Replacement: Sendable {
        /// The expression.
        public let pattern: String
        /// The replacement, in which `$1`, `${name}` and `$$` have meaning.
        public let replacement: String

        /// Replaces the matches of an expression.
        public init(pattern: String, replacement: String) {
            self.pattern = pattern
            self.replacement = replacement
        }
    }

    /// Makes paths relative to a folder.
    public var relativeTo: RelativeTo?
    /// Goes before each path.
    public var absolutePrefix: String?
    /// Goes after each path.
    public var absoluteSuffix: String?
    /// How many components are dropped from the end of each path.
    public var parents = 0
    /// Whether the artifacts are only named: neither read nor written.
    public var ignoresArtifacts = false
    /// Joins all arguments to one.
    public var delimiter: String?
    /// A text in which each `{}` becomes the argument.
    public var format: String?
    /// An argument of its own before each argument; with a delimiter, text before each.
    public var prepend: String?
    /// How each argument is quoted.
    public var quoting: Quoting?
    /// What is replaced in each argument.
    public var replacements: [Replacement] = []

    /// Makes options that change nothing.
    public init() {}

    /// Whether expanding has to know of these options.
    var changesArguments: Bool {
        relativeTo != nil || absolutePrefix != nil || absoluteSuffix != nil || parents != 0
            || delimiter != nil || format != nil || prepend != nil || quoting != nil
            || !replacements.isEmpty
    }
}
