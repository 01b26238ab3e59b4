/// Checks compiled code for what the interpreter takes on trust.
///
/// Debug builds run it on everything that is compiled: opcodes exist, operands name registers,
/// constants, shapes and functions that are there, jumps land on instructions, and no path runs
/// past the end.
enum CodeVerifier {
    /// Checks all functions of a file.
    ///
    /// - Returns: True; a mistake is a bug of the compiler and ends the process.
    static func check(_ module: CompiledModule) -> Bool {
        checkTables()
        for block in module.blocks { check(block) }
        return true
    }

    /// Checks what `Evaluation.operation(of:)` takes on trust.
    static func checkTables() {
        let operators: [(Opcode, BinaryOperation)] = [
            (.add, .add), (.subtract, .subtract), (.multiply, .multiply), (.divide, .divide),
            (.floorDivide, .floorDivide), (.modulo, .modulo), (.bitAnd, .bitAnd), (.bitOr, .bitOr),
            (.bitXor, .bitXor), (.shiftLeft, .shiftLeft), (.shiftRight, .shiftRight),
        ]
        for (opcode, operation) in operators {
            precondition(
                opcode.rawValue - Opcode.add.rawValue == operation.rawValue,
                "opcodes and operations list the operators in one order")
        }
        for (number, opcode) in Opcode.allCases.enumerated() {
            precondition(Int(opcode.rawValue) == number, "opcodes are dense")
        }
    }

    static func check(_ block: CodeBlock) {
        var position = 0
        var starts = [Bool](repeating: false, count: block.instructionCount)
        var targets: [Int] = []
        var last = Opcode.jump
        while position < block.instructionCount {
            starts[position] = true
            let word = block.instructions[position]
            require(
                Opcode(rawValue: UInt8(truncatingIfNeeded: word)) != nil, "the opcode exists",
                block, position)
            let instruction = Instruction(word)
            last = instruction.opcode
            check(instruction, block, position)
            switch last {
            case .jump, .jumpIf, .jumpUnless: targets.append(instruction.wide)
            default: break
            }
            position += 1
            guard last.hasJumpWord else { continue }
            require(position < block.instructionCount, "the jump word is there", block, position)
            targets.append(Instruction(block.instructions[position]).wide)
            position += 1
        }
        require(
            last == .returnNone || last == .returnValue || last == .jump,
            "no path runs past the end", block, position - 1)
        for target in targets {
            require(
                target < block.instructionCount && starts[target],
                "jumps land on instructions", block, target)
        }
    }

    private static func check(_ instruction: Instruction, _ block: CodeBlock, _ position: Int) {
        let (a, b, c, wide) = (instruction.a, instruction.b, instruction.c, instruction.wide)
        func registers(_ first: Int, _ count: Int = 1) {
            require(
                first + count <= block.registerCount, "registers are the frame's", block, position)
        }
        func below(_ number: Int, _ count: Int, _ what: StaticString) {
            require(number < count, what, block, position)
        }
        let module = block.module.takeUnretainedValue()
        switch instruction.opcode {
        case .loadConstant:
            registers(a)
            below(wide, block.constantCount, "constants are there")
        case .move, .loadCell, .storeCell, .not, .negate, .plus, .bitNot, .addInteger,
            .moduloInteger, .appendElement, .format, .jumpEqual, .jumpLess,
            .jumpLessOrEqual, .jumpGreater, .jumpGreaterOrEqual:
            registers(a)
            registers(b)
        case .checkAnnotated:
            registers(a)
            registers(b)
            below(c, block.constantCount + 1, "constants are there")
        case .loadGlobal, .storeGlobal:
            registers(a)
            below(wide, module.globalNames.count, "globals are there")
        case .wrapCell, .checkBound, .unbind, .jumpIf, .jumpUnless, .jumpEqualInteger,
            .jumpLessInteger, .jumpLessOrEqualInteger, .jumpGreaterInteger,
            .jumpGreaterOrEqualInteger, .returnValue, .makeDict:
            registers(a)
        case .loadCapture:
            registers(a)
            below(wide, block.captureCount, "captures are there")
        case .add, .subtract, .multiply, .divide, .floorDivide, .modulo, .bitAnd, .bitOr, .bitXor,
            .shiftLeft, .shiftRight, .addAssign, .bitOrAssign, .subtractAssign, .bitAndAssign,
            .bitXorAssign, .equal, .notEqual, .less,
            .lessOrEqual, .greater, .greaterOrEqual, .contains, .notContains, .getIndex, .setIndex,
            .insertEntry, .insertNewEntry:
            registers(a)
            registers(b)
            registers(c)
        case .getAttribute:
            registers(a)
            registers(b)
            below(c, block.attributeCount, "attribute names are there")
        case .setAttribute:
            registers(a)
            registers(c)
            below(b, block.attributeCount, "attribute names are there")
        case .slice:
            registers(a)
            registers(b, 4)
        case .unpack:
            registers(a, c)
            registers(b)
        case .makeList, .makeTuple, .appendElements, .concatenate:
            registers(a)
            registers(b, c)
        case .makeDictOfKeys:
            below(c, block.templateCount, "dict templates are there")
            registers(a)
            registers(b, block.templates[c].count)
        case .makeFunction:
            below(wide, block.childCount, "functions are there")
            let made = block.children[wide].pointee
            let defaults = (0..<made.parameters.pointee.count).count { made.hasDefault[$0] }
            registers(a, 1 + defaults + made.annotationCount)
        case .call: registers(a, 1 + b)
        case .callShaped:
            below(b, block.shapeCount, "call shapes are there")
            registers(a, 1 + block.shapes[b].count)
        case .callMethod:
            below(b, block.attributeCount, "attribute names are there")
            registers(a, 1 + c)
        case .callMethodShaped:
            below(b, block.attributeCount, "attribute names are there")
            below(c, block.shapeCount, "call shapes are there")
            registers(a, 1 + block.shapes[c].count)
        case .iterate, .iterateNext:
            registers(a, 2)
            registers(b)
        case .iterateEnd: registers(a, 2)
        case .checkParameter, .checkResult:
            registers(a)
            below(b, block.annotationCount, "annotations are there")
        case .jump, .returnNone: break
        }
    }

    private static func require(
        _ condition: Bool, _ invariant: StaticString, _ block: CodeBlock, _ position: Int
    ) {
        precondition(
            condition, "\(invariant): instruction \(position) of `\(block.nameText)`")
    }
}
