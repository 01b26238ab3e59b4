/// A set of kinds of values: what a type that looks no further than the kind accepts.
package struct KindSet: OptionSet, Sendable {
    package let rawValue: UInt32

    /// Makes a set of kinds of objects.
    init(_ kinds: ObjectKind...) {
        rawValue = kinds.reduce(0) { $0 | 1 << UInt32($1.rawValue) }
    }

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    static let none = KindSet(rawValue: 1 << 29)
    static let bool = KindSet(rawValue: 1 << 30)
    static let int = KindSet(rawValue: 1 << 31 | 1 << UInt32(ObjectKind.bigInteger.rawValue))
    static let any = KindSet(rawValue: .max)

    /// The one bit of a value.
    @inline(__always)
    static func bit(of value: Value) -> UInt32 {
        if value.isObject { return 1 << UInt32(value.header.pointee.kind.rawValue) }
        return value.isSmall ? 1 << 31 : value.isNone ? 1 << 29 : 1 << 30
    }

    @inline(__always)
    func contains(value: Value) -> Bool { rawValue & KindSet.bit(of: value) != 0 }

    /// The names of the types of the language that it consists of; nil if it has other kinds, too.
    package var typeNames: [String]? {
        let types = StandardTypes.ofKinds.filter { isSuperset(of: $0.kinds) }
        let covered = types.reduce(into: KindSet()) { $0.formUnion($1.kinds) }
        return covered == self ? types.map(\.name) : nil
    }
}
