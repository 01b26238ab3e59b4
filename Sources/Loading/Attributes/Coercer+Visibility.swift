import BuildModel
import Starlark

/// Lists of those that may see a target, or that a target may see.
extension Coercer {
    /// A visibility list, each element "PUBLIC", a pattern in its full form or globs of names.
    func visibility(_ value: Value, _ type: AttributeType) throws -> [AttributeValue] {
        guard let elements = value.asSequence else {
            throw CoercionError(expected: type, got: value)
        }
        return try elements.map { element in
            if let glob = element.native(as: TargetNameGlobObject.self) {
                return try glob.pattern(by: self).value
            }
            guard let text = element.asString else {
                throw CoercionError(
                    "Visibility must be a list of strings or target_name_glob values, got "
                        + "`\(element.shortRepr)`")
            }
            return .string(text == "PUBLIC" ? text : try pattern(text).description)
        }
    }

    /// The set that a coerced visibility list means.
    func visibility(of value: AttributeValue) throws -> Visibility {
        guard case .list(let elements) = value else {
            throw CoercionError("a select cannot decide about visibility")
        }
        var patterns: [VisibilityPattern] = []
        for element in elements {
            switch element {
            case .string("PUBLIC"): return .everyone
            case .string(let text): patterns.append(.targets(try pattern(text)))
            case .dict(let entries): patterns.append(.names(try nameGlob(entries)))
            default: preconditionFailure("a visibility list has texts and globs of names")
            }
        }
        return .patterns(patterns)
    }

    private func nameGlob(_ entries: [AttributeValue.DictEntry]) throws -> TargetNameGlob {
        func texts(_ key: String) -> [String] {
            guard
                case .list(let elements)? = entries.first(where: { $0.key == .string(key) })?.value
            else { return [] }
            return elements.compactMap { if case .string(let text) = $0 { text } else { nil } }
        }
        return TargetNameGlob(
            globs: texts("name_globs"), scopes: try texts("within").map { try pattern($0) })
    }
}
