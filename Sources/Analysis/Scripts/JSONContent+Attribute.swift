package import BuildModel
package import Query
package import Starlark

extension JSONContent {
    /// The value of an attribute as queries print it, selects with all their branches.
    package init(_ attribute: QueryAttribute) {
        switch attribute {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let number): self = .number("\(number)")
        case .string(let text), .reference(let text): self = .string(text)
        case .list(let elements), .tuple(let elements):
            self = .array(elements.map(JSONContent.init))
        case .patterns(let patterns): self = .array(patterns.map(JSONContent.init))
        case .dictionary(let entries): self = Self.members(entries)
        case .select(let entries):
            self = .object([("__type", .string("selector")), ("entries", Self.members(entries))])
        case .concatenation(let parts):
            self = .object([
                ("__type", .string("concat")), ("items", .array(parts.map(JSONContent.init))),
            ])
        case .refusal(let function, let message):
            self = .object([("__type", .string(function)), ("message", .string(message))])
        }
    }

    private static func members(_ entries: [QueryAttribute.Entry]) -> JSONContent {
        .object(
            entries.sorted { $0.key < $1.key }.map { (name: $0.key, value: JSONContent($0.value)) })
    }
}

extension JSONContent {
    /// One of several patterns.
    fileprivate init(_ pattern: QueryAttribute.Pattern) {
        switch pattern {
        case .text(let text): self = .string(text)
        case .nameGlob(let globs, let scopes):
            self = .object([
                ("__type", .string("target_name_glob")),
                ("name_globs", .array(globs.map(JSONContent.string))),
                ("within", .array(scopes.map(JSONContent.string))),
            ])
        }
    }
}

extension Value {
    /// A `bxl.SelectDict` or `bxl.SelectConcat` as queries see it.
    package var asSelectAttribute: QueryAttribute? {
        native(as: SelectDictObject.self)?.queryAttribute
            ?? native(as: SelectConcatObject.self)?.queryAttribute
    }
}
