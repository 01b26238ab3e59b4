extension Compiler {
    mutating func compile(_ statements: Run<StatementID>) {
        for statement in tree[statements] { compile(statement) }
    }

    private mutating func compile(_ id: StatementID) {
        let mark = block.next
        block.range = tree.range(of: id)
        switch tree[id] {
        case .expression(let expression):
            _ = compile(expression)
        case .assign(let target, let value):
            compileAssignment(target, value)
        case .annotatedAssign(let target, let annotation, let value):
            let register = compile(value)
            let type = block.take()
            compileAnnotation(annotation, to: type)
            block.range = tree.range(of: id)
            var name = 0
            if case .name(let id) = tree[target] { name = pool.string(tree.names.utf8(id)) + 1 }
            let named = name <= Int(UInt16.max) ? name : 0
            block.emit(.checkAnnotated, a: register, b: type, c: named)
            store(register, to: target)
        case .augmentedAssign(let operation, let target, let value):
            compileAugmented(operation, target, value, range: tree.range(of: id))
        case .define(let function):
            compileDefinition(function)
        case .return(let value):
            compileReturn(value)
        case .conditional(let branches):
            compileConditional(branches)
        case .loop(let target, let iterable, let body):
            compileLoop(target, iterable) { compiler in compiler.compile(body) }
        case .load(let load):
            for loadedName in tree[tree[load].names] {
                let binding = resolution[loadedName.local]
                guard let value = loaded[binding.index] else { continue }
                let register = block.take()
                block.emit(.loadConstant, a: register, wide: pool.number(of: value))
                store(register, to: loadedName.local)
            }
        case .break:
            guard let state = block.loops.last?.state else { break }
            block.emit(.iterateEnd, a: state)
            let jump = block.emitJump(.jump)
            block.loops[block.loops.count - 1].exits.append(jump)
        case .continue:
            guard let head = block.loops.last?.head else { break }
            block.emit(.jump, wide: head)
        case .pass:
            break
        }
        block.release(to: mark)
    }

    private mutating func compileAssignment(_ target: ExpressionID, _ value: ExpressionID) {
        let binding = resolution[target]
        if case .name = tree[target], binding.scope == .local {
            compile(value, to: binding.index)
        } else {
            let register = compile(value)
            store(register, to: target)
        }
    }

    /// Assigns a register to a name, an attribute, an element or a pattern of those.
    mutating func store(_ register: Int, to target: ExpressionID) {
        let mark = block.next
        let range = tree.range(of: target)
        switch tree[target] {
        case .name:
            let binding = resolution[target]
            switch binding.scope {
            case .local:
                if binding.index != register {
                    block.emit(.move, a: binding.index, b: register)
                }
            case .cell: block.emit(.storeCell, a: binding.index, b: register)
            case .global: block.emit(.storeGlobal, a: register, wide: binding.index)
            case .none, .captured, .universal: break
            }
        case .attribute(let object, let name):
            let base = compile(object)
            block.range = range
            block.emit(.setAttribute, a: base, b: attributeNumber(name), c: register)
        case .index(let object, let index):
            let base = compile(object)
            let key = compile(index)
            block.range = range
            block.emit(.setIndex, a: base, b: key, c: register)
        case .tuple(let elements), .list(let elements):
            let first = block.take(elements.count)
            block.range = range
            block.emit(.unpack, a: first, b: register, c: elements.count)
            for (offset, element) in tree[elements].enumerated() {
                store(first + offset, to: element)
            }
        default: break
        }
        block.release(to: mark)
    }

    private mutating func compileAugmented(
        _ operation: BinaryOperator, _ target: ExpressionID, _ value: ExpressionID, range: ByteRange
    ) {
        switch tree[target] {
        case .attribute(let object, let name):
            let base = compile(object)
            let old = block.take()
            block.emit(.getAttribute, a: old, b: base, c: attributeNumber(name))
            emitAugmented(operation, old, old, value, range: range)
            block.emit(.setAttribute, a: base, b: attributeNumber(name), c: old)
        case .index(let object, let index):
            let base = compile(object)
            let key = compile(index)
            let old = block.take()
            block.emit(.getIndex, a: old, b: base, c: key)
            emitAugmented(operation, old, old, value, range: range)
            block.emit(.setIndex, a: base, b: key, c: old)
        default:
            let old = compile(target)
            let binding = resolution[target]
            if binding.scope == .local {
                emitAugmented(operation, binding.index, old, value, range: range)
            } else {
                let result = block.take()
                emitAugmented(operation, result, old, value, range: range)
                store(result, to: target)
            }
        }
    }

    private mutating func emitAugmented(
        _ operation: BinaryOperator, _ result: Int, _ old: Int, _ value: ExpressionID,
        range: ByteRange
    ) {
        let mark = block.next
        defer { block.release(to: mark) }
        if emitInteger(operation, result, old, value, range: range) { return }
        let operand = compile(value)
        block.range = range
        switch operation {
        case .add: block.emit(.addAssign, a: result, b: old, c: operand)
        case .bitOr: block.emit(.bitOrAssign, a: result, b: old, c: operand)
        case .subtract: block.emit(.subtractAssign, a: result, b: old, c: operand)
        case .bitAnd: block.emit(.bitAndAssign, a: result, b: old, c: operand)
        case .bitXor: block.emit(.bitXorAssign, a: result, b: old, c: operand)
        default: block.emit(opcode(of: operation), a: result, b: old, c: operand)
        }
    }

    private mutating func compileReturn(_ value: ExpressionID?) {
        // The value first: computing it may need what the loops around still lock.
        let result = value.map { compile($0) }
        if let annotation = block.resultAnnotation {
            let checked = result ?? compileNone()
            block.emit(.checkResult, a: checked, b: annotation)
        }
        for loop in block.loops.reversed() { block.emit(.iterateEnd, a: loop.state) }
        if let result { block.emit(.returnValue, a: result) } else { block.emit(.returnNone) }
    }

    mutating func compileNone() -> Int {
        let register = block.take()
        block.emit(.loadConstant, a: register, wide: pool.number(of: .none))
        return register
    }

    private mutating func compileConditional(_ branches: Run<Branch>) {
        var exits: [Int] = []
        for (number, branch) in tree[branches].enumerated() {
            var skips: [Int] = []
            if let condition = branch.condition { skips = compileBranch(condition, on: false) }
            compile(branch.body)
            if number + 1 < branches.count { exits.append(block.emitJump(.jump)) }
            block.land(skips)
        }
        block.land(exits)
    }

    /// Writes a loop around a body.
    mutating func compileLoop(
        _ target: ExpressionID, _ iterable: ExpressionID,
        _ body: (inout Compiler) -> Void
    ) {
        let mark = block.next
        let state = block.take(2)
        let source = compile(iterable)
        let range = tree.range(of: iterable)
        block.range = range
        block.emit(.iterate, a: state, b: source)
        block.release(to: state + 2)
        let head = block.position
        block.loops.append(BlockBuilder.Loop(state: state, head: head))
        let binding = resolution[target]
        let exit: Int
        if case .name = tree[target], binding.scope == .local {
            block.emit(.iterateNext, a: state, b: binding.index)
            exit = block.emitTarget()
        } else {
            let element = block.take()
            block.emit(.iterateNext, a: state, b: element)
            exit = block.emitTarget()
            store(element, to: target)
        }
        body(&self)
        block.range = range
        block.emit(.jump, wide: head)
        if let loop = block.loops.popLast() { block.land(loop.exits + [exit]) }
        block.release(to: mark)
    }
}
