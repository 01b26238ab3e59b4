/// The code of one function while it is being written.
struct BlockBuilder {
    /// A `for` statement, or the loop of a comprehension, around the current place.
    struct Loop {
        /// The registers of the iteration.
        var state: Int
        /// The instruction that takes the next element.
        var head: Int
        /// Jumps out of the loop whose targets are still to be filled in.
        var exits: [Int] = []
    }

    var function: FunctionID
    var instructions: [UInt64] = []
    var ranges: [ByteRange] = []
    /// Parameters and other variables.
    let localCount: Int
    /// The next free register.
    private(set) var next: Int
    private(set) var registerCount: Int
    var loops: [Loop] = []
    /// Where the code being written comes from.
    var range = ByteRange(start: 0, end: 0)
    /// Whether a local may be read while unbound.
    var clearsLocals = false
    /// The annotation of the result, among the function's annotations.
    var resultAnnotation: Int?
    /// What a limit of the instruction format was exceeded by.
    private(set) var overflow: String?

    init(function: FunctionID, localCount: Int) {
        self.function = function
        self.localCount = localCount
        next = localCount
        registerCount = localCount
        if localCount > Int(UInt16.max) { overflow = "registers" }
    }

    /// The number of the next instruction.
    var position: Int { instructions.count }

    mutating func emit(_ opcode: Opcode, flag: Bool = false, a: Int = 0, b: Int = 0, c: Int = 0) {
        instructions.append(Instruction(opcode, flag: flag, a: a, b: b, c: c).word)
        ranges.append(range)
    }

    mutating func emit(_ opcode: Opcode, a: Int = 0, wide: Int) {
        instructions.append(Instruction(opcode, a: a, wide: wide).word)
        ranges.append(range)
    }

    /// Writes a jump whose target is filled in by `land`.
    ///
    /// - Returns: The number of the word that holds the target.
    mutating func emitJump(_ opcode: Opcode, a: Int = 0) -> Int {
        emit(opcode, a: a, wide: 0)
        return position - 1
    }

    /// Writes the word with the target of the instruction before.
    mutating func emitTarget() -> Int {
        emit(.jump, wide: 0)
        return position - 1
    }

    /// Lets a jump go to a place.
    mutating func land(_ jump: Int, at target: Int) {
        let old = Instruction(instructions[jump])
        instructions[jump] = Instruction(old.opcode, a: old.a, wide: target).word
    }

    /// Lets jumps go to the next instruction.
    mutating func land(_ jumps: [Int]) {
        for jump in jumps { land(jump, at: position) }
    }

    /// Takes registers that lie in a row.
    mutating func take(_ count: Int = 1) -> Int {
        let first = next
        next += count
        if next > registerCount { registerCount = next }
        if registerCount > Int(UInt16.max) { overflow = "registers" }
        return first
    }

    /// Gives back all registers from one on.
    mutating func release(to register: Int) {
        next = register
    }

    func isLocal(_ register: Int) -> Bool { register < localCount }

    mutating func checkOperand(_ number: Int, _ noun: String) {
        if number > Int(UInt16.max) { overflow = noun }
    }
}
