import BuildModel
import Diagnostics
import Starlark

/// Turns Starlark values into attribute values: checks types, parses labels, splits macros.
///
/// One coercer serves one file. In a BUCK file labels and sources are relative to its package; in
/// a `.bzl` file, where defaults of attributes are coerced, there is no package, so that labels
/// have to be absolute and sources cannot be named.
final class Coercer {
    let cells: CellResolver
    let cell: CellName
    let package: PackageLabel?
    /// The short forms of labels that the file may write.
    let forms: LabelForms
    /// Knows the files of the package; nothing in a `.bzl` file.
    let sources: SourceRegister?
    private var labels: [String: ProvidersLabel] = [:]

    init(
        cells: CellResolver, cell: CellName, package: PackageLabel?, sources: SourceRegister?,
        forms: LabelForms
    ) {
        self.forms = forms
        self.cells = cells
        self.cell = cell
        self.package = package
        self.sources = sources
    }

    /// Coerces a value that may be, or hold, a `select()`.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - type: What the attribute accepts.
    ///   - fallback: What `None` as a branch of a select stands for: the attribute's default.
    /// - Returns: The attribute's value.
    /// - Throws: A `CoercionError`.
    func coerce(
        _ value: Value, as type: AttributeType, default fallback: AttributeValue? = nil
    ) throws -> AttributeValue {
        guard let select = value.native(as: SelectObject.self) else {
            do {
                return try coerceConcrete(value, as: type)
            } catch let error as CoercionError {
                throw error.inside("Error coercing \(value.shortRepr)")
            }
        }
        switch select.content {
        case .branches(let branches):
            return try coerce(branches: branches, as: type, default: fallback)
        case .sum(let left, let right):
            guard type.supportsConcatenation else {
                throw CoercionError("values that are \(type.summary) cannot be added to a select")
            }
            return .concatenation(
                parts(try coerce(left, as: type)) + parts(try coerce(right, as: type)))
        }
    }

    private func parts(_ value: AttributeValue) -> [AttributeValue] {
        if case .concatenation(let parts) = value { parts } else { [value] }
    }

    private func coerce(
        branches: TableView, as type: AttributeType, default defaultValue: AttributeValue?
    ) throws -> AttributeValue {
        var coerced: [AttributeValue.Branch] = []
        var fallback: AttributeValue?
        for (key, value) in branches {
            guard let name = key.asString else {
                throw CoercionError(
                    "the key `\(key.shortRepr)` of a select must be the label of a "
                        + "`config_setting` or `constraint_value`, or \"DEFAULT\"")
            }
            let branch: AttributeValue
            if let ending = value.native(as: SelectEndingObject.self) {
                branch = .selectEnding(ending.ending, message: ending.message)
            } else if value.isNone, let defaultValue {
                branch = defaultValue
            } else {
                do {
                    branch = try coerce(value, as: type, default: defaultValue)
                } catch let error as CoercionError {
                    throw error.inside("Error coercing the branch \"\(name)\" of a select")
                }
            }
            if name == "DEFAULT" {
                fallback = branch
            } else {
                coerced.append(.init(key: try label(name), value: branch))
            }
        }
        return .select(.init(branches: coerced, fallback: fallback))
    }

    private func coerceConcrete(_ value: Value, as type: AttributeType) throws -> AttributeValue {
        switch type {
        case .string:
            return .string(try string(value, type))
        case .bool:
            guard let bool = value.asBool else { throw CoercionError(expected: type, got: value) }
            return .bool(bool)
        case .int:
            guard let integer = value.asInt else {
                throw CoercionError(expected: type, got: value)
            }
            return .int(integer)
        case .any: return try literal(value)
        case .enumeration(let variants):
            let name = try string(value, type).lowercased()
            guard variants.contains(name) else {
                let allowed = variants.map { "`\($0)`" }.joined(separator: ", ")
                throw CoercionError(
                    "enum called with `\(value.asString ?? name)`, only allowed: \(allowed)"
                        + didYouMean(name, among: variants))
            }
            return .string(name)
        case .list(let element):
            guard let elements = value.asSequence else {
                throw CoercionError(expected: type, got: value)
            }
            return .list(try coerce(elements, as: element))
        case .tuple(let types): return try tuple(value, types, type)
        case .dict(let key, let element, let isSorted):
            return .dict(try entries(value, key, element, isSorted: isSorted, type))
        case .option(let inner):
            return value.isNone ? .null : try coerceConcrete(value, as: inner)
        case .oneOf(let types): return try oneOf(value, types)
        case .dependency(let kind, _, _): return .dependency(try label(value, type), kind)
        case .transitionDependency(let transition, let isSplit, _):
            return try transitioned(value, by: transition, isSplit: isSplit, type)
        case .configuredDependency:
            let (target, platform) = try pair(value, type)
            return .configuredDependency(try label(target), platform: try targetLabel(platform))
        case .pluginDependency(let kind):
            return .pluginDependency(try targetLabel(try string(value, type)), kind)
        case .query: return .query(try query(try string(value, type)))
        case .label: return .label(try label(value, type))
        case .source(let allowsDirectory):
            return try source(try string(value, type), allowsDirectory: allowsDirectory)
        case .arg: return .arg(try argument(try string(value, type)))
        case .hostTool: return .hostTool(try toolNames(value, type))
        case .visibility: return .list(try visibility(value, type))
        case .metadata: return .dict(try metadata(value, type))
        case .modifiers: return try literal(value)
        }
    }

    func string(_ value: Value, _ type: AttributeType) throws -> String {
        guard let string = value.asString else { throw CoercionError(expected: type, got: value) }
        return string
    }

