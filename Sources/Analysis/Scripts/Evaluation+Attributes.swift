package import BuildModel
import Diagnostics
package import Loading
import Query
package import Starlark
package import TargetConfiguration

// The values of attributes as scripts see them: labels rather than providers.

extension Evaluation {
    /// The value of an attribute in a configuration, targets by their labels.
    ///
    /// - Throws: When a key of a dict cannot be hashed.
    package mutating func unresolved(
        _ value: ConfiguredValue, _ cells: CellResolver
    ) throws -> Value {
        switch value {
        case .null: return .none
        case .bool(let flag): return Value(bool: flag)
        case .int(let number): return integer(number)
        case .string(let text): return string(text)
        case .list(let elements): return list(try elements.map { try unresolved($0, cells) })
        case .tuple(let elements): return tuple(try elements.map { try unresolved($0, cells) })
        case .dict(let entries):
            return try dict(
                entries.map { (try unresolved($0.key, cells), try unresolved($0.value, cells)) })
        case .dependency(let label), .label(let label), .sourceTarget(let label):
            return configuredProvidersLabel(label)
        case .configuration(let label): return targetLabel(label.target)
        case .source(let source): return try artifact(source, cells)
        case .query(let query, _): return string(query.text)
        case .arg, .hostTool: return text(QueryAttribute(value))
        }
    }

    /// The value of an attribute before configuration.
    ///
    /// - Throws: When a key of a dict cannot be hashed.
    package mutating func unconfigured(
        _ value: AttributeValue, _ cells: CellResolver
    ) throws -> Value {
        switch value {
        case .null: return .none
        case .bool(let flag): return Value(bool: flag)
        case .int(let number): return integer(number)
        case .string(let text): return string(text)
        case .list(let elements): return list(try elements.map { try unconfigured($0, cells) })
        case .tuple(let elements):
            return tuple(try elements.map { try unconfigured($0, cells) })
        case .dict(let entries):
            return try dict(
                entries.map { entry in
                    (try unconfigured(entry.key, cells), try unconfigured(entry.value, cells))
                })
        case .dependency(let label, let kind):
            return kind == .configuration ? targetLabel(label.target) : providersLabel(label)
        case .label(let label), .sourceTarget(let label),
            .transitionDependency(let label, _, _), .configuredDependency(let label, _):
            return providersLabel(label)
        case .pluginDependency(let label, _): return targetLabel(label)
        case .query(let query): return string(query.text)
        case .source(let source): return try artifact(source, cells)
        case .arg, .hostTool: return text(QueryAttribute(value))
        case .select(let select): return object(SelectDictObject(select, cells))
        case .selectEnding(let ending, let message):
            return string("\(ending.rawValue)(\"\(message)\")")
        case .concatenation(let parts): return object(SelectConcatObject(parts, cells))
        }
    }

    private mutating func text(_ attribute: QueryAttribute) -> Value {
        switch attribute {
        case .string(let text), .reference(let text): return string(text)
        default: return string(attribute.starlark())
        }
    }

    /// A source of a package as an artifact.
    ///
    /// - Throws: If it is part of the program and no file of the project.
    package mutating func artifact(
        _ source: SourceReference, _ cells: CellResolver
    ) throws -> Value {
        guard let path = cells.sourcePath(of: source.cellPath) else {
            throw Failure(
                "Source `\(source.cellPath)` is part of the program and no file of the project")
        }
        return artifact(
            .source(
                SourceArtifact(package: source.package, path: path, pathInPackage: source.path)))
    }
}

/// `bxl.SelectDict`: a `select()` of an attribute before configuration.
final class SelectDictObject: NativeObject {
    private let select: AttributeValue.Select
    private let cells: CellResolver

    init(_ select: AttributeValue.Select, _ cells: CellResolver) {
        self.select = select
        self.cells = cells
    }

    override var typeName: String { "bxl.SelectDict" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("select_items", "") { arguments, evaluation in
            let object = try arguments.receiver(as: SelectDictObject.self)
            var items: [Value] = []
            for (key, value) in object.entries {
                let label = object.key(key, in: &evaluation)
                let branch = try evaluation.unconfigured(value, object.cells)
                items.append(evaluation.tuple([label, branch]))
            }
            return evaluation.list(items)
        },
        NativeFunction("select_keys", "") { arguments, evaluation in
            let object = try arguments.receiver(as: SelectDictObject.self)
            return evaluation.list(object.entries.map { object.key($0.key, in: &evaluation) })
        },
        NativeFunction("get_select_entry", "key, /") { arguments, evaluation in
            let object = try arguments.receiver(as: SelectDictObject.self)
            let wanted =
                arguments[0].asProvidersLabel?.description
                ?? arguments[0].asTargetLabel?.description ?? arguments[0].asString
            let found = object.entries.first { ($0.key?.description ?? "DEFAULT") == wanted }
            guard let found else { return .none }
            return try evaluation.unconfigured(found.value, object.cells)
        },
    ])

    private var entries: [(key: ProvidersLabel?, value: AttributeValue)] {
        select.branches.map { ($0.key, $0.value) } + (select.fallback.map { [(nil, $0)] } ?? [])
    }

    private func key(_ key: ProvidersLabel?, in evaluation: inout Evaluation) -> Value {
        guard let key else { return evaluation.string("DEFAULT") }
        return evaluation.providersLabel(key)
    }

    /// The select as queries see it.
    var queryAttribute: QueryAttribute { QueryAttribute(AttributeValue.select(select)) }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(queryAttribute.starlark())
    }
}

/// `bxl.SelectConcat`: a sum that holds a `select()`.
final class SelectConcatObject: NativeObject {
    private let parts: [AttributeValue]
    private let cells: CellResolver

    init(_ parts: [AttributeValue], _ cells: CellResolver) {
        self.parts = parts
        self.cells = cells
    }

    override var typeName: String { "bxl.SelectConcat" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("select_iter", "") { arguments, evaluation in
            let object = try arguments.receiver(as: SelectConcatObject.self)
            return evaluation.list(
                try object.parts.map { try evaluation.unconfigured($0, object.cells) })
        }
    ])

    override func length(this: Value) -> Int? { parts.count }

    /// The sum as queries see it.
    var queryAttribute: QueryAttribute { QueryAttribute(AttributeValue.concatenation(parts)) }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(queryAttribute.starlark())
    }
}

/// The types of selects by the names that annotations use, without `bxl.`.
package let scriptSelectTypes: [TypeValue] = [
    TypeValue("bxl.SelectDict") { $0.native(as: SelectDictObject.self) != nil },
    TypeValue("bxl.SelectConcat") { $0.native(as: SelectConcatObject.self) != nil },
]
