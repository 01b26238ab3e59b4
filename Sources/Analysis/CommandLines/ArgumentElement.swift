import BuildModel
import Diagnostics
import Incremental
import Starlark

/// One part of a command line while its rule runs: outputs need not be bound yet.
///
/// It holds Swift values only, so that a frozen command line needs no Starlark heap.
enum ArgumentElement {
    case string(String)
    case input(ArtifactReference)
    case output(DeclaredOutput, part: RelativePath = .base)
    case path(ProjectPath)
    case program(HostProgram)
    /// A part that is complete.
    case line(KnownLine)
    /// A part that the rule may still change.
    case arguments(CmdArgsObject)
    case set(TransitiveSetObject, projection: Int, TransitiveOrdering)
    /// Whatever a JSON value names, for those who read all of it.
    case json(JSONDraft)

    /// The part as the action graph sees it.
    ///
    /// Called when the rule has returned.
    /// - Throws: When no action makes one of the outputs.
    func resolve() throws -> CommandLine.Element {
        switch self {
        case .string(let text): .string(text)
        case .input(let artifact): .input(try artifact.resolve())
        case .output(let output, let part):
            part.isBase
                ? .output(try output.resolve()) : .outputPart(try output.resolve(), part)
        case .path(let path): .path(path)
        case .program(let program): .program(program)
        case .line(let known): .nested(known.line)
        case .arguments(let object): .nested(try object.resolve().line)
        case .set(let set, let projection, let ordering):
            .set(try set.argumentSet(projection), ordering)
        case .json(let draft): .nested(try draft.resolve().mentioned)
        }
    }

    /// The same part, independent of live objects.
    func frozen() throws -> ArgumentElement {
        var fingerprinter = Fingerprinter()
        let isKnown = try combine(into: &fingerprinter)
        return .line(
            KnownLine(
                line: CommandLine([try resolve()]),
                fingerprint: isKnown ? fingerprinter.finish() : nil))
    }
}

/// Appends what a value means as a part of a command line; lists are flattened.
///
/// - Throws: When the value cannot be part of a command line.
func appendArguments(_ value: Value, to elements: inout [ArgumentElement]) throws {
    if let text = value.asString {
        elements.append(.string(text))
    } else if let list = value.asSequence {
        try appendArguments(list, to: &elements)
    } else if let native = value.asNative, let element = try argument(native) {
        elements.append(element)
    } else {
        throw Failure(
            "Expected `\(argumentTypes)`, but got `\(value.typeName) (repr: \(value.shortRepr))`",
            help: ["Only those, and lists of them, can be part of a command line"])
    }
}

func appendArguments(_ list: ElementsView, to elements: inout [ArgumentElement]) throws {
    elements.reserveCapacity(elements.count + list.count)
    for value in list { try appendArguments(value, to: &elements) }
}

/// Appends what the argument of a parameter means as a part of a command line.
///
/// - Throws: When it cannot be part of a command line.
func appendArguments(
    _ arguments: Arguments, _ slot: Int, to elements: inout [ArgumentElement]
) throws {
    do {
        try appendArguments(arguments[slot], to: &elements)
    } catch  where !isArgument(arguments[slot]) {
        throw arguments.mismatch(slot, "what can be part of a command line")
    }
}

extension CommandLine {
    /// The command line that a value of an analysis which has ended means; empty without one.
    ///
    /// - Throws: When the value cannot be part of a command line, or was never bound.
    convenience init(arguments value: Value?) throws {
        var elements: [ArgumentElement] = []
        if let value, !value.isNone { try appendArguments(value, to: &elements) }
        self.init(try elements.map { try $0.resolve() })
    }
}

/// The types of what can be part of a command line, as annotations would write them.
private let argumentTypes = """
    Artifact | CellPath | CellRoot | Label | OutputArtifact | ProjectRoot | \
    ResolvedStringWithMacros | TaggedCommandLine | TargetLabel | TransitiveSetArgsProjection | \
    WriteJsonCliArgs | cmd_args | str | RunInfo
    """

/// Whether a value can be part of a command line.
func isArgument(_ value: Value) -> Bool {
    var elements: [ArgumentElement] = []
    return (try? appendArguments(value, to: &elements)) != nil
}

private func argument(_ native: NativeObject) throws -> ArgumentElement? {
    switch native {
    case let artifact as ArtifactObject:
        if artifact.associated.isEmpty { return .input(artifact.reference) }
        return .arguments(
            CmdArgsObject(elements: [.input(artifact.reference)], hidden: artifact.associated))
    case let output as OutputArtifactObject:
        return .output(output.output, part: output.part)
    case let arguments as CmdArgsObject: return arguments.element
    case let projection as TransitiveSetProjectionObject where projection.kind == .arguments:
        return try projection.element()
    case let instance as ProviderInstance: return instance.argument
    case let tool as HostToolObject: return .program(tool.program)
    case let label as LabelObject: return .string(label.label.description)
    case let label as TargetLabelObject: return .string(label.label.description)
    case let label as ConfiguredTargetLabelObject: return .string(label.label.description)
    case let label as ProvidersLabelObject: return .string(label.label.description)
    case let folder as ProjectFolderObject: return .path(folder.path)
    case let path as CellPathObject: return path.root.map { .path($0.appending(path.path.path)) }
    default: return nil
    }
}
