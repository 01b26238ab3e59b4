extension TypeAnnotations {
    /// The type `base[arguments]`, where `base` is a type or a constructor function.
    ///
    /// - Returns: Nothing if `base` is no type at all.
    static func parameterized(
        _ base: Value, by arguments: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        guard let type = meaning(of: base), !base.isKind(.tuple) else { return nil }
        return evaluation.object(try checkSize(try parameterized(type, by: arguments)))
    }

    private static func parameterized(
        _ type: TypeValue, by arguments: Value
    ) throws -> TypeValue {
        switch type {
        case StandardTypes.list, StandardTypes.set:
            let element = try require(arguments)
            let name = "\(type.name)[\(element.name)]"
            return ShapedType(
                name, type === StandardTypes.list ? .list(element.demand) : .set(element.demand))
        case StandardTypes.iterable:
            return ShapedType(
                "\(type.name)[\(try require(arguments).name)]", StandardTypes.iterable.shape)
        case StandardTypes.dict:
            guard let parts = arguments.asTuple, parts.count == 2 else {
                throw Failure("The type `dict` takes two parameters, as in `dict[str, int]`")
            }
            let (key, content) = (try require(parts[0]), try require(parts[1]))
            return ShapedType(
                "dict[\(key.name), \(content.name)]", .dict(key.demand, content.demand))
        case StandardTypes.tuple: return try tupleType(arguments)
        case StandardTypes.callable: return try callableType(arguments)
        default:
            throw Failure("The type `\(type.name)` takes no parameters")
        }
    }

    /// `tuple[int, str]` or, for any number of elements, `tuple[int, ...]`.
    private static func tupleType(_ arguments: Value) throws -> TypeValue {
        guard let parts = arguments.asTuple else {
            let only = try require(arguments)
            return ShapedType("tuple[\(only.name)]", .tuple([only.demand]))
        }
        if parts.count == 2, isEllipsis(parts[1]) {
            let element = try require(parts[0])
            return ShapedType("tuple[\(element.name), ...]", .tupleOf(element.demand))
        }
        let types = try parts.map { try require($0) }
        let names = types.map(\.name).joined(separator: ", ")
        return ShapedType("tuple[\(names)]", .tuple(types.map(\.demand)))
    }

    /// `typing.Callable[[int, str], bool]`: written down, though only being callable is checked.
    private static func callableType(_ arguments: Value) throws -> TypeValue {
        guard let parts = arguments.asTuple, parts.count == 2,
            parts[0].asList != nil || isEllipsis(parts[0])
        else {
            throw Failure(
                "The type `typing.Callable` takes a list of parameter types and a result type, "
                    + "as in `typing.Callable[[int], str]`")
        }
        let parameters = try parts[0].asList.map { list in
            "[" + (try list.map { try require($0).name }.joined(separator: ", ")) + "]"
        }
        let result = try require(parts[1])
        return ShapedType("typing.Callable[\(parameters ?? "..."), \(result.name)]", .callable)
    }

    /// The value of `...` is the string of its three dots.
    private static func isEllipsis(_ value: Value) -> Bool {
        value.isString && withUTF8Bytes("...") { value.text.equals($0) }
    }
}

/// Lets a `switch` find one of the standard types by identity.
private func ~= (pattern: ShapedType, type: TypeValue) -> Bool { pattern === type }

/// The functions `isinstance` and `eval_type`.
enum TypeFunctions {
    static let all: [NativeFunction] = [
        NativeFunction("eval_type", "type, /") { arguments, evaluation in
            evaluation.object(TypeChecker(try TypeAnnotations.require(arguments[0])))
        },
        NativeFunction("isinstance", "value, type, /") { arguments, _ in
            Value(bool: try TypeAnnotations.require(arguments[1]).matches(arguments[0]))
        },
    ]
}

/// What `eval_type` returns: a type that can be asked.
final class TypeChecker: TypeValue, @unchecked Sendable {
    // Unchecked as its superclass is: the type is constant.
    let type: TypeValue

    init(_ type: TypeValue) {
        self.type = type
        super.init(type.name)
    }

    override func matches(_ value: Value) -> Bool { type.matches(value) }

    override var attributeNames: [String] { ["check_matches", "matches"] }

    override func method(_ name: String) -> NativeFunction? { TypeChecker.methods[name] }

    private static let methods: [String: NativeFunction] = [
        "matches": NativeFunction("matches", "value, /") { arguments, _ in
            let checker = try arguments.receiver.checker
            return Value(bool: checker.matches(arguments[0]))
        },
        "check_matches": NativeFunction("check_matches", "value, /") { arguments, _ in
            let checker = try arguments.receiver.checker
            guard !checker.matches(arguments[0]) else { return .none }
            throw Failure(
                "`\(arguments[0].shortRepr)` of type `\(arguments[0].typeName)` is not of type "
                    + "`\(checker.name)`")
        },
    ]
}

extension Value {
    fileprivate var checker: TypeChecker {
        get throws {
            guard let checker = native(as: TypeChecker.self) else {
                throw Failure("A value of type `\(typeName)` is not an evaluated type")
            }
            return checker
        }
    }
}
