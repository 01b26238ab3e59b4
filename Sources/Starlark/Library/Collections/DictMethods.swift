/// Methods of `dict`.
enum DictMethods {
    static let all: [NativeFunction] = [
        NativeFunction("clear", "") { arguments, evaluation in
            try evaluation.checkMutable(arguments.receiver)
            table(arguments).removeAll()
            return .none
        },
        NativeFunction("get", "key, default = None, /") { arguments, _ in
            try table(arguments).value(of: arguments[0]) ?? arguments[1]
        },
        NativeFunction("items", "", items),
        NativeFunction("keys", "") { arguments, evaluation in
            column(arguments, &evaluation, \.key)
        },
        NativeFunction("pop", "key, default?", pop),
        NativeFunction("popitem", "", popitem),
        NativeFunction("setdefault", "key, default = None, /", setdefault),
        NativeFunction("update", "pairs = (), /, **kwargs", update),
        NativeFunction("values", "") { arguments, evaluation in
            column(arguments, &evaluation, \.value)
        },
    ]

    @inline(__always)
    private static func table(_ arguments: Arguments) -> TableView {
        TableView(arguments.receiver.object)
    }

    private static func items(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let table = table(arguments)
        let list = evaluation.heap.uninitializedList(count: table.count, capacity: table.count)
        for (position, entry) in table.enumerated() {
            list.base[position] = evaluation.heap.pair(entry.key, entry.value)
        }
        return Value(object: list.object)
    }

    @inline(__always)
    private static func column(
        _ arguments: Arguments, _ evaluation: inout Evaluation,
        _ part: (TableEntry) -> Value
    ) -> Value {
        let table = table(arguments)
        let list = evaluation.heap.uninitializedList(count: table.count, capacity: table.count)
        var position = 0
        for number in 0..<table.used where !table.entries[number].key.isUnbound {
            list.base[position] = part(table.entries[number])
            position += 1
        }
        return Value(object: list.object)
    }

    private static func pop(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        try evaluation.checkMutable(arguments.receiver)
        let table = table(arguments)
        guard let found = try table.find(arguments[0]) else {
            if let fallback = arguments.optional(1) { return fallback }
            throw Failure(
                "Key `\(arguments[0].shortRepr)` not found in dict "
                    + "`\(arguments.receiver.shortRepr)`"
                    + nearestKey(to: arguments[0], in: table))
        }
        let value = table.entries[found].value
        table.remove(at: found)
        return value
    }

    /// A suggestion of a key spelled almost like a string that is no key.
    static func nearestKey(to key: Value, in table: TableView) -> String {
        guard let name = key.asString else { return "" }
        return Failure.suggestion(for: name, among: table.compactMap(\.key.asString))
    }

    private static func popitem(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        try evaluation.checkMutable(arguments.receiver)
        let table = table(arguments)
        for number in 0..<table.used where !table.entries[number].key.isUnbound {
            let entry = table.entries[number]
            table.remove(at: number)
            return evaluation.heap.pair(entry.key, entry.value)
        }
        throw Failure("Cannot `popitem` from an empty dict")
    }

    private static func setdefault(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        try evaluation.checkMutable(arguments.receiver)
        let table = table(arguments)
        if let value = try table.value(of: arguments[0]) { return value }
        try evaluation.heap.insert(arguments[0], value: arguments[1], into: table)
        return arguments[1]
    }

    private static func update(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        try evaluation.checkMutable(arguments.receiver)
        try fill(table(arguments), arguments, &evaluation)
        return .none
    }

    /// Adds what `dict(pairs, **kwargs)` and `update` take: a dict or pairs, then named arguments.
    static func fill(
        _ table: TableView, _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws {
        if let other = arguments[0].asDict {
            if other.object != table.object {
                try evaluation.heap.insertAll(of: other, into: table)
            }
        } else {
            let pairs = try Iteration.elements(of: arguments[0], in: &evaluation) {
                arguments.notIterable(0)
            }
            for pair in pairs {
                let parts = try Iteration.elements(of: pair, in: &evaluation) {
                    nonPair(pair, "is no pair")
                }
                guard parts.count == 2 else {
                    throw nonPair(pair, "has length \(parts.count)")
                }
                try evaluation.heap.insert(parts[0], value: parts[1], into: table)
            }
        }
        if let named = arguments[1].asDict { try evaluation.heap.insertAll(of: named, into: table) }
    }

    private static func nonPair(_ value: Value, _ reason: String) -> Failure {
        Failure(
            "A `dict` is made of pairs, but a non-pair element was found: `\(value.shortRepr)` "
                + "of type `\(value.typeName)` \(reason)")
    }
}

extension Heap {
    /// Sets all entries of another table, whose keys are hashed already.
    mutating func insertAll(of other: TableView, into table: TableView) throws {
        for number in 0..<other.used where !other.entries[number].key.isUnbound {
            let entry = other.entries[number]
            try insert(entry.key, hash: other.hashes[number], value: entry.value, into: table)
        }
    }
}
