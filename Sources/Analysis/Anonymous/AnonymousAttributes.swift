import BuildModel
import Loading
import Starlark
import TargetConfiguration

/// Coerces what a rule gives for the attributes of an anonymous target.
///
/// It is given values, not what a BUCK file would write: dependencies for targets and artifacts for
/// sources, in the configuration they have already.
enum AnonymousAttributes {
    /// The name of the target: what was given, or one made of the rule's.
    static func name(_ table: TableView, of rule: RuleDefinition) throws -> TargetLabel {
        guard let value = table["name"] else {
            let package = PackageLabel(cell: CellName(unchecked: "anon"), path: .base)
            return TargetLabel(package: package, name: rule.name)
        }
        switch value.asNative {
        case let label as LabelObject: return label.label.providers.target
        case let label as TargetLabelObject: return label.label
        case let label as ConfiguredTargetLabelObject: return label.label.target
        default: break
        }
        guard let text = value.asString else {
            throw Failure(
                "Invalid `name` attribute, must be a label or a string, got `\(value.shortRepr)` "
                    + "of type `\(value.typeName)`")
        }
        return try parsed(text)
    }

    /// Reads a label that need not name anything that exists.
    private static func parsed(_ text: String) throws -> TargetLabel {
        func fail() -> Failure {
            Failure("`name` attribute must be a valid target label, got `\(text)`")
        }
        let cells = text.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)
        guard cells.count == 2 else { throw fail() }
        let parts = cells[1].split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let path = try? RelativePath(String(parts[0])),
            let label = try? TargetLabel(
                package: PackageLabel(
                    cell: CellName(unchecked: cells[0].isEmpty ? "anon" : String(cells[0])),
                    path: path), checking: String(parts[1]))
        else { throw fail() }
        return label
    }

    /// The values of all attributes that the rule declares, in its order.
    ///
    /// - Throws: When one is missing, unknown or of the wrong type.
    static func drafts(
        _ table: TableView, of rule: RuleDefinition
    ) throws -> [(name: String, value: AnonymousDraft)] {
        let declared = rule.declaredAttributes
        for (key, _) in table {
            guard let name = key.asString else {
                throw Failure("Attributes have names, but got `\(key.shortRepr)`")
            }
            guard name != "name", !declared.contains(where: { $0.name == name }) else { continue }
            if rule.position(of: name) != nil {
                throw Failure(
                    "Internal attribute `\(name)` not allowed as argument to `anon_targets`")
            }
            throw Failure(
                "Unknown attribute `\(name)` of rule `\(rule.name)`"
                    + Failure.suggestion(for: name, among: declared.map(\.name)))
        }
        return try declared.map { attribute in
            guard let value = table[attribute.name] else {
                guard let fallback = attribute.defaultValue else {
                    throw Failure("Missing attribute `\(attribute.name)` of rule `\(rule.name)`")
                }
                return (
                    attribute.name,
                    try draft(fallback, of: attribute.name)
                )
            }
            guard let draft = try draft(value, attribute.type) else {
                throw Failure(
                    "Error coercing attribute `\(attribute.name)` of an anonymous target of rule "
                        + "`\(rule.name)`: it takes \(attribute.type.summary), but got "
                        + "`\(value.shortRepr)` of type `\(value.typeName)`")
            }
            return (attribute.name, draft)
        }
    }

    /// A default, as far as it needs no package to be understood.
    private static func draft(
        _ value: AttributeValue, of attribute: String
    ) throws -> AnonymousDraft {
        func unsupported(_ kind: String) -> Failure {
            Failure(
                "Anon targets do not support default values for `attrs.\(kind)()`, specify "
                    + "`\(attribute)` explicitly")
        }
        switch value {
        case .null: return .null
        case .bool(let bool): return .bool(bool)
        case .int(let integer): return .int(String(integer))
        case .string(let text): return .string(text)
        case .list(let elements):
            return .list(try elements.map { try draft($0, of: attribute) })
        case .tuple(let elements):
            return .tuple(try elements.map { try draft($0, of: attribute) })
        case .dict(let entries):
            return .dict(
                try entries.map {
                    (try draft($0.key, of: attribute), try draft($0.value, of: attribute))
                })
        case .dependency: throw unsupported("dep")
        case .source, .sourceTarget: throw unsupported("source")
        case .arg: throw unsupported("arg")
        case .label(let label): return .providersLabel(label)
        default:
            throw Failure(
                "Anon targets do not support the default of attribute `\(attribute)`: specify it "
                    + "explicitly")
        }
    }

    /// What a value means for a type of attribute; nothing if it is not of it.
    private static func draft(
        _ value: Value, _ type: AttributeType
    ) throws -> AnonymousDraft? {
        switch type {
        case .string: return value.asString.map { .string($0) }
        case .bool: return value.asBool.map { .bool($0) }
        case .int: return value.typeName == "int" ? .int(value.str) : nil
        case .any: return plain(value)
        case .enumeration(let names):
            guard let text = value.asString?.lowercased() ?? value.asEnumText else { return nil }
            return names.contains(text) ? .string(text) : nil
        case .list(let element):
            guard let list = value.asSequence else { return nil }
            return try all(list, element).map { .list($0) }
        case .tuple(let types):
            guard let values = value.asSequence, values.count == types.count else { return nil }
            var elements: [AnonymousDraft] = []
            for (value, type) in zip(values, types) {
                guard let element = try draft(value, type) else { return nil }
                elements.append(element)
            }
            return .tuple(elements)
        case .dict(let keyType, let valueType, let isSorted):
            guard let table = value.asDict else { return nil }
            var entries: [(text: String, key: AnonymousDraft, value: AnonymousDraft)] = []
            for (key, value) in table {
                guard let keyDraft = try draft(key, keyType),
                    let valueDraft = try draft(value, valueType)
                else { return nil }
                entries.append((key.str, keyDraft, valueDraft))
            }
            if isSorted { entries.sort { $0.text < $1.text } }
            return .dict(entries.map { ($0.key, $0.value) })
        case .option(let inner): return value.isNone ? .null : try draft(value, inner)
        case .oneOf(let types):
            for type in types {
                if let found = try draft(value, type) { return found }
            }
            return nil
        case .dependency:
            return value.native(as: DependencyObject.self).map { .dependency($0.label) }
        case .label:
            if case .targetLabel(let target)? = label(value) {
                return .providersLabel(ProvidersLabel(target: target))
            }
            return label(value)
        case .source:
            return value.native(as: ArtifactObject.self).map { .artifact($0.reference) }
        case .arg:
            if let text = value.asString { return .arg([.text(text)]) }
            guard let object = value.native(as: CmdArgsObject.self), object.kind == .macros else {
                return nil
            }
            guard let macros = object.macros else {
                throw Failure("Arg attribute must have `anon_target_compatible` set to `True`")
            }
            for case .query in macros {
                throw Failure("Query macros are not supported in attributes of anonymous targets")
            }
            return .arg(macros)
        default:
            throw Failure("An attribute of type \(type.summary) is not supported for anon rules")
        }
    }

    private static func all(
        _ list: ElementsView, _ type: AttributeType
    ) throws -> [AnonymousDraft]? {
        var elements: [AnonymousDraft] = []
        for value in list {
            guard let element = try draft(value, type) else { return nil }
            elements.append(element)
        }
        return elements
    }

    private static func label(_ value: Value) -> AnonymousDraft? {
        switch value.asNative {
        case let label as LabelObject: .configuredLabel(label.label)
        case let label as TargetLabelObject: .targetLabel(label.label)
        case let label as ConfiguredTargetLabelObject:
            .configuredLabel(ConfiguredProvidersLabel(label.label))
        case let label as ProvidersLabelObject: .providersLabel(label.label)
        default: nil
        }
    }

    /// A value for `attrs.any()`.
    private static func plain(_ value: Value) -> AnonymousDraft? {
        if value.isNone { return .null }
        if let bool = value.asBool { return .bool(bool) }
        if let text = value.asString { return .string(text) }
        if value.typeName == "int" { return .int(value.str) }
        if let number = value.asDouble { return .float(number) }
        if let list = value.asSequence {
            var elements: [AnonymousDraft] = []
            for value in list {
                guard let element = plain(value) else { return nil }
                elements.append(element)
            }
            return value.asTuple == nil ? .list(elements) : .tuple(elements)
        }
        if let table = value.asDict {
            var entries: [(key: AnonymousDraft, value: AnonymousDraft)] = []
            for (key, value) in table {
                guard let key = plain(key), let value = plain(value) else { return nil }
                entries.append((key, value))
            }
            return .dict(entries)
        }
        if let label = label(value) { return label }
        if let artifact = value.native(as: ArtifactObject.self) {
            return .artifact(artifact.reference)
        }
        return value.native(as: DependencyObject.self).map { .dependency($0.label) }
    }
}
