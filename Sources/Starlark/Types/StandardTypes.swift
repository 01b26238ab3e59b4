/// A type of the language, or one composed of others.
final class ShapedType: TypeValue, @unchecked Sendable {
    // Unchecked as its superclass is: all that is stored is constant.
    let shape: TypeShape
    /// For `list[T]`, where the kind of an element decides: the kinds of the elements.
    private let elementKinds: KindSet?

    init(_ name: String, _ shape: TypeShape) {
        self.shape = shape
        if case .list(.kinds(let kinds)) = shape {
            elementKinds = kinds
        } else {
            elementKinds = nil
        }
        if case .kinds(let kinds) = shape {
            super.init(name, kinds: kinds)
        } else {
            super.init(name, kinds: [])
        }
    }

    override func matches(_ value: Value) -> Bool {
        guard let elementKinds else { return shape.matches(value) }
        guard let elements = value.asList else { return false }
        for position in 0..<elements.count
        where !elementKinds.contains(value: elements.base[position]) {
            return false
        }
        return true
    }
}

/// The types that names of the language stand for.
enum StandardTypes {
    static let any = ShapedType("typing.Any", .any)
    static let never = ShapedType("typing.Never", .kinds([]))
    static let callable = ShapedType("typing.Callable", .callable)
    static let iterable = ShapedType(
        "typing.Iterable", .kinds(KindSet(.list, .tuple, .dict, .set, .range, .native)))
    static let none = ShapedType("None", .kinds(.none))
    static let bool = ShapedType("bool", .kinds(.bool))
    static let int = ShapedType("int", .kinds(.int))
    static let float = ShapedType("float", .kinds(KindSet(.float)))
    static let string = ShapedType("str", .kinds(KindSet(.string)))
    static let bytes = ShapedType("bytes", .kinds(KindSet(.bytes)))
    static let list = ShapedType("list", .kinds(KindSet(.list)))
    static let tuple = ShapedType("tuple", .kinds(KindSet(.tuple)))
    static let dict = ShapedType("dict", .kinds(KindSet(.dict)))
    static let set = ShapedType("set", .kinds(KindSet(.set)))
    static let range = ShapedType("range", .kinds(KindSet(.range)))
    static let structure = ShapedType("struct", .kinds(KindSet(.structure)))
    /// What can stand in an annotation: `type`.
    static let type = TypeValue("type") { TypeAnnotations.meaning(of: $0) != nil }

    /// All of them, by names that differ.
    static let all: [TypeValue] = [
        any, never, callable, iterable, none, bool, int, float, string, bytes, list, tuple, dict,
        set, range, structure, type,
    ]

    /// Those that take one kind of values.
    static let ofKinds: [TypeValue] = [
        none, bool, int, float, string, bytes, list, tuple, dict, set, range, structure,
    ]

    /// The members of `typing`.
    static let typing: Globals = {
        var builder = Globals.Builder()
        builder.set("Any", FrozenValue(object: any))
        builder.set("Callable", FrozenValue(object: callable))
        builder.set("Iterable", FrozenValue(object: iterable))
        builder.set("Never", FrozenValue(object: never))
        return builder.build()
    }()
}
