import BuildModel
import Diagnostics
import Starlark
import TargetConfiguration

/// `cmd_args`: a command line, or a part of one, that its rule builds.
///
/// While the rule runs, parts are added; what contains it sees them. When the rule has returned
/// it is resolved, once, so that all who share it share one node.
final class CmdArgsObject: NativeObject {
    /// What is known of the command line so far.
    struct Draft {
        var elements: [ArgumentElement] = []
        var hidden: [ArgumentElement] = []
        var options: CommandLineOptions?
        var relativeTo: RelativeTo?
        var tag: CommandLine.TagUse?
    }

    /// What paths are made relative to.
    struct RelativeTo {
        enum Origin {
            case artifact(ArtifactReference)
            case path(ProjectPath)
        }
        var origin: Origin
        var parents: Int
    }

    private enum State {
        case draft(Draft)
        /// On the way to its node; who meets it again is inside itself.
        case resolving(Draft)
        case resolved(KnownLine, Draft)
        case frozen(KnownLine)
    }

    private var state: State
    let kind: Kind
    /// Of a string with macros, what it was made of, if anonymous targets may be given it.
    var macros: [ConfiguredArgumentPart]?

    /// As what rules know it.
    enum Kind: String {
        case cmdArgs = "cmd_args"
        case tagged = "TaggedCommandLine"
        case macros = "ResolvedStringWithMacros"
        case json = "WriteJsonCliArgs"
    }

    init(
        elements: [ArgumentElement] = [], hidden: [ArgumentElement] = [],
        options: CommandLineOptions? = nil, relativeTo: RelativeTo? = nil,
        tag: CommandLine.TagUse? = nil, kind: Kind = .cmdArgs
    ) {
        state = .draft(
            Draft(
                elements: elements, hidden: hidden, options: options, relativeTo: relativeTo,
                tag: tag))
        self.kind = kind
    }

    init(frozen known: KnownLine, kind: Kind = .cmdArgs) {
        state = .frozen(known)
        self.kind = kind
    }

    override var typeName: String { kind.rawValue }

    /// This as a part of another command line.
    var element: ArgumentElement {
        if case .frozen(let known) = state { .line(known) } else { .arguments(self) }
    }

    /// What it consists of so far; a frozen one consists of its complete parts.
    var draft: Draft {
        switch state {
        case .draft(let draft), .resolving(let draft), .resolved(_, let draft): draft
        case .frozen(let known): Draft(known)
        }
    }

    /// Whether a delimiter makes one argument of it.
    var isConcatenation: Bool {
        switch state {
        case .draft(let draft), .resolving(let draft), .resolved(_, let draft):
            draft.options?.delimiter != nil
        case .frozen(let known): known.line.options?.delimiter != nil
        }
    }

    /// Changes the command line.
    ///
    /// - Throws: When it belongs to a target whose analysis is over.
    func change(_ body: (inout Draft) throws -> Void) throws {
        guard case .draft(var draft) = state else {
            throw Failure(
                "A frozen `cmd_args` cannot be changed",
                help: ["Change a copy: `.copy()`, or put it in a new `cmd_args`"])
        }
        // Nobody else holds the arrays while they grow.
        state = .draft(Draft())
        defer { state = .draft(draft) }
        try body(&draft)
    }

    /// The node that the action graph sees; the same one each time.
    ///
    /// Called when the rule has returned.
    func resolve() throws -> KnownLine {
        switch state {
        case .resolved(let known, _), .frozen(let known): return known
        case .resolving:
            throw Failure(
                "Recursion limit exceeded: a `cmd_args` contains itself",
                help: ["Change a copy of it: `.copy()`"])
        case .draft(let draft):
            state = .resolving(draft)
            let known = try draft.resolve()
            state = .resolved(known, draft)
            return known
        }
    }

    override var attributeNames: [String] { ["inputs", "outputs"] + CmdArgsMethods.table.names }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "inputs": return evaluation.object(CommandLineInputsObject(inputs(of: element)))
        case "outputs":
            return evaluation.list(
                outputs(of: element).outputs.map { evaluation.object(OutputArtifactObject($0)) })
        default: return nil
        }
    }

    override func method(_ name: String) -> NativeFunction? {
        if kind == .macros, name == "startswith" { return CmdArgsMethods.startsWith }
        return CmdArgsMethods.table[name]
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(kind == .macros ? macroText : draft.summary)
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        if kind == .macros, let text = other.asString { return plainText == text }
        return other === this
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        if case .frozen = state { return self }
        let frozen = CmdArgsObject(frozen: try resolve(), kind: kind)
        frozen.macros = macros
        return frozen
    }

    /// The text of a string with macros that has none.
    var plainText: String? {
        let elements = draft.elements
        guard elements.count <= 1 else { return nil }
        guard let element = elements.first else { return "" }
        if case .string(let text) = element { return text }
        return nil
    }

    private var macroText: String {
        draft.elements.map { element in
            if case .string(let text) = element { text } else { "$(" + element.summary + ")" }
        }.joined()
    }
}

extension CmdArgsObject.Draft {
    init(_ known: KnownLine) {
        let line = known.line
        let fingerprint = known.fingerprint
        elements = line.elements.enumerated().map { index, element in
            if case .string(let text) = element {
                .string(text)
            } else {
                .line(.part(element, index, of: fingerprint))
            }
        }
        hidden = line.hidden.enumerated().map { index, element in
            .line(.part(element, line.elements.count + index, of: fingerprint))
        }
        options = line.options
        tag = line.tag
    }

    func resolve() throws -> KnownLine {
        var options = options
        if let relativeTo {
            let origin: CommandLineOptions.RelativeTo.Origin =
                switch relativeTo.origin {
                case .artifact(let artifact): .artifact(try artifact.resolve())
                case .path(let path): .path(path)
                }
            options = options ?? CommandLineOptions()
            options?.relativeTo = .init(origin, parents: relativeTo.parents)
        }
        let line = CommandLine(
            try elements.map { try $0.resolve() }, hidden: try hidden.map { try $0.resolve() },
            options: options, tag: tag)
        return KnownLine(line: line, fingerprint: try fingerprint(resolved: options))
    }
}
