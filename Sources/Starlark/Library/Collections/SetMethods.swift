/// Methods of `set`.
enum SetMethods {
    static let all: [NativeFunction] = [
        NativeFunction("add", "element, /") { arguments, evaluation in
            try evaluation.checkMutable(arguments.receiver)
            try evaluation.heap.insert(arguments[0], value: .none, into: own(arguments))
            return .none
        },
        NativeFunction("clear", "") { arguments, evaluation in
            try evaluation.checkMutable(arguments.receiver)
            own(arguments).removeAll()
            return .none
        },
        NativeFunction("difference", "*others") { arguments, evaluation in
            try folded(arguments, &evaluation) { try $2.difference($0, $1) }
        },
        NativeFunction("difference_update", "*others") { arguments, evaluation in
            try change(arguments, &evaluation) { target, other, heap in
                if target.object == other.object { return target.removeAll() }
                try heap.keep(of: target) { try other.find($0) == nil }
            }
        },
        NativeFunction("discard", "element, /") { arguments, evaluation in
            try evaluation.checkMutable(arguments.receiver)
            if let found = try own(arguments).find(arguments[0]) {
                own(arguments).remove(at: found)
            }
            return .none
        },
        NativeFunction("intersection", "*others") { arguments, evaluation in
            try folded(arguments, &evaluation) { try $2.intersection($0, $1) }
        },
        NativeFunction("intersection_update", "*others") { arguments, evaluation in
            try change(arguments, &evaluation) { target, other, heap in
                try heap.keep(of: target) { try other.find($0) != nil }
            }
        },
        NativeFunction("isdisjoint", "other, /") { arguments, evaluation in
            let other = try set(arguments[0], arguments, &evaluation)
            return Value(bool: try own(arguments).allSatisfy { try other.find($0.key) == nil })
        },
        NativeFunction("issubset", "other, /") { arguments, evaluation in
            let other = try set(arguments[0], arguments, &evaluation)
            return Value(bool: try own(arguments).isSubset(of: other))
        },
        NativeFunction("issuperset", "other, /") { arguments, evaluation in
            let other = try set(arguments[0], arguments, &evaluation)
            return Value(bool: try other.isSubset(of: own(arguments)))
        },
        NativeFunction("pop", "", pop),
        NativeFunction("remove", "element, /", remove),
        NativeFunction("symmetric_difference", "other, /") { arguments, evaluation in
            let other = try set(arguments[0], arguments, &evaluation)
            let result = try evaluation.heap.symmetricDifference(own(arguments), other)
            return Value(object: result.object)
        },
        NativeFunction("symmetric_difference_update", "other, /") { arguments, evaluation in
            try evaluation.checkMutable(arguments.receiver)
            let other = try set(arguments[0], arguments, &evaluation)
            try evaluation.heap.toggle(other, in: own(arguments))
            return .none
        },
        NativeFunction("union", "*others") { arguments, evaluation in
            try folded(arguments, &evaluation) { try $2.union($0, $1) }
        },
        NativeFunction("update", "*others", update),
    ]

    private static func own(_ arguments: Arguments) -> TableView {
        TableView(arguments.receiver.object)
    }

    /// A set of the elements of any iterable, or that set itself.
    private static func set(
        _ value: Value, _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> TableView {
        if let set = value.asSet { return set }
        let elements = try Iteration.elements(of: value, in: &evaluation) {
            arguments.notIterable(0, got: value)
        }
        return try evaluation.set(of: elements)
    }

    private static func folded(
        _ arguments: Arguments, _ evaluation: inout Evaluation,
        _ combine: (TableView, TableView, inout Heap) throws -> TableView
    ) throws -> Value {
        var result = own(arguments)
        for value in try arguments.sequence(0) {
            let other = try set(value, arguments, &evaluation)
            result = try combine(result, other, &evaluation.heap)
        }
        if result.object == arguments.receiver.object {
            result = evaluation.heap.copyTable(result, kind: .set)
        }
        return Value(object: result.object)
    }

    private static func pop(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        try evaluation.checkMutable(arguments.receiver)
        let set = own(arguments)
        for number in (0..<set.used).reversed() where !set.entries[number].key.isUnbound {
            let element = set.entries[number].key
            set.remove(at: number)
            return element
        }
        throw Failure("Cannot `pop` from an empty set")
    }

    private static func remove(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        try evaluation.checkMutable(arguments.receiver)
        guard let found = try own(arguments).find(arguments[0]) else {
            throw Failure(
                "Element `\(arguments[0].shortRepr)` not found in set "
                    + "`\(arguments.receiver.shortRepr)`")
        }
        own(arguments).remove(at: found)
        return .none
    }

    /// Changes the receiver by each of the arguments, which are made sets first.
    private static func change(
        _ arguments: Arguments, _ evaluation: inout Evaluation,
        _ apply: (TableView, TableView, inout Heap) throws -> Void
    ) throws -> Value {
        try evaluation.checkMutable(arguments.receiver)
        let others = try arguments.sequence(0).map { try set($0, arguments, &evaluation) }
        for other in others { try apply(own(arguments), other, &evaluation.heap) }
        return .none
    }

    private static func update(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        try evaluation.checkMutable(arguments.receiver)
        let target = own(arguments)
        for value in try arguments.sequence(0) where value !== arguments.receiver {
            let other = try set(value, arguments, &evaluation)
            try evaluation.heap.insertAll(of: other, into: target)
        }
        return .none
    }
}

extension Evaluation {
    /// Makes a set of elements.
    mutating func set(of elements: ElementsView) throws -> TableView {
        let set = heap.table(.set, capacity: elements.count)
        for element in elements { try heap.insert(element, value: .none, into: set) }
        return set
    }
}

/// The algebra of sets; the order is that of the left operand, then of the right.
extension Heap {
    mutating func union(_ left: TableView, _ right: TableView) throws -> TableView {
        let result = copyTable(left, kind: .set)
        try insertAll(of: right, into: result)
        return result
    }

    mutating func intersection(_ left: TableView, _ right: TableView) throws -> TableView {
        try kept(of: left) { try right.find($0) != nil }
    }

    mutating func difference(_ left: TableView, _ right: TableView) throws -> TableView {
        try kept(of: left) { try right.find($0) == nil }
    }

    mutating func symmetricDifference(_ left: TableView, _ right: TableView) throws -> TableView {
        let result = try difference(left, right)
        try insertAll(of: difference(right, left), into: result)
        return result
    }

    private mutating func kept(
        of source: TableView, _ test: (Value) throws -> Bool
    ) throws -> TableView {
        let result = table(.set)
        for number in 0..<source.used where !source.entries[number].key.isUnbound {
            let key = source.entries[number].key
            guard try test(key) else { continue }
            appendNew(key, hash: source.hashes[number], value: .none, to: result)
        }
        return result
    }
}

/// The algebra of sets, in place.
extension Heap {
    /// Removes the elements of a set that fail a test.
    mutating func keep(of set: TableView, _ test: (Value) throws -> Bool) throws {
        let kept = try kept(of: set, test)
        guard kept.count < set.count else { return }
        set.removeAll()
        try insertAll(of: kept, into: set)
    }

    /// Removes what both sets have and adds what only the other has.
    mutating func toggle(_ other: TableView, in set: TableView) throws {
        let result = try symmetricDifference(set, other)
        set.removeAll()
        try insertAll(of: result, into: set)
    }
}

extension TableView {
    func isSubset(of other: TableView) throws -> Bool {
        guard count <= other.count else { return false }
        return try allSatisfy { try other.find($0.key) != nil }
    }
}
