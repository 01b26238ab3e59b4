/// The instructions of the register machine.
///
/// ```text
/// bits    0..7    8..15   16..31   32..47   48..63
///         opcode  flag    a        b        c
///                                  w (32 bits)
/// ```
/// `R` are the registers of the frame. Branching comparisons and `iterateNext` are followed by a
/// word whose `w` is the instruction to jump to. The raw values are dense and in order of
/// declaration: the interpreter reinterprets a byte as an opcode.
enum Opcode: UInt8, CaseIterable {
    // Moving values.
    /// R[a] = constants[w]
    case loadConstant
    /// R[a] = R[b]
    case move
    /// R[a] = module[w]; unbound is an error
    case loadGlobal
    /// module[w] = R[a]
    case storeGlobal
    /// R[a] = contents of the cell R[b]; unbound is an error
    case loadCell
    /// contents of the cell R[a] = R[b]
    case storeCell
    /// R[a] = a new cell that holds R[a]
    case wrapCell
    /// R[a] = contents of the captured cell w; unbound is an error
    case loadCapture
    /// Fails if R[a] is unbound
    case checkBound
    /// R[a] is unbound from here on
    case unbind

    // Arithmetic: R[a] = R[b] op R[c].
    case add
    case subtract
    case multiply
    case divide
    case floorDivide
    case modulo
    case bitAnd
    case bitOr
    case bitXor
    case shiftLeft
    case shiftRight
    /// As `add`, but a list on the left is extended in place
    case addAssign
    /// As `bitOr`, but a dict on the left is updated in place
    case bitOrAssign
    // As the operators, but a set on the left is changed in place.
    case subtractAssign
    case bitAndAssign
    case bitXorAssign
    /// R[a] = R[b] + c, where c is a signed integer; flag 1 means it was written as R[b] - -c
    case addInteger
    /// R[a] = R[b] % c, where c is a positive integer
    case moduloInteger

    // Comparisons: R[a] = R[b] op R[c].
    case equal
    case notEqual
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
    case contains
    case notContains

    // R[a] = op R[b].
    case not
    case negate
    case plus
    case bitNot

    // Jumps.
    /// Goes on at w
    case jump
    /// Goes on at w if R[a] is true
    case jumpIf
    /// Goes on at w if R[a] is false
    case jumpUnless
    // Go on at the next word's w if (R[a] op R[b]) is what the flag says.
    case jumpEqual
    case jumpLess
    case jumpLessOrEqual
    case jumpGreater
    case jumpGreaterOrEqual
    // The same with b as a signed integer.
    case jumpEqualInteger
    case jumpLessInteger
    case jumpLessOrEqualInteger
    case jumpGreaterInteger
    case jumpGreaterOrEqualInteger

    // Parts of values.
    /// R[a] = R[b].attributes[c]
    case getAttribute
    /// R[a].attributes[b] = R[c]
    case setAttribute
    /// R[a] = R[b][R[c]]
    case getIndex
    /// R[a][R[b]] = R[c]
    case setIndex
    /// R[a] = R[b][R[b + 1]:R[b + 2]:R[b + 3]]; `None` where left out
    case slice
    /// R[a]...R[a + c - 1] = the elements of R[b], of which there must be c
    case unpack

    // New values.
    /// R[a] = [R[b], …], c elements
    case makeList
    /// R[a] = (R[b], …), c elements
    case makeTuple
    /// R[a] = {} with room for w entries
    case makeDict
    /// R[a] = a dict with the keys of templates[c] and the values R[b]…
    case makeDictOfKeys
    /// R[a].append(R[b]) in a display
    case appendElement
    /// Adds R[b]...R[b + c - 1] to the list R[a] in a display
    case appendElements
    /// R[a][R[b]] = R[c] in a comprehension
    case insertEntry
    /// R[a][R[b]] = R[c] in a display, where a key must not occur twice
    case insertNewEntry
    /// R[a] = a function of block w; its defaults and annotations are in R[a + 1]…
    case makeFunction
    /// R[a] = str(R[b]) if the flag is 0, repr(R[b]) if 1
    case format
    /// R[a] = R[b] + … of c strings
    case concatenate

    // Calls: R[a] is the callee and then the result; the arguments follow it.
    /// b plain arguments
    case call
    /// arguments as in shapes[b]
    case callShaped
    /// Method attributes[b] of R[a], c plain arguments
    case callMethod
    /// Method attributes[b] of R[a], arguments as in shapes[c]
    case callMethodShaped
    /// Returns R[a]
    case returnValue
    /// Returns `None`
    case returnNone

    // Loops: R[a], R[a + 1] are the state.
    /// Starts to iterate over R[b]
    case iterate
    /// R[b] = the next element, or goes on at the next word's w
    case iterateNext
    /// Leaves a loop early
    case iterateEnd

    // Types.
    /// Fails if parameter R[a], or with the flag one of its elements, is not of the function's
    /// annotation b
    case checkParameter
    /// Fails if the result R[a] is not of the function's annotation b
    case checkResult
    /// Fails if R[a] is not of the type that R[b] means; constants[c - 1] names the variable
    case checkAnnotated

    /// Whether the next word belongs to the instruction.
    var hasJumpWord: Bool {
        switch self {
        case .jumpEqual, .jumpLess, .jumpLessOrEqual, .jumpGreater, .jumpGreaterOrEqual,
            .jumpEqualInteger, .jumpLessInteger, .jumpLessOrEqualInteger, .jumpGreaterInteger,
            .jumpGreaterOrEqualInteger, .iterateNext:
            true
        default: false
        }
    }
}

/// One instruction, taken apart.
struct Instruction: BitwiseCopyable {
    let word: UInt64

    @inline(__always)
    init(_ word: UInt64) {
        self.word = word
    }

    init(_ opcode: Opcode, flag: Bool = false, a: Int = 0, b: Int = 0, c: Int = 0) {
        word =
            UInt64(opcode.rawValue) | (flag ? 1 << 8 : 0)
            | UInt64(UInt16(truncatingIfNeeded: a)) << 16
            | UInt64(UInt16(truncatingIfNeeded: b)) << 32
            | UInt64(UInt16(truncatingIfNeeded: c)) << 48
    }

    init(_ opcode: Opcode, a: Int = 0, wide: Int) {
        word =
            UInt64(opcode.rawValue) | UInt64(UInt16(truncatingIfNeeded: a)) << 16
            | UInt64(UInt32(truncatingIfNeeded: wide)) << 32
    }

    var opcode: Opcode {
        // The verifier, and the compiler's own enum, see to it that the byte is an opcode.
        @inline(__always) get {
            unsafeBitCast(UInt8(truncatingIfNeeded: word), to: Opcode.self)
        }
    }

    var flag: Bool {
        @inline(__always) get { word & (1 << 8) != 0 }
    }

    var a: Int {
        @inline(__always) get { Int(UInt16(truncatingIfNeeded: word >> 16)) }
    }

    var b: Int {
        @inline(__always) get { Int(UInt16(truncatingIfNeeded: word >> 32)) }
    }

    var c: Int {
        @inline(__always) get { Int(word >> 48) }
    }

    var wide: Int {
        @inline(__always) get { Int(word >> 32) }
    }

    var signedB: Int {
        @inline(__always) get { Int(Int16(truncatingIfNeeded: word >> 32)) }
    }

    var signedC: Int {
        @inline(__always) get { Int(Int64(bitPattern: word) >> 48) }
    }
}
