import BuildModel
import Incremental
import Starlark

/// A JSON value while its rule runs: its artifacts need not be bound yet.
final class JSONDraft {
    private let value: Value
    private var content: JSONContent?

    /// Takes the value that a rule gave to `write_json`.
    ///
    /// - Throws: When the value contains something that JSON cannot express.
    init(_ value: Value) throws {
        self.value = value
        _ = try jsonContent(value, isResolving: false)
    }

    /// What stands for the value.
    ///
    /// Called when the rule has returned, and before its values are gone.
    func fingerprint() throws -> Fingerprint? {
        try ValueFingerprinter.fingerprint(value)
    }

    /// The value as the action graph sees it; made once.
    ///
    /// Called when the rule has returned, and before its values are gone.
    func resolve() throws -> JSONContent {
        if let content { return content }
        let content = try jsonContent(value)
        self.content = content
        return content
    }
}

/// What a Starlark value means to `write_json`.
///
/// - Parameters:
///   - value: The value, live or frozen.
///   - isResolving: Whether the rule has returned, so that all outputs are bound. If not, the value
///     is checked only, and `null` stands for what contains artifacts.
///   - depth: How many values it is in.
/// - Returns: The content.
/// - Throws: When the value contains something that JSON cannot express.
func jsonContent(
    _ value: Value, isResolving: Bool = true, depth: Int = 0
) throws -> JSONContent {
    guard depth < 1000 else {
        throw Failure(
            "The value is nested more than 1000 levels deep, which JSON readers take for a stack "
                + "overflow (internal error)")
    }
    let depth = depth + 1
    if value.isNone { return .null }
    if let bool = value.asBool { return .bool(bool) }
    if let text = value.asString { return .string(text) }
    if value.typeName == "int" || value.asDouble?.isFinite == true { return .number(value.str) }
    if let elements = value.asSequence {
        return .array(
            try elements.map { try jsonContent($0, isResolving: isResolving, depth: depth) })
    }
    if let table = value.asDict {
        return try jsonTable(
            table.map {
                (
                    try jsonName($0.key, isResolving: isResolving),
                    try jsonContent($0.value, isResolving: isResolving, depth: depth)
                )
            })
    }
    if let table = value.asStructure {
        return .object(
            try table.map {
                ($0.key.str, try jsonContent($0.value, isResolving: isResolving, depth: depth))
            })
    }
    if let text = value.asEnumText { return .string(text) }
    if let fields = value.asRecord {
        return .object(
            try fields.map {
                ($0.name, try jsonContent($0.value, isResolving: isResolving, depth: depth))
            })
    }
    if let native = value.asNative,
        let content = try jsonContent(native: native, isResolving: isResolving, depth: depth)
    {
        return content
    }
    throw Failure(
        "A value of type `\(value.typeName)` cannot be written as JSON: `\(value.shortRepr)`")
}

private func jsonContent(
    native: NativeObject, isResolving: Bool, depth: Int
) throws -> JSONContent? {
    switch native {
    case let label as LabelObject: return .string(label.label.description)
    case let label as TargetLabelObject: return .string(label.label.description)
    case let label as ConfiguredTargetLabelObject: return .string(label.label.description)
    case let label as ProvidersLabelObject: return .string(label.label.description)
    case let path as CellPathObject: return .string(path.path.description)
    case let tool as HostToolObject: return .string(tool.program.path.text)
    case let select as SelectDictObject: return JSONContent(select.queryAttribute)
    case let sum as SelectConcatObject: return JSONContent(sum.queryAttribute)
    case is ArtifactObject, is OutputArtifactObject, is CmdArgsObject,
        is TransitiveSetProjectionObject:
        return isResolving ? try jsonContent(arguments: native) : .null
    case let instance as ProviderInstance:
        if let argument = instance.argument {
            return isResolving ? .arguments(CommandLine([try argument.resolve()])) : .null
        }
        return .object(
            try zip(instance.definition.fields, instance.values).map {
                ($0.name, try jsonContent($1, isResolving: isResolving, depth: depth))
            })
    default: return nil
    }
}

private func jsonContent(arguments native: NativeObject) throws -> JSONContent? {
    switch native {
    case let artifact as ArtifactObject:
        return .text(CommandLine([.input(try artifact.reference.resolve())]))
    case let output as OutputArtifactObject:
        let element = ArgumentElement.output(output.output, part: output.part)
        return .text(CommandLine([try element.resolve()]))
    case let arguments as CmdArgsObject:
        let line = try arguments.resolve().line
        return arguments.isConcatenation ? .text(line) : .arguments(line)
    case let projection as TransitiveSetProjectionObject where projection.kind == .json:
        return .set(try projection.set.jsonSet(projection.index), projection.ordering)
    case let projection as TransitiveSetProjectionObject:
        let set = try projection.set.argumentSet(projection.index)
        return .arguments(CommandLine([.set(set, projection.ordering)]))
    default: return nil
    }
}

/// The name of a member: JSON knows strings only.
///
/// - Returns: The name, made of arguments if it is `.text`.
private func jsonName(_ key: Value, isResolving: Bool) throws -> JSONContent {
    if let bool = key.asBool { return .string(bool ? "true" : "false") }
    if key.typeName == "int" { return .string(key.str) }
    let isArtifact = key.asNative is ArtifactObject || key.asNative is OutputArtifactObject
    if isArtifact, !isResolving { return .string("") }
    switch try jsonContent(key, isResolving: isResolving) {
    case .string(let name): return .string(name)
    case .text(let name): return .text(name)
    default: break
    }
    throw Failure(
        "Keys in JSON are strings, but got `\(key.shortRepr)` of type `\(key.typeName)`")
}

/// The members of a dictionary, with names of text where all are.
private func jsonTable(_ members: [(name: JSONContent, value: JSONContent)]) -> JSONContent {
    var texts: [(name: String, value: JSONContent)] = []
    for member in members {
        guard case .string(let name) = member.name else { break }
        texts.append((name, member.value))
    }
    if texts.count == members.count { return .object(texts) }
    return .table(
        members.map { member in
            switch member.name {
            case .text(let line): (line, member.value)
            case .string(let text): (CommandLine([.string(text)]), member.value)
            default: preconditionFailure("names of members are text")
            }
        })
}
