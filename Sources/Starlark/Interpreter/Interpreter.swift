/// The interpreter: runs frames until the one it was started with returns.
///
/// Calls between Starlark functions push frames and stay in the loop; native functions may start
/// another loop inside. Everything rare is in functions that are not inlined and throw; the loop
/// catches once, when it already knows the instruction.
extension Evaluation {
    /// Runs a call of a Starlark function whose arguments are bound.
    ///
    /// - Throws: A `Diagnostic` with the calls from here inwards.
    @inline(never)
    mutating func interpret(
        _ function: Value, at base: UnsafeMutablePointer<Value>
    ) throws -> Value {
        guard nesting < Evaluation.nestingLimit else {
            throw nestingFailure
        }
        let entryDepth = depth
        let locks = iterationLocks.count
        nesting += 1
        defer { nesting -= 1 }
        do {
            try enter(function.functionLayout.pointee.code, at: base)
            guard profiler == nil else { return try runWatched(downTo: entryDepth) }
            return try run(downTo: entryDepth, Unwatched.self)
        } catch {
            let diagnostic = diagnose(error, downTo: entryDepth)
            depth = entryDepth
            while iterationLocks.count > locks { unlockLast() }
            throw diagnostic
        }
    }

    /// Pushes a frame.
    @inline(__always)
    mutating func enter(
        _ code: UnsafeMutablePointer<CodeBlock>, at base: UnsafeMutablePointer<Value>
    ) throws {
        heap.fuel &-= 1
        if heap.fuel <= 0 { try lookUp() }
        let end = base + code.pointee.registerCount
        guard depth < limits.callDepth, end < registersEnd else { throw depthFailure }
        frames[depth] = Frame(code: code, base: base, pc: code.pointee.instructions)
        depth &+= 1
        top = end
        if code.pointee.clearsLocals {
            let parameterCount = code.pointee.parameters.pointee.count
            for register in parameterCount..<code.pointee.localCount { base[register] = .unbound }
        }
    }

    /// Checks what an evaluation must check from time to time.
    @inline(never)
    mutating func lookUp() throws {
        heap.fuel = Evaluation.fuelPerLook
        if heap.isExhausted {
            heap.fuel = 0
            throw memoryFailure
        }
        if let isCancelled = limits.isCancelled, isCancelled() {
            throw Failure("The evaluation was cancelled")
        }
    }

    var nestingFailure: Failure {
        Failure("Native functions and Starlark functions call each other too deeply")
    }

    private var depthFailure: Failure {
        guard depth >= limits.callDepth else { return stackFailure }
        return Failure(
            "Starlark call stack overflow: more than \(limits.callDepth) calls are under way; "
                + "is there a recursion without an end?")
    }

    @inline(never)
    private mutating func runWatched(downTo entryDepth: Int) throws -> Value {
        let caller = beginCallback()
        let result = try run(downTo: entryDepth, Watched.self)
        endCallback(caller)
        return result
    }

