extension Compiler {
    /// Elements of a list that are computed before they are stored, to bound the registers needed.
    private static let listStride = 64

    mutating func compileDisplay(
        _ elements: Run<ExpressionID>, _ opcode: Opcode, to target: Int, range: ByteRange
    ) {
        let first = block.next
        for element in tree[elements] { compile(element, to: block.take()) }
        block.range = range
        block.emit(opcode, a: target, b: first, c: elements.count)
    }

    mutating func compileList(_ elements: Run<ExpressionID>, to target: Int, range: ByteRange) {
        guard elements.count > Compiler.listStride else {
            return compileDisplay(elements, .makeList, to: target, range: range)
        }
        let list = block.isLocal(target) ? block.take() : target
        block.emit(.makeList, a: list, b: list, c: 0)
        let first = block.take(Compiler.listStride)
        var pending = 0
        for element in tree[elements] {
            compile(element, to: first + pending)
            pending += 1
            if pending == Compiler.listStride {
                block.emit(.appendElements, a: list, b: first, c: pending)
                pending = 0
            }
        }
        if pending > 0 { block.emit(.appendElements, a: list, b: first, c: pending) }
        if list != target { block.emit(.move, a: target, b: list) }
    }

    /// Compiles a dict display of keys and values in turn.
    mutating func compileDictionary(_ parts: Run<ExpressionID>, to target: Int) {
        if let keys = templateKeys(parts) {
            return compileDictionary(parts, keys: keys, to: target)
        }
        let dict = block.isLocal(target) ? block.take() : target
        block.emit(.makeDict, a: dict, wide: parts.count / 2)
        let mark = block.next
        var key = 0
        for (position, part) in tree[parts].enumerated() {
            let register = compile(part)
            if position % 2 == 0 {
                key = register
                continue
            }
            block.range = tree.range(of: tree[parts][parts.start + position - 1])
            block.emit(.insertNewEntry, a: dict, b: key, c: register)
            block.release(to: mark)
        }
        if dict != target { block.emit(.move, a: target, b: dict) }
    }

    /// The keys of a dict display, if they are strings that differ from each other, and not too
    /// many to have all values in registers.
    private mutating func templateKeys(_ parts: Run<ExpressionID>) -> [Value]? {
        guard parts.count > 0, parts.count <= 128, pool.templates.count < Int(UInt16.max) else {
            return nil
        }
        var keys: [Value] = []
        for (position, part) in tree[parts].enumerated() where position % 2 == 0 {
            guard case .string(let text) = tree[part] else { return nil }
            let key = pool.values[pool.string(tree.bytes(of: text))]
            // Equal strings are one constant.
            if keys.contains(where: { $0 === key }) { return nil }
            keys.append(key)
        }
        return keys
    }

    private mutating func compileDictionary(
        _ parts: Run<ExpressionID>, keys: [Value], to target: Int
    ) {
        let first = block.next
        let range = block.range
        for (position, part) in tree[parts].enumerated() where position % 2 == 1 {
            compile(part, to: block.take())
        }
        let hashes = keys.map { StringView($0.object).hash }
        let number = pool.addTemplate(
            DictTemplate(keys: module.keep(keys), hashes: module.keep(hashes), count: keys.count))
        block.range = range
        block.emit(.makeDictOfKeys, a: target, b: first, c: number)
    }

    mutating func compileComprehension(
        _ id: ComprehensionID, to target: Int, range: ByteRange
    ) {
        let comprehension = tree[id]
        // The result is filled while variables are read: it needs a register of its own.
        let result = block.isLocal(target) ? block.take() : target
        let clauses = Array(tree[comprehension.clauses])
        if comprehension.key == nil {
            block.emit(.makeList, a: result, b: result, c: 0)
        } else {
            block.emit(.makeDict, a: result, wide: 0)
        }
        for register in resolution.comprehensions[id.index] {
            block.emit(.unbind, a: Int(register))
            if resolution[block.function].locals[Int(register)].isCaptured {
                block.emit(.wrapCell, a: Int(register))
            }
        }
        compileClauses(clauses[...], comprehension, to: result, range: range)
        if result != target { block.emit(.move, a: target, b: result) }
    }

    private mutating func compileClauses(
        _ clauses: ArraySlice<Clause>, _ comprehension: Comprehension, to result: Int,
        range: ByteRange
    ) {
        guard let clause = clauses.first else {
            return compileElement(comprehension, to: result, range: range)
        }
        switch clause {
        case .loop(let target, let iterable):
            compileLoop(target, iterable) { compiler in
                compiler.compileClauses(
                    clauses.dropFirst(), comprehension, to: result, range: range)
            }
        case .condition(let condition):
            let skips = compileBranch(condition, on: false)
            compileClauses(clauses.dropFirst(), comprehension, to: result, range: range)
            block.land(skips)
        }
    }

    private mutating func compileElement(
        _ comprehension: Comprehension, to result: Int, range: ByteRange
    ) {
        let mark = block.next
        if let key = comprehension.key {
            let keyRegister = compile(key)
            let value = compile(comprehension.body)
            block.range = tree.range(of: key)
            block.emit(.insertEntry, a: result, b: keyRegister, c: value)
        } else {
            let element = compile(comprehension.body)
            block.range = range
            block.emit(.appendElement, a: result, b: element)
        }
        block.release(to: mark)
    }
}
