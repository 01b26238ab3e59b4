/// Functions over iterables.
enum IterableFunctions {
    static let all: [NativeFunction] = [
        NativeFunction("all", "x, /") { arguments, evaluation in
            Value(bool: try elements(arguments, &evaluation).allSatisfy(\.isTruthy))
        },
        NativeFunction("any", "x, /") { arguments, evaluation in
            Value(bool: try elements(arguments, &evaluation).contains(where: \.isTruthy))
        },
        NativeFunction("enumerate", "x, /, start = 0", enumerate),
        NativeFunction("filter", "function, x, /", filter),
        NativeFunction("len", "x, /", len),
        NativeFunction("map", "function, x, /", map),
        NativeFunction("max", "*args, key?") { arguments, evaluation in
            try extreme(arguments, &evaluation, wanted: .greater)
        },
        NativeFunction("min", "*args, key?") { arguments, evaluation in
            try extreme(arguments, &evaluation, wanted: .less)
        },
        NativeFunction("reversed", "x, /", reversed),
        NativeFunction("zip", "*args", zip),
    ]

    private static func elements(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> ElementsView {
        try Iteration.elements(arguments, 0, in: &evaluation)
    }

    private static func len(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        guard let length = arguments[0].length else {
            throw Failure(
                "Operation `len` is not supported on `\(arguments[0].shortRepr)` of type "
                    + "`\(arguments[0].typeName)`, which has no length")
        }
        return evaluation.heap.integer(length)
    }

    private static func enumerate(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let elements = try elements(arguments, &evaluation)
        let start = try arguments.integer(1)
        guard !start.addingReportingOverflow(elements.count).overflow else {
            throw Failure("Parameter `start` of `enumerate` is too large: \(start)")
        }
        let list = evaluation.heap.uninitializedList(
            count: elements.count, capacity: elements.count)
        for position in 0..<elements.count {
            let number = evaluation.heap.integer(start + position)
            list.base[position] = evaluation.heap.pair(number, elements[position])
        }
        return Value(object: list.object)
    }

    private static func reversed(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let elements = try elements(arguments, &evaluation)
        let count = elements.count
        let list = evaluation.heap.uninitializedList(count: count, capacity: count)
        for position in 0..<count { list.base[position] = elements.base[count - 1 - position] }
        return Value(object: list.object)
    }

    private static func zip(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let sources = try arguments.sequence(0)
        var columns: [ElementsView] = []
        for source in sources {
            columns.append(
                try Iteration.elements(of: source, in: &evaluation) {
                    arguments.notIterable(0, got: source)
                })
        }
        let count = columns.map(\.count).min() ?? 0
        let list = evaluation.heap.uninitializedList(count: count, capacity: count)
        for position in 0..<count {
            let tuple = evaluation.heap.uninitializedTuple(count: columns.count)
            for (place, column) in columns.enumerated() { tuple.base[place] = column[position] }
            list.base[position] = Value(object: tuple.object)
        }
        return Value(object: list.object)
    }

    private static func map(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        try requireCallable(arguments, 0)
        return try Iteration.withElements(arguments, 1, in: &evaluation) { elements, evaluation in
            let list = evaluation.heap.uninitializedList(count: 0, capacity: elements.count)
            for element in elements {
                let result = try evaluation.call(arguments[0], element)
                evaluation.heap.append(result, to: list)
            }
            return Value(object: list.object)
        }
    }

    private static func filter(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let function = arguments[0]
        if !function.isNone { try requireCallable(arguments, 0) }
        return try Iteration.withElements(arguments, 1, in: &evaluation) { elements, evaluation in
            let list = evaluation.heap.uninitializedList(count: 0, capacity: 4)
            for element in elements {
                let isKept =
                    function.isNone
                    ? !element.isNone : try evaluation.call(function, element).isTruthy
                if isKept { evaluation.heap.append(element, to: list) }
            }
            return Value(object: list.object)
        }
    }

    static func requireCallable(_ arguments: Arguments, _ slot: Int) throws {
        guard arguments[slot].isCallable else { throw arguments.mismatch(slot, "a function") }
    }

    /// The first element that none other exceeds in the wanted direction.
    private static func extreme(
        _ arguments: Arguments, _ evaluation: inout Evaluation, wanted: Equality.Order
    ) throws -> Value {
        let given = try arguments.sequence(0)
        let elements =
            given.count == 1
            ? try Iteration.elements(of: given[0], in: &evaluation) {
                arguments.notIterable(0, got: given[0])
            } : given
        guard elements.count > 0 else {
            let name = wanted == .greater ? "max" : "min"
            throw Failure("`\(name)` needs at least one element, but the iterable is empty")
        }
        let key = arguments.optional(1)
        if key != nil { try requireCallable(arguments, 1) }
        // Copied, so that the key function may do to the list what it likes.
        let copy = key == nil ? elements : try evaluation.copied(elements)
        var best = copy[0]
        var bestKey = try key.map { try evaluation.call($0, best) } ?? best
        for element in copy.dropFirst() {
            let elementKey = try key.map { try evaluation.call($0, element) } ?? element
            if try Ordering.compare(elementKey, bestKey) == wanted {
                (best, bestKey) = (element, elementKey)
            }
        }
        return best
    }
}

extension Evaluation {
    /// Calls a function with one argument.
    mutating func call(_ function: Value, _ argument: Value) throws -> Value {
        let window = top
        guard window + 3 < registersEnd else { throw stackFailure }
        window[0] = function
        window[1] = argument
        return try invoke(window, count: 1, shape: nil)
    }

    /// A copy of elements that nobody else can change.
    mutating func copied(_ elements: ElementsView) throws -> ElementsView {
        let tuple = try scratch(elements.count)
        tuple.base.update(from: elements.base, count: elements.count)
        return tuple.elements
    }
}

extension Value {
    /// The answer of `len`, nothing if there is none.
    var length: Int? {
        switch kind {
        case .string: StringView(object).scalarCount
        case .bytes: StringView(object).byteCount
        case .list: ListView(object).count
        case .tuple: TupleView(object).count
        case .dict, .set: TableView(object).count
        case .range: RangeView(object).count
        case .native: asNative?.length(this: self)
        default: nil
        }
    }

    /// Whether the value can be called.
    public var isCallable: Bool {
        switch kind {
        case .function, .nativeFunction, .boundMethod: true
        case .native: asNative?.callSignature != nil
        default: false
        }
    }
}
