extension Evaluation {
    /// Calls a function, a method or a callable object.
    ///
    /// - Parameters:
    ///   - callee: What to call.
    ///   - positional: Arguments by position.
    ///   - named: Arguments by name.
    /// - Returns: What it returns.
    /// - Throws: A `Failure` if the arguments do not fit or a native function fails; a `Diagnostic`
    ///   from within Starlark code.
    public mutating func call(
        _ callee: Value, positional: [Value] = [], named: [(String, Value)] = []
    ) throws -> Value {
        let window = top
        let count = positional.count + named.count
        guard window + count + 2 < registersEnd else { throw stackFailure }
        window[0] = callee
        for (position, value) in positional.enumerated() { window[1 + position] = value }
        guard !named.isEmpty else { return try invoke(window, count: count, shape: nil) }
        let names = heap.allocate(bytes: named.count * 8).assumingMemoryBound(to: Value.self)
        for (position, argument) in named.enumerated() {
            names[position] = heap.string(argument.0)
            window[1 + positional.count + position] = argument.1
        }
        var shape = CallShape(
            positionalCount: positional.count, namedCount: named.count, hasPositionals: false,
            hasKeywords: false, names: names)
        return try withUnsafeMutablePointer(to: &shape) {
            try invoke(window, count: count, shape: $0)
        }
    }

    /// Runs a call from outside the interpreter loop and gives the registers back afterwards.
    ///
    /// - Parameters:
    ///   - window: The callee, at `top` or beyond, and after it the arguments. The callee is not
    ///     written as the register before the first argument: the optimizer of Swift 6.3 drops a
    ///     store to `base[-1]` that a store to `base[0]` follows.
    ///   - count: The number of plain arguments.
    ///   - shape: The arguments' shape, if they are not plain.
    /// - Returns: What the callee returns.
    /// - Throws: What it throws, and a `Failure` if the arguments do not fit.
    mutating func invoke(
        _ window: UnsafeMutablePointer<Value>, count: Int, shape: UnsafeMutablePointer<CallShape>?
    ) throws -> Value {
        let savedTop = top
        defer { top = savedTop }
        let callee = window[0]
        let base = window + 1
        guard callee.isKind(.function) else {
            return try callNative(callee, count: count, at: base, shape: shape, isCached: false)
        }
        let layout = callee.functionLayout.pointee.code.pointee.parameters
        try bind(
            count: count, shape: shape, at: base, to: layout, fallbacks: callee.functionTail,
            isCached: false)
        return try interpret(callee, at: base)
    }

    /// Binds the arguments of a plain call or of a shape.
    @inline(__always)
    mutating func bind(
        count: Int, shape: UnsafeMutablePointer<CallShape>?, at base: UnsafeMutablePointer<Value>,
        to layout: UnsafeMutablePointer<ParameterLayout>, fallbacks: UnsafeMutablePointer<Value>,
        isCached: Bool
    ) throws {
        if let shape {
            try bind(
                shape, at: base, to: layout, fallbacks: fallbacks, isCached: isCached)
        } else {
            try bind(plain: count, at: base, to: layout, fallbacks: fallbacks)
        }
    }

    /// Calls anything that is not a function written in Starlark.
    ///
    /// The callee is in the register before `base`, as `arguments.receiver` promises.
    mutating func callNative(
        _ callee: Value, count: Int, at base: UnsafeMutablePointer<Value>,
        shape: UnsafeMutablePointer<CallShape>?, isCached: Bool = true
    ) throws -> Value {
        switch callee.kind {
        case .nativeFunction:
            return try callNative(
                callee.nativeFunctionLayout.pointee.function, count: count, at: base,
                shape: shape, isCached: isCached)
        case .boundMethod:
            let method = callee.boundMethodLayout.pointee
            base[-1] = method.receiver
            return try callNative(
                method.function, count: count, at: base, shape: shape,
                isCached: isCached)
        case .native:
            return try callObject(
                callee, count: count, at: base, shape: shape, isCached: isCached)
        default:
            throw Failure("A value of type `\(callee.typeName)` is not callable")
        }
    }

    @inline(__always)
    mutating func callNative(
        _ function: Unmanaged<NativeFunction>, count: Int,
        at base: UnsafeMutablePointer<Value>, shape: UnsafeMutablePointer<CallShape>?,
        isCached: Bool = true
    ) throws -> Value {
        try function._withUnsafeGuaranteedRef { function in
            let parameters = function.shape
            try bind(
                count: count, shape: shape, at: base, to: parameters.layout,
                fallbacks: parameters.fallbacks, isCached: isCached)
            let slots = parameters.layout.pointee.count
            let savedTop = top
            top = base + slots
            defer { top = savedTop }
            guard top < registersEnd else { throw stackFailure }
            let arguments = Arguments(
                base: base, signature: .passUnretained(function.signature), count: slots)
            return try function.body(arguments, &self)
        }
    }

    private mutating func callObject(
        _ callee: Value, count: Int, at base: UnsafeMutablePointer<Value>,
        shape: UnsafeMutablePointer<CallShape>?, isCached: Bool
    ) throws -> Value {
        guard nesting < Evaluation.nestingLimit else { throw nestingFailure }
        nesting += 1
        defer { nesting -= 1 }
        let object = callee.nativeLayout.pointee.object.takeUnretainedValue()
        guard let signature = object.callSignature else {
            throw Failure("A value of type `\(object.typeName)` is not callable")
        }
        try bind(
            count: count, shape: shape, at: base, to: signature.shape.layout,
            fallbacks: signature.shape.fallbacks, isCached: isCached)
        let slots = signature.parameters.count
        let savedTop = top
        top = base + slots
        defer { top = savedTop }
        guard top < registersEnd else { throw stackFailure }
        let arguments = Arguments(
            base: base, signature: .passUnretained(signature), count: slots)
        return try object.call(arguments, in: &self)
    }
}
