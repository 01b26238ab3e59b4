/// Results of natives that depend on the types of their arguments.
extension FunctionShape {
    /// The type of a call's result.
    ///
    /// - Parameters:
    ///   - arguments: The types of positional arguments; nothing if there is a `*`.
    ///   - hasNamed: Whether there are others.
    /// - Returns: What the table says, if the arguments do not say more.
    func result(of arguments: [StaticType]?, hasNamed: Bool) -> StaticType {
        guard let native, let arguments else { return result }
        if let method = methodResult(native, arguments) { return method }
        let element = arguments.first?.elementType ?? .any
        switch native {
        case "list": return arguments.isEmpty ? .list(.never) : .list(element)
        case "reversed", "sorted": return .list(element)
        case "filter": return .list(arguments.count > 1 ? arguments[1].elementType ?? .any : .any)
        case "set": return arguments.isEmpty ? .set(.never) : .set(element)
        case "tuple": return arguments.isEmpty ? .tuple([]) : .tupleOf(element)
        case "dict":
            return arguments.isEmpty && !hasNamed ? .dict(.never, .never) : .dict(.any, .any)
        case "enumerate": return .list(.tuple([.int, element]))
        case "zip": return .list(.tuple(arguments.map { $0.elementType ?? .any }))
        case "max", "min": return arguments.count == 1 ? element : .union(of: arguments)
        case "abs": return arguments.first.flatMap { $0 == .int || $0 == .float ? $0 : nil } ?? .any
        default: return result
        }
    }

    private func methodResult(_ name: String, _ arguments: [StaticType]) -> StaticType? {
        switch (name, receiver.first) {
        case ("dict.items", .dict(let key, let value)): .list(.tuple([key, value]))
        case ("dict.keys", .dict(let key, _)): .list(key)
        case ("dict.values", .dict(_, let value)): .list(value)
        case ("dict.popitem", .dict(let key, let value)): .tuple([key, value])
        case ("dict.get", .dict(_, let value)):
            value.union(arguments.count > 1 ? arguments[1] : .none)
        case ("dict.setdefault", .dict(_, let value)):
            value.union(arguments.count > 1 ? arguments[1] : .none)
        case ("dict.pop", .dict(_, let value)):
            arguments.count > 1 ? value.union(arguments[1]) : value
        case ("list.pop", .list(let element)), ("set.pop", .set(let element)): element
        default: nil
        }
    }
}
