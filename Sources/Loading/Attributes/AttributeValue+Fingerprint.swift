import BuildModel
import Incremental

extension AttributeValue {
    /// Adds the value to what is hashed, so that no two values that differ add the same.
    func combine(into fingerprinter: inout Fingerprinter) {
        switch self {
        case .null: fingerprinter.combine(0)
        case .bool(let value):
            fingerprinter.combine(1)
            fingerprinter.combine(value)
        case .int(let value):
            fingerprinter.combine(2)
            fingerprinter.combine(value)
        case .string(let value):
            fingerprinter.combine(3)
            fingerprinter.combine(value)
        case .list(let elements): combine(4, elements, into: &fingerprinter)
        case .tuple(let elements): combine(5, elements, into: &fingerprinter)
        case .dict(let entries):
            combine(6, entries.flatMap { [$0.key, $0.value] }, into: &fingerprinter)
        case .dependency(let label, let kind):
            fingerprinter.combine(7)
            fingerprinter.combine(label.description)
            fingerprinter.combine(kind.rawValue)
        case .label(let label):
            fingerprinter.combine(8)
            fingerprinter.combine(label.description)
        case .source(let source):
            fingerprinter.combine(9)
            source.combine(into: &fingerprinter)
        case .sourceTarget(let label):
            fingerprinter.combine(10)
            fingerprinter.combine(label.description)
        case .arg(let parts):
            fingerprinter.combine(11)
            fingerprinter.combine(parts.count)
            for part in parts { part.combine(into: &fingerprinter) }
        case .hostTool(let names):
            fingerprinter.combine(12)
            fingerprinter.combine(names.count)
            for name in names { fingerprinter.combine(name) }
        case .select(let select):
            fingerprinter.combine(13)
            fingerprinter.combine(select.branches.count)
            for branch in select.branches {
                fingerprinter.combine(branch.key.description)
                branch.value.combine(into: &fingerprinter)
            }
            fingerprinter.combine(select.fallback != nil)
            select.fallback?.combine(into: &fingerprinter)
        case .concatenation(let parts): combine(14, parts, into: &fingerprinter)
        case .selectEnding(let ending, let message):
            fingerprinter.combine(19)
            fingerprinter.combine(ending.rawValue)
            fingerprinter.combine(message)
        case .transitionDependency(let label, let transition, let isSplit):
            fingerprinter.combine(15)
            fingerprinter.combine(label.description)
            fingerprinter.combine(transition.description)
            fingerprinter.combine(isSplit)
        case .configuredDependency(let label, let platform):
            fingerprinter.combine(16)
            fingerprinter.combine(label.description)
            fingerprinter.combine(platform.description)
        case .pluginDependency(let label, let kind):
            fingerprinter.combine(17)
            fingerprinter.combine(label.description)
            fingerprinter.combine(kind.module.description)
            fingerprinter.combine(kind.name)
        case .query(let query):
            fingerprinter.combine(18)
            query.combine(into: &fingerprinter)
        }
    }

    private func combine(
        _ tag: Int, _ values: [AttributeValue], into fingerprinter: inout Fingerprinter
    ) {
        fingerprinter.combine(tag)
        fingerprinter.combine(values.count)
        for value in values { value.combine(into: &fingerprinter) }
    }
}

extension SourceReference {
    fileprivate func combine(into fingerprinter: inout Fingerprinter) {
        fingerprinter.combine(cellPath.description)
        fingerprinter.combine(isDirectory)
    }
}

extension ArgumentPart {
    fileprivate func combine(into fingerprinter: inout Fingerprinter) {
        switch self {
        case .text(let text):
            fingerprinter.combine(0)
            fingerprinter.combine(text)
        case .macro(let macro):
            fingerprinter.combine(1)
            switch macro.kind {
            case .location: fingerprinter.combine(0)
            case .executable: fingerprinter.combine(1)
            case .source(let source):
                fingerprinter.combine(2)
                source.combine(into: &fingerprinter)
            case .query(let query, let expansion):
                fingerprinter.combine(4)
                query.combine(into: &fingerprinter)
                fingerprinter.combine(expansion.name)
                if case .targetsAndOutputs(let separator) = expansion {
                    fingerprinter.combine(separator ?? " ")
                }
            case .variable(let name, let argument):
                fingerprinter.combine(3)
                fingerprinter.combine(name)
                fingerprinter.combine(argument ?? "")
            }
            fingerprinter.combine(macro.label?.description ?? "")
            fingerprinter.combine(macro.dependencyKind.rawValue)
            fingerprinter.combine(macro.isWrittenToFile)
        }
    }
}

extension QueryText {
    fileprivate func combine(into fingerprinter: inout Fingerprinter) {
        fingerprinter.combine(text)
        fingerprinter.combine(literals.count)
        for literal in literals {
            fingerprinter.combine(literal.word)
            fingerprinter.combine(literal.label.description)
        }
    }
}
