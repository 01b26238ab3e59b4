import Analysis
import BuildModel
import Query
import Starlark

/// What a value means to `print_json`: labels, nodes and the like as their text, ensured artifacts
/// as their paths.
///
/// - Parameters:
///   - value: The value.
///   - session: Knows where artifacts lie; nil if there can be no ensured ones.
///   - depth: How many values it is in.
/// - Returns: The content, in which no artifacts occur.
/// - Throws: When it contains itself, or is a function.
func scriptJSON(
    _ value: Value, _ session: ScriptSession? = nil, depth: Int = 0
) throws -> JSONContent {
    guard depth < 500 else { throw Failure("The value is nested more than 500 levels deep") }
    func inner(_ value: Value) throws -> JSONContent {
        try scriptJSON(value, session, depth: depth + 1)
    }
    if value.isNone { return .null }
    if let flag = value.asBool { return .bool(flag) }
    if let text = value.asString { return .string(text) }
    if value.typeName == "int" { return .number(value.str) }
    if let number = value.asDouble { return number.isFinite ? .number(value.str) : .null }
    if let elements = value.asSequence { return .array(try elements.map(inner)) }
    if let table = value.asDict {
        return .object(try table.map { (try jsonName($0.key), try inner($0.value)) })
    }
    if let table = value.asStructure {
        return .object(try table.map { ($0.key.str, try inner($0.value)) })
    }
    if let table = value.asSet { return .array(try table.map { try inner($0.key) }) }
    if let text = value.asEnumText { return .string(text) }
    if let fields = value.asRecord {
        return .object(try fields.map { ($0.name, try inner($0.value)) })
    }
    if let session {
        if let ensured = value.native(as: EnsuredArtifactObject.self) {
            return .string(ensured.path(session))
        }
        if let group = value.native(as: EnsuredGroupObject.self) {
            return .array(try group.paths(session).map(JSONContent.string))
        }
    }
    if let set = value.native(as: TargetSetObject.self) {
        return .array(set.set.labels.map { .string($0.description) })
    }
    if let set = value.native(as: ConfiguredTargetSetObject.self) {
        return .array(set.set.labels.map { .string($0.description) })
    }
    if let attribute = value.native(as: AttributeObject.self) {
        return JSONContent(attribute.queryAttribute)
    }
    if let select = value.asSelectAttribute { return JSONContent(select) }
    guard value.asNative != nil else {
        throw Failure("A value of type `\(value.typeName)` cannot be written as JSON")
    }
    return .string(value.str)
}

/// The text of a key of an object.
private func jsonName(_ key: Value) throws -> String {
    if let text = key.asString { return text }
    guard key.typeName == "int" || key.asBool != nil || key.asNative != nil else {
        throw Failure("A key of type `\(key.typeName)` cannot be written as JSON")
    }
    return key.str
}
