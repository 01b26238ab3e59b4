import Analysis
import BuildModel
import Loading
import Query
import Starlark
import TargetConfiguration

/// The value of an attribute, which scripts see when they ask for it: `bxl.ConfiguredAttr`, or
/// `CoercedAttr` before configuration.
final class AttributeObject: NativeObject {
    /// What it holds.
    enum Content: Sendable {
        case declared(AttributeValue)
        case configured(ConfiguredValue)
        /// What the system knows of a target besides.
        case special(QueryAttribute)
    }

    private let content: Content
    private let cells: CellResolver

    init(_ content: Content, _ cells: CellResolver) {
        self.content = content
        self.cells = cells
    }

    override var typeName: String {
        if case .declared = content { return "CoercedAttr" }
        return "bxl.ConfiguredAttr"
    }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        guard name == "type" else { return nil }
        return evaluation.string(try value(in: &evaluation).typeName)
    }

    override var attributeNames: [String] { ["type"] + Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("value", "") { arguments, evaluation in
            try arguments.receiver(as: AttributeObject.self).value(in: &evaluation)
        },
        NativeFunction("strip_cfg", "") { arguments, evaluation in
            let object = try arguments.receiver(as: AttributeObject.self)
            guard case .configured(let value) = object.content else { return arguments.receiver }
            return evaluation.object(
                AttributeObject(.declared(AttributeValue(stripping: value)), object.cells))
        },
    ])

    /// The value itself.
    func value(in evaluation: inout Evaluation) throws -> Value {
        switch content {
        case .declared(let value): try evaluation.unconfigured(value, cells)
        case .configured(let value): try evaluation.unresolved(value, cells)
        case .special(let attribute): try evaluation.value(attribute)
        }
    }

    /// The value as queries print it.
    var queryAttribute: QueryAttribute {
        switch content {
        case .declared(let value): QueryAttribute(value)
        case .configured(let value): QueryAttribute(value)
        case .special(let attribute): attribute
        }
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(queryAttribute.starlark())
    }
}

extension Evaluation {
    /// The value of what queries know of a target.
    ///
    /// - Throws: When a key of a dict cannot be hashed.
    mutating func value(_ attribute: QueryAttribute) throws -> Value {
        switch attribute {
        case .null: return .none
        case .bool(let flag): return Value(bool: flag)
        case .integer(let number): return integer(number)
        case .string(let text), .reference(let text): return string(text)
        case .patterns(let patterns):
            var values: [Value] = []
            for pattern in patterns { values.append(try value(pattern)) }
            return list(values)
        case .list(let elements):
            var values: [Value] = []
            for element in elements { values.append(try value(element)) }
            return list(values)
        case .tuple(let elements):
            var values: [Value] = []
            for element in elements { values.append(try value(element)) }
            return tuple(values)
        case .dictionary(let entries), .select(let entries):
            var pairs: [(Value, Value)] = []
            for entry in entries {
                let value = try value(entry.value)
                pairs.append((string(entry.key), value))
            }
            return try dict(pairs)
        case .concatenation, .refusal: return string(attribute.starlark())
        }
    }
}

extension Evaluation {
    /// The value of one of several patterns, as it is in JSON.
    private mutating func value(_ pattern: QueryAttribute.Pattern) throws -> Value {
        switch pattern {
        case .text(let text): return string(text)
        case .nameGlob(let globs, let scopes):
            let fields = [
                (string("name_globs"), list(strings: globs)),
                (string("within"), list(strings: scopes)),
                (string("__type"), string("target_name_glob")),
            ]
            return try dict(fields)
        }
    }
}

extension AttributeValue {
    /// A value in a configuration, as it would be without one.
    init(stripping value: ConfiguredValue) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .string(let text): self = .string(text)
        case .list(let elements): self = .list(elements.map(AttributeValue.init(stripping:)))
        case .tuple(let elements): self = .tuple(elements.map(AttributeValue.init(stripping:)))
        case .dict(let entries):
            self = .dict(
                entries.map { entry in
                    DictEntry(
                        key: AttributeValue(stripping: entry.key),
                        value: AttributeValue(stripping: entry.value))
                })
        case .dependency(let label): self = .dependency(label.providers, .target)
        case .label(let label): self = .label(label.providers)
        case .sourceTarget(let label): self = .sourceTarget(label.providers)
        case .configuration(let label): self = .dependency(label, .configuration)
        case .source(let source): self = .source(source)
        case .query(let query, _): self = .query(query)
        case .arg, .hostTool: self = .string(QueryAttribute(value).starlark())
        }
    }
}
