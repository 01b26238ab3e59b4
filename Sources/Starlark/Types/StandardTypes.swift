/// A type of the language, or one composed of others.
final class ShapedType: TypeValue, @unchecked Sendable {
    // Unchecked as its superclass is: all that is stored is constant.
    let shape: TypeShape

    init(_ name: String, _ shape: TypeShape) {
        self.shape = shape
        super.init(name)
    }

    override func matches(_ value: Value) -> Bool {
        if case .kinds(let kinds) = shape { return kinds.contains(value: value) }
        return shape.matches(value)
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
