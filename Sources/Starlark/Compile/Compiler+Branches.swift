extension Compiler {
    /// Compiles a condition that jumps on the truth `outcome` and goes on otherwise.
    ///
    /// Returns the jumps to let land.
    mutating func compileBranch(_ condition: ExpressionID, on outcome: Bool) -> [Int] {
        let mark = block.next
        defer { block.release(to: mark) }
        switch tree[condition] {
        case .unary(.not, let operand):
            return compileBranch(operand, on: !outcome)
        case .and(let left, let right):
            return compileBoth(left, right, decidedBy: false, on: outcome)
        case .or(let left, let right):
            return compileBoth(left, right, decidedBy: true, on: outcome)
        case .binary(let operation, let left, let right):
            if let jump = compileComparison(
                operation, left, right, on: outcome, range: tree.range(of: condition))
            {
                return [jump]
            }
        default: break
        }
        let register = compile(condition)
        return [block.emitJump(outcome ? .jumpIf : .jumpUnless, a: register)]
    }

    /// `and` and `or`: the left operand decides if it is `deciding`.
    private mutating func compileBoth(
        _ left: ExpressionID, _ right: ExpressionID, decidedBy deciding: Bool, on outcome: Bool
    ) -> [Int] {
        if deciding == outcome {
            return compileBranch(left, on: outcome) + compileBranch(right, on: outcome)
        }
        let past = compileBranch(left, on: deciding)
        let jumps = compileBranch(right, on: outcome)
        block.land(past)
        return jumps
    }

    private mutating func compileComparison(
        _ operation: BinaryOperator, _ left: ExpressionID, _ right: ExpressionID, on outcome: Bool,
        range: ByteRange
    ) -> Int? {
        let opcodes: (registers: Opcode, integer: Opcode)
        switch operation {
        case .equal, .notEqual: opcodes = (.jumpEqual, .jumpEqualInteger)
        case .less: opcodes = (.jumpLess, .jumpLessInteger)
        case .lessOrEqual: opcodes = (.jumpLessOrEqual, .jumpLessOrEqualInteger)
        case .greater: opcodes = (.jumpGreater, .jumpGreaterInteger)
        case .greaterOrEqual: opcodes = (.jumpGreaterOrEqual, .jumpGreaterOrEqualInteger)
        default: return nil
        }
        let flag = operation == .notEqual ? !outcome : outcome
        let one = compile(left)
        if case .integer(let integer) = tree[right], integer >= 0, integer <= Int(Int16.max) {
            block.range = range
            block.emit(opcodes.integer, flag: flag, a: one, b: integer)
        } else {
            let other = compile(right)
            block.range = range
            block.emit(opcodes.registers, flag: flag, a: one, b: other)
        }
        return block.emitTarget()
    }
}
