/// What a type demands of a value.
package indirect enum TypeShape: Sendable {
    case kinds(KindSet)
    case list(TypeShape)
    case set(TypeShape)
    case dict(TypeShape, TypeShape)
    /// A tuple of just these elements.
    case tuple([TypeShape])
    /// A tuple of any length.
    case tupleOf(TypeShape)
    case callable
    case union([TypeShape])
    /// A type that natives registered, a record, an enum, a provider.
    case custom(TypeValue)

    static let any = TypeShape.kinds(.any)

    func matches(_ value: Value) -> Bool {
        switch self {
        case .kinds(let kinds): kinds.contains(value: value)
        case .list(let element): value.asList.map(element.matchesAll) ?? false
        case .tupleOf(let element): value.asTuple.map(element.matchesAll) ?? false
        case .set(let element):
            value.asSet.map { $0.allSatisfy { element.matches($0.key) } } ?? false
        case .dict(let key, let content):
            value.asDict.map { table in
                table.allSatisfy { key.matches($0.key) && content.matches($0.value) }
            } ?? false
        case .tuple(let shapes):
            value.asTuple.map { elements in
                elements.count == shapes.count
                    && zip(shapes, elements).allSatisfy { $0.matches($1) }
            } ?? false
        case .callable: value.isCallable
        case .union(let shapes): shapes.contains { $0.matches(value) }
        case .custom(let type): type.matches(value)
        }
    }

    private func matchesAll(_ elements: ElementsView) -> Bool {
        guard case .kinds(let kinds) = self else { return elements.allSatisfy(matches) }
        if kinds == .any { return true }
        return elements.allSatisfy { kinds.contains(value: $0) }
    }

    /// Either of two shapes; kinds are merged, so that `int | str | None` stays one comparison.
    func union(_ other: TypeShape) -> TypeShape {
        var parts: [TypeShape] = []
        var kinds = KindSet()
        for part in alternatives + other.alternatives {
            if case .kinds(let more) = part { kinds.formUnion(more) } else { parts.append(part) }
        }
        if kinds.rawValue != 0 { parts.insert(.kinds(kinds), at: 0) }
        return parts.count == 1 ? parts[0] : .union(parts)
    }

    private var alternatives: [TypeShape] {
        if case .union(let shapes) = self { return shapes }
        return [self]
    }
}