    /// The loop.
    private mutating func run<Watch: Watching>(
        downTo entryDepth: Int, _: Watch.Type
    ) throws -> Value {
        let frame = frames[depth - 1]
        var pc = frame.pc
        var registers = frame.base
        var code = frame.code
        var constants = code.pointee.constants
        var globals = registers[-1].functionLayout.pointee.module.slots
        do {
            while true {
                let instruction = Instruction(pc.pointee)
                if Watch.isOn { watch(pc, registers) }
                pc += 1
                switch instruction.opcode {
                case .loadConstant:
                    registers[instruction.a] = constants[instruction.wide]
                case .move:
                    registers[instruction.a] = registers[instruction.b]
                case .loadGlobal:
                    let value = globals[instruction.wide]
                    if value.isUnbound { throw unboundGlobal(instruction.wide) }
                    registers[instruction.a] = value
                case .storeGlobal:
                    let value = registers[instruction.a]
                    globals[instruction.wide] = value
                    if value.isKind(.native) { try exportNative(value, as: instruction.wide, code) }
                case .loadCell:
                    let value = registers[instruction.b].cellLayout.pointee.value
                    if value.isUnbound { throw unboundLocal(instruction.b) }
                    registers[instruction.a] = value
                case .storeCell:
                    registers[instruction.a].cellLayout.pointee.value = registers[instruction.b]
                case .wrapCell:
                    registers[instruction.a] = heap.cell(registers[instruction.a])
                case .loadCapture:
                    let cell = registers[-1].functionTail[
                        code.pointee.parameters.pointee.count &+ instruction.wide]
                    let value = cell.cellLayout.pointee.value
                    if value.isUnbound { throw unboundCapture(instruction.wide) }
                    registers[instruction.a] = value
                case .checkBound:
                    if registers[instruction.a].isUnbound { throw unboundLocal(instruction.a) }
                case .unbind:
                    registers[instruction.a] = .unbound

                case .add:
                    let left = registers[instruction.b]
                    let right = registers[instruction.c]
                    // Both tags set: adding one operand without its tag keeps exactly one.
                    let (sum, overflow) = Int(bitPattern: left.bits)
                        .addingReportingOverflow(Int(bitPattern: right.bits &- 1))
                    if left.bits & right.bits & 1 != 0 && !overflow {
                        registers[instruction.a] = Value(bits: UInt(bitPattern: sum))
                    } else {
                        registers[instruction.a] = try add(left, right)
                    }
                case .subtract, .subtractAssign:
                    let left = registers[instruction.b]
                    let right = registers[instruction.c]
                    let (difference, overflow) = Int(bitPattern: left.bits)
                        .subtractingReportingOverflow(Int(bitPattern: right.bits &- 1))
                    if left.bits & right.bits & 1 != 0 && !overflow {
                        registers[instruction.a] = Value(bits: UInt(bitPattern: difference))
                    } else {
                        registers[instruction.a] = try subtract(instruction.opcode, left, right)
                    }
                case .addInteger:
                    let left = registers[instruction.b]
                    let (sum, overflow) = Int(bitPattern: left.bits)
                        .addingReportingOverflow(instruction.signedC << 1)
                    if left.isSmall && !overflow {
                        registers[instruction.a] = Value(bits: UInt(bitPattern: sum))
                    } else {
                        registers[instruction.a] = try addInteger(left, instruction)
                    }
                case .moduloInteger:
                    let left = registers[instruction.b]
                    if left.isSmall && left.small >= 0 {
                        let remainder = UInt32(truncatingIfNeeded: instruction.c)
                        if left.small <= Int(UInt32.max) {
                            registers[instruction.a] = Value(
                                small: Int(UInt32(truncatingIfNeeded: left.small) % remainder))
                        } else {
                            registers[instruction.a] = Value(small: left.small % instruction.c)
                        }
                    } else {
                        registers[instruction.a] = try binary(
                            .modulo, left, Value(small: instruction.c))
                    }
                case .modulo:
                    registers[instruction.a] = try modulo(
                        registers[instruction.b], registers[instruction.c])
                case .multiply:
                    let left = registers[instruction.b]
                    let right = registers[instruction.c]
                    // One factor without its tag and one halved: the product is doubled once.
                    let (product, overflow) = Int(bitPattern: left.bits &- 1)
                        .multipliedReportingOverflow(by: right.small)
                    if left.bits & right.bits & 1 != 0 && !overflow {
                        registers[instruction.a] = Value(bits: UInt(bitPattern: product) | 1)
                    } else {
                        registers[instruction.a] = try binary(.multiply, left, right)
                    }
                case .divide, .floorDivide, .bitAnd, .bitOr, .bitXor,
                    .shiftLeft, .shiftRight:
                    registers[instruction.a] = try binary(
                        operation(of: instruction.opcode), registers[instruction.b],
                        registers[instruction.c])
                case .addAssign:
                    let left = registers[instruction.b]
                    let right = registers[instruction.c]
                    let (sum, overflow) = Int(bitPattern: left.bits)
                        .addingReportingOverflow(Int(bitPattern: right.bits &- 1))
                    if left.bits & right.bits & 1 != 0 && !overflow {
                        registers[instruction.a] = Value(bits: UInt(bitPattern: sum))
                    } else {
                        registers[instruction.a] = try addAssign(left, right)
                    }
                case .bitAndAssign:
                    registers[instruction.a] = try setAssign(
                        .bitAnd, registers[instruction.b], registers[instruction.c])
                case .bitXorAssign:
                    registers[instruction.a] = try setAssign(
                        .bitXor, registers[instruction.b], registers[instruction.c])
                case .bitOrAssign:
                    registers[instruction.a] = try bitOrAssign(
                        registers[instruction.b], registers[instruction.c])

                case .equal:
                    registers[instruction.a] = Value(
                        bool: try Equality.equal(
                            registers[instruction.b], registers[instruction.c]))
                case .notEqual:
                    registers[instruction.a] = Value(
                        bool: try !Equality.equal(
                            registers[instruction.b], registers[instruction.c]))
                case .less, .lessOrEqual, .greater, .greaterOrEqual:
                    registers[instruction.a] = Value(
                        bool: try compare(
                            instruction.opcode, registers[instruction.b],
                            registers[instruction.c]))
                case .contains:
                    registers[instruction.a] = Value(
                        bool: try contains(
                            registers[instruction.b], in: registers[instruction.c]))
                case .notContains:
                    registers[instruction.a] = Value(
                        bool: try !contains(
                            registers[instruction.b], in: registers[instruction.c]))
                case .not:
                    registers[instruction.a] = Value(bool: !registers[instruction.b].isTruthy)
                case .negate:
                    registers[instruction.a] = try unary(.minus, registers[instruction.b])
                case .plus:
                    registers[instruction.a] = try unary(.plus, registers[instruction.b])
                case .bitNot:
                    registers[instruction.a] = try unary(.bitNot, registers[instruction.b])

                case .jump:
                    pc = code.pointee.instructions + instruction.wide
                case .jumpIf:
                    if registers[instruction.a].isTruthy {
                        pc = code.pointee.instructions + instruction.wide
                    }
                case .jumpUnless:
                    if !registers[instruction.a].isTruthy {
                        pc = code.pointee.instructions + instruction.wide
                    }
                case .jumpEqual:
                    let answer = try Equality.equal(
                        registers[instruction.a], registers[instruction.b])
                    let target = Instruction(pc.pointee).wide
                    pc =
                        answer == instruction.flag
                        ? code.pointee.instructions + target : pc + 1
                case .jumpEqualInteger:
                    let left = registers[instruction.a]
                    let right = Value(small: instruction.signedB)
                    let answer =
                        left.isSmall ? left.bits == right.bits : try Equality.equal(left, right)
                    let target = Instruction(pc.pointee).wide
                    pc =
                        answer == instruction.flag
                        ? code.pointee.instructions + target : pc + 1
                case .jumpLess, .jumpLessOrEqual, .jumpGreater, .jumpGreaterOrEqual:
                    let answer = try compare(
                        instruction.opcode, registers[instruction.a], registers[instruction.b])
                    let target = Instruction(pc.pointee).wide
                    pc =
                        answer == instruction.flag
                        ? code.pointee.instructions + target : pc + 1
                case .jumpLessInteger:
                    let left = registers[instruction.a]
                    let right = Value(small: instruction.signedB)
                    let answer =
                        left.isSmall
                        ? Int(bitPattern: left.bits) < Int(bitPattern: right.bits)
                        : try compare(.less, left, right)
                    let target = Instruction(pc.pointee).wide
                    pc =
                        answer == instruction.flag
                        ? code.pointee.instructions + target : pc + 1
                case .jumpLessOrEqualInteger, .jumpGreaterInteger, .jumpGreaterOrEqualInteger:
                    let answer = try compare(
                        instruction.opcode, registers[instruction.a],
                        Value(small: instruction.signedB))
                    let target = Instruction(pc.pointee).wide
                    pc =
                        answer == instruction.flag
                        ? code.pointee.instructions + target : pc + 1

                case .getAttribute:
                    registers[instruction.a] = try attribute(
                        code.pointee.attributes[instruction.c], of: registers[instruction.b])
                case .setAttribute:
                    try setAttribute(
                        code.pointee.attributes[instruction.b], of: registers[instruction.a],
                        to: registers[instruction.c])
                case .getIndex:
                    let container = registers[instruction.b]
                    let index = registers[instruction.c]
                    if container.isKind(.list), index.isSmall {
                        let list = ListView(container.object)
                        if UInt(bitPattern: index.small) < UInt(bitPattern: list.count) {
                            registers[instruction.a] = list.base[index.small]
                            continue
                        }
                    }
                    registers[instruction.a] = try element(of: container, at: index)
                case .setIndex:
                    try setElement(
                        of: registers[instruction.a], at: registers[instruction.b],
                        to: registers[instruction.c])
                case .slice:
                    let first = registers + instruction.b
                    registers[instruction.a] = try slice(first[0], first[1], first[2], first[3])
                case .unpack:
                    try unpack(
                        registers[instruction.b], into: registers + instruction.a,
                        count: instruction.c)

                case .makeList:
                    registers[instruction.a] = heap.list(
                        registers + instruction.b, count: instruction.c)
                case .makeTuple:
                    registers[instruction.a] = heap.tuple(
                        registers + instruction.b, count: instruction.c)
                case .makeDict:
                    registers[instruction.a] = Value(
                        object: heap.table(.dict, capacity: instruction.wide).object)
                case .makeDictOfKeys:
                    registers[instruction.a] = Value(
                        object: heap.dict(
                            code.pointee.templates[instruction.c],
                            values: registers + instruction.b
                        ).object)
                case .appendElement:
                    heap.append(
                        registers[instruction.b], to: ListView(registers[instruction.a].object))
                case .appendElements:
                    for offset in 0..<instruction.c {
                        heap.append(
                            registers[instruction.b + offset],
                            to: ListView(registers[instruction.a].object))
                    }
                case .insertEntry:
                    try heap.insert(
                        registers[instruction.b], value: registers[instruction.c],
                        into: TableView(registers[instruction.a].object))
                case .insertNewEntry:
                    let table = TableView(registers[instruction.a].object)
                    let key = registers[instruction.b]
                    let isNew = try heap.insert(key, value: registers[instruction.c], into: table)
                    if !isNew { throw Failure("Key `\(key.shortRepr)` occurs twice in the dict") }
                case .makeFunction:
                    registers[instruction.a] = try makeFunction(
                        code.pointee.children[instruction.wide], at: registers + instruction.a,
                        in: registers)
                case .format:
                    registers[instruction.a] = try formatted(
                        registers[instruction.b], isRepr: instruction.flag)
                case .concatenate:
                    registers[instruction.a] = try concatenated(
                        registers + instruction.b, count: instruction.c)

                case .call:
                    let window = registers + instruction.a
                    let callee = window.pointee
                    frames[depth &- 1].pc = pc
                    if callee.isKind(.function) {
                        let block = callee.functionLayout.pointee.code
                        try bind(
                            plain: instruction.b, at: window + 1, to: block.pointee.parameters,
                            fallbacks: callee.functionTail)
                        try enter(block, at: window + 1)
                        code = block
                        registers = window + 1
                        pc = block.pointee.instructions
                        constants = block.pointee.constants
                        globals = callee.functionLayout.pointee.module.slots
                    } else if callee.isKind(.nativeFunction) {
                        window.pointee = try callNative(
                            callee.nativeFunctionLayout.pointee.function, count: instruction.b,
                            at: window + 1, shape: nil)
                    } else {
                        window.pointee = try callNative(
                            callee, count: instruction.b, at: window + 1, shape: nil)
                    }
                case .callMethod:
                    let window = registers + instruction.a
                    frames[depth &- 1].pc = pc
                    if let method = code.pointee.attributes[instruction.b].method(
                        of: window.pointee)
                    {
                        window.pointee = try callNative(
                            method, count: instruction.c, at: window + 1, shape: nil)
                    } else if try callMethod(
                        code.pointee.attributes[instruction.b], at: window, count: instruction.c,
                        shape: nil)
                    {
                        let entered = frames[depth &- 1]
                        code = entered.code
                        registers = entered.base
                        pc = entered.pc
                        constants = code.pointee.constants
                        globals = registers[-1].functionLayout.pointee.module.slots
                    }
                case .callShaped, .callMethodShaped:
                    frames[depth &- 1].pc = pc
                    if try callShaped(instruction, code: code, registers: registers) {
                        let entered = frames[depth &- 1]
                        code = entered.code
                        registers = entered.base
                        pc = entered.pc
                        constants = code.pointee.constants
                        globals = registers[-1].functionLayout.pointee.module.slots
                    }
                case .returnValue, .returnNone:
                    let result =
                        instruction.opcode == .returnNone ? Value.none : registers[instruction.a]
                    depth &-= 1
                    if depth == entryDepth { return result }
                    registers[-1] = result
                    let caller = frames[depth &- 1]
                    code = caller.code
                    registers = caller.base
                    pc = caller.pc
                    constants = code.pointee.constants
                    globals = registers[-1].functionLayout.pointee.module.slots
                    top = registers + code.pointee.registerCount

                case .iterate:
                    try iterate(registers[instruction.b], state: registers + instruction.a)
                case .iterateNext:
                    heap.fuel &-= 1
                    if heap.fuel <= 0 { try lookUp() }
                    let state = registers + instruction.a
                    let source = state.pointee
                    if source.isSmall {
                        let next = state[1]
                        if Int(bitPattern: next.bits) < Int(bitPattern: source.bits) {
                            registers[instruction.b] = next
                            state[1] = Value(bits: next.bits &+ 2)
                            pc += 1
                        } else {
                            pc = code.pointee.instructions + Instruction(pc.pointee).wide
                        }
                        continue
                    }
                    if source.isKind(.list) {
                        let position = state[1].small
                        let list = ListView(source.object)
                        if position < list.count {
                            registers[instruction.b] = list.base[position]
                            state[1] = Value(small: position &+ 1)
                            pc += 1
                            continue
                        }
                    }
                    if let next = nextElement(state) {
                        registers[instruction.b] = next
                        pc += 1
                    } else {
                        pc = code.pointee.instructions + Instruction(pc.pointee).wide
                    }
                case .iterateEnd:
                    endIteration(registers[instruction.a])

                case .checkParameter:
                    try checkType(
                        registers[instruction.a], annotation: instruction.b,
                        parameter: instruction.a, isRest: instruction.flag, of: registers[-1])
                case .checkResult:
                    try checkType(
                        registers[instruction.a], annotation: instruction.b, parameter: nil,
                        of: registers[-1])
                case .checkAnnotated:
                    try checkAnnotated(
                        registers[instruction.a], annotation: registers[instruction.b],
                        name: instruction.c > 0 ? constants[instruction.c - 1] : nil)
                }
            }
        } catch {
            frames[depth - 1].pc = pc
            throw error
        }
    }
}
