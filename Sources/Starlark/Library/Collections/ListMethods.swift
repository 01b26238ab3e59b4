import Glibc

/// Methods of `list`.
enum ListMethods {
    static let all: [NativeFunction] = [
        NativeFunction("append", "element, /", append),
        NativeFunction("clear", "") { arguments, evaluation in
            try evaluation.checkMutable(arguments.receiver)
            ListView(arguments.receiver.object).layout.pointee.count = 0
            return .none
        },
        NativeFunction("extend", "elements, /", extend),
        NativeFunction("index", "element, start = None, end = None, /", index),
        NativeFunction("insert", "index, element, /", insert),
        NativeFunction("pop", "index = None, /", pop),
        NativeFunction("remove", "element, /", remove),
    ]

    private static func append(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        try evaluation.checkMutable(arguments.receiver)
        evaluation.heap.append(arguments[0], to: ListView(arguments.receiver.object))
        return .none
    }

    private static func extend(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        try evaluation.checkMutable(arguments.receiver)
        let elements = try Iteration.elements(arguments, 0, in: &evaluation)
        let list = ListView(arguments.receiver.object)
        let count = list.count
        try evaluation.checkRoom(bytes: (count + elements.count) * 8)
        evaluation.heap.reserve(count + elements.count, in: list)
        // A list that extends itself may just have moved: read the elements where they are now.
        let source = arguments[0] === arguments.receiver ? list.base : elements.base
        memcpy(list.base + count, source, elements.count * 8)
        list.layout.pointee.count = count + elements.count
        return .none
    }

    private static func index(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let elements = ListView(arguments.receiver.object).elements
        let start = Indices.clamped(try arguments.optionalInteger(1) ?? 0, count: elements.count)
        let end = Indices.clamped(
            try arguments.optionalInteger(2) ?? elements.count, count: elements.count)
        var position = start
        while position < min(end, elements.count) {
            if try Equality.equal(elements[position], arguments[0]) {
                return Value(small: position)
            }
            position += 1
        }
        throw absent(arguments)
    }

    private static func absent(_ arguments: Arguments) -> Failure {
        Failure(
            "Element `\(arguments[0].shortRepr)` not found in list "
                + "`\(arguments.receiver.shortRepr)`")
    }

    private static func insert(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        try evaluation.checkMutable(arguments.receiver)
        let list = ListView(arguments.receiver.object)
        let position = min(
            Indices.clamped(try arguments.integer(0), count: list.count), list.count)
        evaluation.heap.append(arguments[1], to: list)
        let hole = list.base + position
        memmove(hole + 1, hole, (list.count - 1 - position) * 8)
        hole.pointee = arguments[1]
        return .none
    }

    private static func pop(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        try evaluation.checkMutable(arguments.receiver)
        let list = ListView(arguments.receiver.object)
        let index = try arguments.optionalInteger(0) ?? -1
        let position = index < 0 ? index + list.count : index
        guard position >= 0 && position < list.count else {
            guard list.count > 0 else {
                throw Failure("Cannot `pop` from an empty list")
            }
            throw Failure("Index \(index) is out of range for a list of \(list.count) elements")
        }
        return take(position, from: list)
    }

    private static func take(_ position: Int, from list: ListView) -> Value {
        let hole = list.base + position
        let element = hole.pointee
        memmove(hole, hole + 1, (list.count - 1 - position) * 8)
        list.layout.pointee.count -= 1
        return element
    }

    private static func remove(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        try evaluation.checkMutable(arguments.receiver)
        let list = ListView(arguments.receiver.object)
        for position in 0..<list.count
        where try Equality.equal(list.base[position], arguments[0]) {
            _ = take(position, from: list)
            return .none
        }
        throw absent(arguments)
    }
}
