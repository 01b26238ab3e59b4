extension Compiler {
    /// Compiles an expression to whichever register holds its value: a variable's own, or a new
    /// temporary.
    mutating func compile(_ id: ExpressionID) -> Int {
        if case .name = tree[id] {
            let binding = resolution[id]
            if binding.scope == .local {
                checkBound(binding, at: id)
                return binding.index
            }
        }
        let register = block.take()
        compile(id, to: register)
        return register
    }

    private mutating func checkBound(_ binding: Binding, at id: ExpressionID) {
        guard binding.mayBeUnbound else { return }
        block.clearsLocals = true
        block.range = tree.range(of: id)
        block.emit(.checkBound, a: binding.index)
    }

    /// Compiles an expression to a given register: a variable, or the last temporary taken.
    mutating func compile(_ id: ExpressionID, to target: Int) {
        let mark = block.next
        compileUnreleased(id, to: target)
        block.release(to: mark)
    }

    private mutating func compileUnreleased(_ id: ExpressionID, to target: Int) {
        let range = tree.range(of: id)
        block.range = range
        switch tree[id] {
        case .name(let name):
            load(name, resolution[id], at: id, to: target)
        case .integer(let integer):
            loadConstant(pool.arena.integer(integer), to: target)
        case .bigInteger(let radix, let digits):
            let number = Literals.bigInteger(tree.bytes(of: digits), radix: radix)
            loadConstant(pool.arena.integer(number), to: target)
        case .float(let value):
            loadConstant(pool.arena.float(value), to: target)
        case .string(let text):
            block.emit(.loadConstant, a: target, wide: pool.string(tree.bytes(of: text)))
        case .bytes(let text):
            let value = tree.bytes(of: text).withUnsafeBufferPointer {
                pool.arena.string(utf8: $0, kind: .bytes)
            }
            loadConstant(value, to: target)
        case .formattedString(let parts):
            compileFormatted(parts, to: target, range: range)
        case .ellipsis:
            loadConstant(pool.arena.string("..."), to: target)
        case .tuple(let elements):
            compileDisplay(elements, .makeTuple, to: target, range: range)
        case .list(let elements):
            compileList(elements, to: target, range: range)
        case .dictionary(let parts):
            compileDictionary(parts, to: target)
        case .comprehension(let comprehension):
            compileComprehension(comprehension, to: target, range: range)
        case .unary(let operation, let operand):
            compileUnary(operation, operand, to: target, range: range)
        case .binary(let operation, let left, let right):
            compileBinary(operation, left, right, to: target, range: range)
        case .and(let left, let right):
            compileShortCircuit(left, right, .jumpUnless, to: target)
        case .or(let left, let right):
            compileShortCircuit(left, right, .jumpIf, to: target)
        case .conditional(let condition, let then, let otherwise):
            let skips = compileBranch(condition, on: false)
            compile(then, to: target)
            let exit = block.emitJump(.jump)
            block.land(skips)
            compile(otherwise, to: target)
            block.land([exit])
        case .attribute(let object, let name):
            let base = compile(object)
            block.range = range
            block.emit(.getAttribute, a: target, b: base, c: attributeNumber(name))
        case .index(let object, let index):
            let base = compile(object)
            let key = compile(index)
            block.range = range
            block.emit(.getIndex, a: target, b: base, c: key)
        case .slice(let object, let slice):
            compileSlice(object, tree[slice], to: target, range: range)
        case .call(let callee, let arguments):
            compileCall(callee, arguments, to: target, range: range)
        case .lambda(let function):
            compileFunction(function, to: target)
        case .formatted:
            preconditionFailure("a hole stands in a formatted string only, which compiles it")
        }
    }

    mutating func loadConstant(_ value: Value, to target: Int) {
        block.emit(.loadConstant, a: target, wide: pool.number(of: value))
    }

    mutating func attributeNumber(_ name: NameID) -> Int {
        let number = pool.attribute(tree.names.utf8(name))
        block.checkOperand(number, "attribute names in the file")
        return number
    }

    private mutating func load(
        _ name: NameID, _ binding: Binding, at id: ExpressionID, to target: Int
    ) {
        switch binding.scope {
        case .local:
            checkBound(binding, at: id)
            if target != binding.index { block.emit(.move, a: target, b: binding.index) }
        case .cell: block.emit(.loadCell, a: target, b: binding.index)
        case .captured: block.emit(.loadCapture, a: target, wide: binding.index)
        case .global:
            if !binding.mayBeUnbound, let value = loaded[binding.index] {
                loadConstant(value, to: target)
            } else {
                block.emit(.loadGlobal, a: target, wide: binding.index)
            }
        case .universal:
            block.emit(
                .loadConstant, a: target, wide: universalConstant(name, binding.index))
        case .none: loadConstant(.none, to: target)
        }
    }

    private mutating func universalConstant(_ name: NameID, _ number: Int) -> Int {
        if let known = universalConstants[number] { return known }
        guard let value = globals[tree.names.string(name)] else {
            preconditionFailure("names that nobody defines are reported before compiling")
        }
        pool.arena.adopt(value.heap)
        let constant = pool.number(of: value.value)
        universalConstants[number] = constant
        return constant
    }

    private mutating func compileUnary(
        _ operation: UnaryOperator, _ operand: ExpressionID, to target: Int, range: ByteRange
    ) {
        if operation == .minus, case .integer(let integer) = tree[operand] {
            return loadConstant(pool.arena.integer(-integer), to: target)
        }
        let register = compile(operand)
        block.range = range
        switch operation {
        case .plus: block.emit(.plus, a: target, b: register)
        case .minus: block.emit(.negate, a: target, b: register)
        case .bitNot: block.emit(.bitNot, a: target, b: register)
        case .not: block.emit(.not, a: target, b: register)
        }
    }

    private mutating func compileBinary(
        _ operation: BinaryOperator, _ left: ExpressionID, _ right: ExpressionID, to target: Int,
        range: ByteRange
    ) {
        if isInAnnotation, operation == .bitOr, beginsWithTuple(left) {
            return compileAlternatives(left, right, to: target, range: range)
        }
        let one = compile(left)
        if emitInteger(operation, target, one, right, range: range) { return }
        let other = compile(right)
        block.range = range
        block.emit(opcode(of: operation), a: target, b: one, c: other)
    }

    /// Writes the form of an operator for a small integer on the right, if there is one.
    mutating func emitInteger(
        _ operation: BinaryOperator, _ target: Int, _ left: Int, _ right: ExpressionID,
        range: ByteRange
    ) -> Bool {
        guard case .integer(let integer) = tree[right], integer >= 0, integer <= Int(Int16.max)
        else { return false }
        block.range = range
        switch operation {
        case .add: block.emit(.addInteger, a: target, b: left, c: integer)
        case .subtract: block.emit(.addInteger, flag: true, a: target, b: left, c: -integer)
        case .modulo where integer > 0: block.emit(.moduloInteger, a: target, b: left, c: integer)
        default: return false
        }
        return true
    }

    func opcode(of operation: BinaryOperator) -> Opcode {
        switch operation {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .floorDivide: .floorDivide
        case .modulo: .modulo
        case .bitAnd: .bitAnd
        case .bitOr: .bitOr
        case .bitXor: .bitXor
        case .shiftLeft: .shiftLeft
        case .shiftRight: .shiftRight
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .in: .contains
        case .notIn: .notContains
        }
    }

    /// `and` and `or`: the left operand unless it does not decide.
    private mutating func compileShortCircuit(
        _ left: ExpressionID, _ right: ExpressionID, _ decided: Opcode, to target: Int
    ) {
        // The right operand may read the variable that is assigned to.
        let result = block.isLocal(target) ? block.take() : target
        compile(left, to: result)
        let exit = block.emitJump(decided, a: result)
        compile(right, to: result)
        block.land([exit])
        if result != target { block.emit(.move, a: target, b: result) }
    }

    private mutating func compileSlice(
        _ object: ExpressionID, _ slice: SliceBounds, to target: Int, range: ByteRange
    ) {
        let first = block.take()
        compile(object, to: first)
        for bound in [slice.start, slice.stop, slice.step] {
            let register = block.take()
            if let bound {
                compile(bound, to: register)
            } else {
                loadConstant(.none, to: register)
            }
        }
        block.range = range
        block.emit(.slice, a: target, b: first)
    }

    private mutating func compileFormatted(
        _ parts: Run<ExpressionID>, to target: Int, range: ByteRange
    ) {
        let first = block.take(parts.count)
        for (offset, part) in tree[parts].enumerated() {
            if case .formatted(let value, let conversion) = tree[part] {
                let register = compile(value)
                block.range = tree.range(of: part)
                block.emit(
                    .format, flag: conversion == .repr, a: first + offset, b: register)
            } else {
                compile(part, to: first + offset)
            }
            block.release(to: first + parts.count)
        }
        block.range = range
        block.emit(.concatenate, a: target, b: first, c: parts.count)
    }
}
