import BuildModel
public import Query

extension QueryAttribute {
    /// The value of an attribute before configuration: all branches of a select are kept.
    public init(_ value: AttributeValue) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .integer(number)
        case .string(let text): self = .string(text)
        case .list(let elements): self = .list(elements.map(QueryAttribute.init))
        case .tuple(let elements): self = .tuple(elements.map(QueryAttribute.init))
        case .dict(let entries):
            self = .dictionary(entries.map { Entry($0.key.keyText, QueryAttribute($0.value)) })
        case .dependency(let label, _), .label(let label), .sourceTarget(let label),
            .transitionDependency(let label, _, _):
            self = .reference(label.description)
        case .pluginDependency(let label, _): self = .reference(label.description)
        case .configuredDependency(let label, let platform):
            self = .list([.reference(label.description), .reference(platform.description)])
        case .query(let query): self = .reference(query.text)
        case .source(let source): self = .reference(source.cellPath.description)
        case .arg(let parts): self = .reference(parts.map(\.text).joined())
        case .hostTool(let names): self = .list(names.map { .string($0) })
        case .select(let select):
            var branches = select.branches.map { branch in
                Entry(branch.key.description, QueryAttribute(branch.value))
            }
            if let fallback = select.fallback {
                branches.append(Entry("DEFAULT", QueryAttribute(fallback)))
            }
            self = .select(branches)
        case .selectEnding(let ending, let message):
            self = .refusal(function: ending.rawValue, message: message)
        case .concatenation(let parts): self = .concatenation(parts.map(QueryAttribute.init))
        }
    }

    /// Who may see a target, or whom it may see.
    public init(_ visibility: Visibility) {
        switch visibility {
        case .everyone: self = .patterns([.text("PUBLIC")])
        case .patterns(let patterns):
            self = .patterns(
                patterns.map { pattern in
                    switch pattern {
                    case .targets(let targets): .text(targets.description)
                    case .names(let glob):
                        .nameGlob(glob.globs, within: glob.scopes.map(\.description))
                    }
                })
        }
    }
}

extension AttributeValue {
    /// The value as the key of a JSON object.
    fileprivate var keyText: String {
        switch QueryAttribute(self) {
        case .string(let text), .reference(let text): text
        case let key: key.starlark()
        }
    }

    /// The targets it names at any depth, in order.
    var labels: [TargetLabel] {
        switch self {
        case .null, .bool, .int, .string, .source, .hostTool, .arg, .selectEnding: []
        case .transitionDependency(let label, _, _), .configuredDependency(let label, _):
            [label.target]
        case .pluginDependency(let label, _): [label]
        case .query(let query): query.literals.map(\.label.target)
        case .dependency(let label, _), .label(let label), .sourceTarget(let label):
            [label.target]
        case .list(let elements), .tuple(let elements), .concatenation(let elements):
            elements.flatMap(\.labels)
        case .dict(let entries): entries.flatMap { $0.key.labels + $0.value.labels }
        case .select(let select):
            select.branches.flatMap(\.value.labels) + (select.fallback?.labels ?? [])
        }
    }
}

extension ArgumentPart {
    /// The part as it was written, up to spacing.
    fileprivate var text: String {
        switch self {
        case .text(let text): text.replacing("$", with: "$$")
        case .macro(let macro): macro.text
        }
    }
}

extension ArgumentMacro {
    fileprivate var text: String {
        let mark = isWrittenToFile ? "@" : ""
        let target = label.map { " \($0)" } ?? ""
        return switch kind {
        case .location: "$(\(mark)location\(target))"
        case .executable: "$(\(mark)exe\(target))"
        case .source(let source): "$(\(mark)source \(source.path))"
        case .query(let query, let expansion): "$(\(mark)\(expansion.name) '\(query.text)')"
        case .variable(let name, let argument):
            "$(\(mark)\(name)\(target)\(argument.map { " \($0)" } ?? ""))"
        }
    }
}
