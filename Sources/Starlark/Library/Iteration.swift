/// Walking over iterables from Swift.
enum Iteration {
    /// The elements of an iterable, in order.
    ///
    /// Those of a list are read in place: a native that calls back into Starlark while it holds
    /// them uses `withElements`, which keeps the list from being changed.
    static func elements(
        of value: Value, in evaluation: inout Evaluation, for mismatch: () -> Failure
    ) throws -> ElementsView {
        guard let kind = value.kind else { throw mismatch() }
        switch kind {
        case .list: return ListView(value.object).elements
        case .tuple: return TupleView(value.object).elements
        case .dict, .set:
            let table = TableView(value.object)
            let keys = try evaluation.scratch(table.count)
            for (position, entry) in table.enumerated() { keys.base[position] = entry.key }
            return keys.elements
        case .range:
            let range = RangeView(value.object)
            let numbers = try evaluation.scratch(range.count)
            for position in 0..<range.count {
                numbers.base[position] = evaluation.heap.integer(range[position])
            }
            return numbers.elements
        case .native:
            guard let native = value.asNative,
                let elements = try native.elements(this: value, in: &evaluation),
                let sequence = elements.asSequence
            else { throw mismatch() }
            return sequence
        case .string, .bytes, .structure, .bigInteger, .float, .function, .nativeFunction,
            .boundMethod, .cell, .module:
            throw mismatch()
        }
    }

    /// The elements of an argument.
    static func elements(
        _ arguments: Arguments, _ slot: Int, in evaluation: inout Evaluation
    ) throws -> ElementsView {
        try elements(of: arguments[slot], in: &evaluation) {
            arguments.notIterable(slot)
        }
    }

    /// Runs `body` over the elements of an argument while they cannot be changed.
    static func withElements<Result>(
        _ arguments: Arguments, _ slot: Int, in evaluation: inout Evaluation,
        _ body: (ElementsView, inout Evaluation) throws -> Result
    ) throws -> Result {
        let elements = try elements(arguments, slot, in: &evaluation)
        let value = arguments[slot]
        guard value.isKind(.list), !value.header.pointee.isFrozen else {
            return try body(elements, &evaluation)
        }
        value.header.pointee.locks &+= 1
        defer { value.header.pointee.locks &-= 1 }
        return try body(elements, &evaluation)
    }
}

extension Evaluation {
    /// A tuple for a native's own use, whose elements are still to be written.
    mutating func scratch(_ count: Int) throws -> TupleView {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: 8)
        try checkRoom(bytes: overflow ? .max : bytes)
        return heap.uninitializedTuple(count: count)
    }
}
