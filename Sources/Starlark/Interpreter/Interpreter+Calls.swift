extension AttributeName {
    /// The built-in method of this name that a receiver has.
    @inline(__always)
    func method(of receiver: Value) -> Unmanaged<NativeFunction>? {
        guard receiver.isObject else { return nil }
        return methods[Int(receiver.header.pointee.kind.rawValue)]
    }
}

extension Evaluation {
    /// Calls what an attribute of the receiver turns out to be.
    ///
    /// - Returns: Whether a frame was pushed; otherwise the result is in the window.
    @inline(never)
    mutating func callMethod(
        _ name: AttributeName, at window: UnsafeMutablePointer<Value>, count: Int,
        shape: UnsafeMutablePointer<CallShape>?
    ) throws -> Bool {
        if let method = name.method(of: window.pointee) {
            window.pointee = try callNative(method, count: count, at: window + 1, shape: shape)
            return false
        }
        if let method = try resolveMethod(name, at: window) {
            window.pointee = try callNative(
                .passUnretained(method), count: count, at: window + 1, shape: shape)
            return false
        }
        return try callAny(at: window, count: count, shape: shape)
    }

    /// Calls with named arguments, `*` or `**`.
    ///
    /// - Returns: Whether a frame was pushed; otherwise the result is in the window.
    @inline(never)
    mutating func callShaped(
        _ instruction: Instruction, code: UnsafeMutablePointer<CodeBlock>,
        registers: UnsafeMutablePointer<Value>
    ) throws -> Bool {
        let window = registers + instruction.a
        if instruction.opcode == .callShaped {
            return try callAny(at: window, count: 0, shape: code.pointee.shapes + instruction.b)
        }
        return try callMethod(
            code.pointee.attributes[instruction.b], at: window, count: 0,
            shape: code.pointee.shapes + instruction.c)
    }

    private mutating func callAny(
        at window: UnsafeMutablePointer<Value>, count: Int, shape: UnsafeMutablePointer<CallShape>?
    ) throws -> Bool {
        let callee = window.pointee
        guard callee.isKind(.function) else {
            window.pointee = try callNative(callee, count: count, at: window + 1, shape: shape)
            return false
        }
        let block = callee.functionLayout.pointee.code
        try bind(
            count: count, shape: shape, at: window + 1, to: block.pointee.parameters,
            fallbacks: callee.functionTail, isCached: true)
        try enter(block, at: window + 1)
        return true
    }

    /// Makes a function; its defaults and annotations follow the register it will be in.
    @inline(never)
    mutating func makeFunction(
        _ block: UnsafeMutablePointer<CodeBlock>, at window: UnsafeMutablePointer<Value>,
        in registers: UnsafeMutablePointer<Value>
    ) throws -> Value {
        let maker = registers[-1]
        let function = heap.uninitializedFunction(
            code: block, module: maker.functionLayout.pointee.module,
            tailCount: block.pointee.tailCount)
        let tail = function.functionTail
        let parameterCount = block.pointee.parameters.pointee.count
        var operand = window + 1
        for slot in 0..<parameterCount {
            guard block.pointee.hasDefault[slot] else {
                tail[slot] = ParameterLayout.required
                continue
            }
            tail[slot] = operand.pointee
            operand += 1
        }
        let outer =
            maker.functionTail + maker.functionLayout.pointee.code.pointee.parameters.pointee.count
        for number in 0..<block.pointee.captureCount {
            let source = block.pointee.captures[number]
            let index = Int(source.index)
            tail[parameterCount + number] = source.isOuterCapture ? outer[index] : registers[index]
        }
        let annotations = tail + parameterCount + block.pointee.captureCount
        for number in 0..<block.pointee.annotationCount {
            annotations[number] = try TypeAnnotations.type(of: operand[number], in: &self)
        }
        return function
    }

    @inline(never)
    mutating func addInteger(_ left: Value, _ instruction: Instruction) throws -> Value {
        let integer = instruction.signedC
        if instruction.flag { return try binary(.subtract, left, Value(small: -integer)) }
        return try binary(.add, left, Value(small: integer))
    }

    @inline(__always)
    func operation(of opcode: Opcode) -> BinaryOperation {
        // Both enumerations list the operators in one order; `CodeVerifier.checkTables` sees to it.
        unsafeBitCast(opcode.rawValue &- Opcode.add.rawValue, to: BinaryOperation.self)
    }

    /// An ordering comparison.
    @inline(__always)
    func compare(_ opcode: Opcode, _ left: Value, _ right: Value) throws -> Bool {
        if left.bits & right.bits & 1 != 0 {
            let (one, other) = (Int(bitPattern: left.bits), Int(bitPattern: right.bits))
            switch opcode {
            case .less, .jumpLess, .jumpLessInteger: return one < other
            case .lessOrEqual, .jumpLessOrEqual, .jumpLessOrEqualInteger: return one <= other
            case .greater, .jumpGreater, .jumpGreaterInteger: return one > other
            default: return one >= other
            }
        }
        return try compareSlowly(opcode, left, right)
    }

    @inline(never)
    private func compareSlowly(_ opcode: Opcode, _ left: Value, _ right: Value) throws -> Bool {
        let order = try Ordering.compare(left, right)
        switch opcode {
        case .less, .jumpLess, .jumpLessInteger: return order == .less
        case .lessOrEqual, .jumpLessOrEqual, .jumpLessOrEqualInteger:
            return order == .less || order == .equal
        case .greater, .jumpGreater, .jumpGreaterInteger: return order == .greater
        default: return order == .greater || order == .equal
        }
    }
}