    private func coerce(
        _ elements: ElementsView, as type: AttributeType
    ) throws -> [AttributeValue] {
        var coerced: [AttributeValue] = []
        coerced.reserveCapacity(elements.count)
        for element in elements {
            coerced.append(try coerce(element, as: type))
        }
        return coerced
    }

    /// A tuple; missing elements at its end count as `None`, as in Buck2.
    private func tuple(
        _ value: Value, _ types: [AttributeType], _ type: AttributeType
    ) throws -> AttributeValue {
        guard let elements = value.asSequence, elements.count <= types.count else {
            throw CoercionError(expected: type, got: value)
        }
        var coerced: [AttributeValue] = []
        for (position, type) in types.enumerated() {
            let element = position < elements.count ? elements[position] : .none
            coerced.append(try coerce(element, as: type))
        }
        return .tuple(coerced)
    }

    private func entries(
        _ value: Value, _ keyType: AttributeType, _ valueType: AttributeType, isSorted: Bool,
        _ type: AttributeType
    ) throws -> [AttributeValue.DictEntry] {
        guard let table = value.asDict else { throw CoercionError(expected: type, got: value) }
        var entries: [AttributeValue.DictEntry] = []
        for (key, value) in table {
            entries.append(
                .init(key: try coerce(key, as: keyType), value: try coerce(value, as: valueType)))
        }
        if isSorted { entries.sort { $0.key.precedes($1.key) } }
        return entries
    }

    private func oneOf(_ value: Value, _ types: [AttributeType]) throws -> AttributeValue {
        var problems: [String] = []
        for type in types {
            let mark = sources?.beginAlternative()
            defer { mark.map { sources?.endAlternative($0) } }
            do {
                return try coerceConcrete(value, as: type)
            } catch let error as CoercionError {
                mark.map { sources?.forget(since: $0) }
                problems.append(error.line)
            }
        }
        throw CoercionError(
            "one_of fails, the errors against each alternative in turn were:\n"
                + problems.joined(separator: "\n"))
    }

    /// What `attrs.any` takes: plain data of any shape.
    private func literal(_ value: Value) throws -> AttributeValue {
        if value.isNone { return .null }
        if let bool = value.asBool { return .bool(bool) }
        if let integer = value.asInt { return .int(integer) }
        if let string = value.asString { return .string(string) }
        if let elements = value.asList { return .list(try coerce(elements, as: .any)) }
        if let elements = value.asTuple { return .tuple(try coerce(elements, as: .any)) }
        guard value.asDict != nil else {
            throw CoercionError(
                "Cannot coerce value of type `\(value.typeName)` to any: `\(value.shortRepr)`")
        }
        return .dict(try entries(value, .any, .any, isSorted: false, .any))
    }

    private func toolNames(_ value: Value, _ type: AttributeType) throws -> [String] {
        let names = value.asString.map { [$0] } ?? value.asSequence?.compactMap(\.asString)
        guard let names, !names.isEmpty, names.count == value.asSequence?.count ?? 1 else {
            throw CoercionError(expected: type, got: value)
        }
        return names
    }

    private func metadata(
        _ value: Value, _ type: AttributeType
    ) throws -> [AttributeValue.DictEntry] {
        let entries = try entries(value, .string, .any, isSorted: false, type)
        for entry in entries {
            guard case .string(let key) = entry.key else { continue }
            guard key.utf8.count(where: { $0 == UInt8(ascii: ".") }) == 1 else {
                throw CoercionError("key must contain exactly one dot: `\(key)`")
            }
        }
        return entries
    }

    // MARK: Labels

    func label(_ value: Value, _ type: AttributeType) throws -> ProvidersLabel {
        try label(try string(value, type))
    }

    /// Parses a label, once a file.
    func label(_ text: String) throws -> ProvidersLabel {
        if let known = labels[text] { return known }
        let label = try parse { cells, base throws(LabelError) in
            try cells.providersLabel(text, in: base, forms: forms)
        } of: {
            text
        }
        labels[text] = label
        return label
    }

    /// Parses a target pattern of a visibility list.
    func pattern(_ text: String) throws -> TargetPattern {
        try parse { cells, base throws(LabelError) in
            try cells.pattern(text, in: base, forms: forms)
        } of: {
            text
        }
    }

    private func parse<T>(
        _ body: (CellResolver, PackageLabel) throws(LabelError) -> T, of text: () -> String
    ) throws -> T {
        let step = "Error parsing target pattern `\(text())`"
        if package == nil, text().hasPrefix(":") || text().hasPrefix("..") {
            throw CoercionError(
                step,
                causes: [
                    "It is relative to a package, but this file is in none. Target pattern must be "
                        + "absolute: write the label as `//package\(text())`"
                ])
        }
        do throws(LabelError) {
            return try body(cells, package ?? PackageLabel(cell: cell, path: .base))
        } catch {
            throw CoercionError(step, causes: [error.message])
        }
    }
}

extension AttributeType {
    /// Whether the values of several selects can become one by `+`.
    var supportsConcatenation: Bool {
        switch self {
        case .string, .list, .dict, .arg, .any: true
        case .option(let inner): inner.supportsConcatenation
        case .oneOf(let types): types.contains(where: \.supportsConcatenation)
        default: false
        }
    }
}

extension AttributeValue {
    /// The order of sorted dicts: numbers and strings among themselves; others stay in place.
    fileprivate func precedes(_ other: AttributeValue) -> Bool {
        switch (self, other) {
        case (.string(let left), .string(let right)):
            left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.int(let left), .int(let right)): left < right
        case (.dependency(let left, _), .dependency(let right, _)): left < right
        default: false
        }
    }
}
