extension Compiler {
    mutating func compileCall(
        _ callee: ExpressionID, _ arguments: Run<CallArgument>, to target: Int, range: ByteRange
    ) {
        // The window must be the last temporaries: the callee's registers overlap it.
        let window = block.next == target + 1 && !block.isLocal(target) ? target : block.take()
        var method: Int?
        if case .attribute(let object, let name) = tree[callee] {
            compile(object, to: window)
            method = attributeNumber(name)
        } else {
            compile(callee, to: window)
        }
        var shape = CallShape(
            positionalCount: 0, namedCount: 0, hasPositionals: false, hasKeywords: false,
            names: UnsafeMutablePointer(bitPattern: 8).unsafelyUnwrapped)
        var names: [Value] = []
        for argument in tree[arguments] {
            compile(argument.value, to: block.take())
            switch argument.kind {
            case .positional: shape.positionalCount += 1
            case .named:
                shape.namedCount += 1
                names.append(pool.values[pool.string(tree.names.utf8(argument.name))])
            case .variadic: shape.hasPositionals = true
            case .keywords: shape.hasKeywords = true
            }
        }
        block.range = range
        let count = arguments.count
        if shape.isPlain {
            if let method {
                block.emit(.callMethod, a: window, b: method, c: count)
            } else {
                block.emit(.call, a: window, b: count)
            }
        } else {
            let module = module
            let number = pool.shape(shape, names: names) { module.keep($0) }
            block.checkOperand(number, "different forms of calls in the file")
            if let method {
                block.emit(.callMethodShaped, a: window, b: method, c: number)
            } else {
                block.emit(.callShaped, a: window, b: number)
            }
        }
        if window != target { block.emit(.move, a: target, b: window) }
    }
}
