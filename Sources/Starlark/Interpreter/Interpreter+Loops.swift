extension Evaluation {
    /// Starts a loop: the container, or the next number of a range, and the position or what is
    /// left of it, go into two registers.
    ///
    /// ```text
    /// container         state[0]       state[1]
    /// list, tuple       the value      the next position
    /// dict, set         the value      the next entry's number
    /// range             the range      the next position
    /// range, step 1     its end        the next number
    /// ```
    @inline(never)
    mutating func iterate(_ value: Value, state: UnsafeMutablePointer<Value>) throws {
        let source = try iterable(value)
        state[0] = source
        state[1] = Value(small: 0)
        switch source.header.pointee.kind {
        case .list, .dict, .set:
            if !source.header.pointee.isFrozen {
                source.header.pointee.locks &+= 1
                iterationLocks.append(source)
            }
        case .tuple: break
        case .range:
            let range = RangeView(source.object)
            let end = range.start + range.count
            if range.step == 1, Value.fitsSmall(range.start), Value.fitsSmall(end) {
                state[0] = Value(small: end)
                state[1] = Value(small: range.start)
            }
        default: throw notIterable(value)
        }
    }

    /// Takes the next element; at the end, unlocks what the loop went over.
    @inline(__always)
    mutating func nextElement(_ state: UnsafeMutablePointer<Value>) -> Value? {
        let source = state.pointee
        let position = state[1].small
        if source.header.pointee.kind == .range {
            let range = source.object.assumingMemoryBound(to: RangeLayout.self)
            guard position < range.pointee.count else { return nil }
            state[1] = Value(small: position &+ 1)
            return heap.integer(range.pointee.start &+ position &* range.pointee.step)
        }
        return nextElementSlowly(state)
    }

    @inline(never)
    private mutating func nextElementSlowly(_ state: UnsafeMutablePointer<Value>) -> Value? {
        let source = state.pointee
        var position = state[1].small
        switch source.header.pointee.kind {
        case .tuple:
            let tuple = TupleView(source.object)
            guard position < tuple.count else { return nil }
            state[1] = Value(small: position &+ 1)
            return tuple.base[position]
        case .dict, .set:
            let table = TableView(source.object)
            while position < table.used {
                let key = table.entries[position].key
                position &+= 1
                if key.isUnbound { continue }
                state[1] = Value(small: position)
                return key
            }
        default: break
        }
        endIteration(source)
        return nil
    }

    /// Unlocks what a loop went over.
    mutating func endIteration(_ source: Value) {
        guard source.isObject else { return }
        let header = source.header
        let kind = header.pointee.kind
        guard kind == .list || kind == .dict || kind == .set, !header.pointee.isFrozen else {
            return
        }
        unlockLast()
    }

    mutating func unlockLast() {
        if let source = iterationLocks.popLast() { source.header.pointee.locks &-= 1 }
    }

    /// Spreads the elements of a value over registers.
    @inline(never)
    mutating func unpack(
        _ value: Value, into registers: UnsafeMutablePointer<Value>, count: Int
    ) throws {
        let source: Value
        do { source = try iterable(value) } catch is Failure {
            throw Failure(
                "Cannot unpack a value of type `\(value.typeName)`, which is not iterable, into "
                    + "\(count) \(count == 1 ? "variable" : "variables")")
        }
        if let elements = source.asSequence, elements.count == count {
            for position in 0..<count { registers[position] = elements.base[position] }
            return
        }
        let found = knownCount(source) ?? 0
        guard found == count else {
            throw Failure(
                "Too \(found < count ? "few" : "many") values to unpack: \(found) of them for "
                    + "\(count) \(count == 1 ? "variable" : "variables")")
        }
        var position = 0
        try forEach(in: source) { element, _ in
            registers[position] = element
            position += 1
        }
    }

    @inline(never)
    mutating func formatted(_ value: Value, isRepr: Bool) throws -> Value {
        if !isRepr, value.isKind(.string) { return value }
        var buffer = buffer()
        if isRepr { buffer.append(repr: value) } else { buffer.append(str: value) }
        return try string(consuming: buffer)
    }

    @inline(never)
    mutating func concatenated(
        _ parts: UnsafeMutablePointer<Value>, count: Int
    ) throws -> Value {
        var buffer = buffer()
        for position in 0..<count where !buffer.isFull { buffer.append(str: parts[position]) }
        return try string(consuming: buffer)
    }

    @inline(never)
    func checkType(
        _ value: Value, annotation: Int, parameter: Int?, isRest: Bool = false, of function: Value
    ) throws {
        let code = function.functionLayout.pointee.code
        let types =
            function.functionTail + code.pointee.parameters.pointee.count
            + code.pointee.captureCount
        let type = types[annotation]
        if TypeAnnotations.matches(type, value) { return }
        var value = value
        if isRest {
            // An annotation of `*args` or `**kwargs` is that of an element or, as Buck2 reads it,
            // of the tuple or dict.
            let elements = value.asTuple.map { Array($0) } ?? value.asDict?.map(\.value) ?? []
            guard let wrong = elements.first(where: { !TypeAnnotations.matches(type, $0) }) else {
                return
            }
            value = wrong
        }
        let what =
            parameter.map { slot in
                "Parameter `\(code.pointee.localNames[slot].asString ?? "")` of "
                    + "`\(code.pointee.nameText)`"
            } ?? "The result of `\(code.pointee.nameText)`"
        throw Failure(
            "\(what) must be `\(type.str)`, but got `\(value.shortRepr)` of type "
                + "`\(value.typeName)`")
    }

    @inline(never)
    mutating func checkAnnotated(_ value: Value, annotation: Value, name: Value?) throws {
        let type = try TypeAnnotations.type(of: annotation, in: &self)
        if TypeAnnotations.matches(type, value) { return }
        let what = name.map { "Variable `\($0.str)`" } ?? "The value"
        throw Failure(
            "\(what) must be `\(type.str)`, but got `\(value.shortRepr)` of type "
                + "`\(value.typeName)`")
    }
}
