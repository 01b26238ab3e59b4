/// A regular expression as a tree.
indirect enum RegexNode: Sendable {
    case empty
    case characters(RegexCharacters)
    case assertion(RegexAssertion)
    case sequence([RegexNode])
    case alternatives([RegexNode])
    case repeated(RegexNode, atLeast: Int, atMost: Int?, isLazy: Bool)
    /// A part of the pattern whose match has a number, from 1.
    case group(RegexNode, Int)
    /// A condition on what follows, or on what stands before.
    case look(RegexNode, isAhead: Bool, isNegated: Bool)
    /// What a group has matched, once more.
    case backReference(Int)
}

/// A condition on a position, which takes no character.
enum RegexAssertion: Sendable {
    case textStart
    case textEnd
    case lineStart
    case lineEnd
    case wordBoundary
    case noWordBoundary
}

/// Why a text is no regular expression.
struct RegexFailure: Error {
    var message: String
}

/// Parses the syntax of Rust's `regex`, which is what Buck2 users write, and on demand the
/// look-around and back-references of `fancy_regex`, with which a match could take exponential
/// time.
struct RegexParser {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var ignoresCase = false
    private var dotTakesLineFeed = false
    private var isMultiline = false
    private var depth = 0
    private let isFancy: Bool
    /// Groups so far, and the numbers of those with names.
    private(set) var groupCount = 0
    private(set) var groupNames: [String: Int] = [:]

    init(_ pattern: String, isFancy: Bool) {
        scalars = Array(pattern.unicodeScalars)
        self.isFancy = isFancy
    }

    /// Parses the whole pattern.
    mutating func parse() throws -> RegexNode {
        let node = try alternatives()
        guard position == scalars.count else { throw RegexFailure(message: "unmatched `)`") }
        return node
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private mutating func advance(_ wanted: String) throws -> Unicode.Scalar {
        guard let scalar = next else {
            throw RegexFailure(message: "the pattern ends where \(wanted) is wanted")
        }
        position += 1
        return scalar
    }

    private mutating func alternatives() throws -> RegexNode {
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func sequence() throws -> RegexNode {
        var parts: [RegexNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            let atom = try atom()
            parts.append(try repetition(of: atom))
        }
        return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
    }

    private mutating func repetition(of atom: RegexNode) throws -> RegexNode {
        var node = atom
        var count = 0
        while true {
            guard count <= 10 else { throw RegexFailure(message: "too many repetitions in a row") }
            count += 1
            let bounds: (Int, Int?)
            if take("*") {
                bounds = (0, nil)
            } else if take("+") {
                bounds = (1, nil)
            } else if take("?") {
                bounds = (0, 1)
            } else if let counted = try counts() {
                bounds = counted
            } else {
                return node
            }
            let isLazy = take("?")
            node = .repeated(node, atLeast: bounds.0, atMost: bounds.1, isLazy: isLazy)
        }
    }

    /// The bounds of `{2}`, `{2,}` or `{2,5}`.
    private mutating func counts() throws -> (Int, Int?)? {
        guard next == "{" else { return nil }
        position += 1
        let least = try number()
        var most: Int? = least
        if take(",") { most = next == "}" ? nil : try number() }
        guard take("}") else { throw RegexFailure(message: "`{` without `}`") }
        if let most, most < least { throw RegexFailure(message: "bounds of `{}` out of order") }
        return (least, most)
    }

    private mutating func number() throws -> Int {
        var value = 0
        let start = position
        while let scalar = next, ("0"..."9").contains(scalar) {
            value = value * 10 + Int(scalar.value - 0x30)
            guard value <= 1000 else { throw RegexFailure(message: "more than 1000 repetitions") }
            position += 1
        }
        guard position > start else { throw RegexFailure(message: "`{` without a number") }
        return value
    }

    private mutating func atom() throws -> RegexNode {
        let scalar = try advance("a character")
        switch scalar {
        case ".": return .characters(.any(withLineFeed: dotTakesLineFeed))
        case "^": return .assertion(isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(isMultiline ? .lineEnd : .textEnd)
        case "(": return try group()
        case "[": return .characters(try brackets())
        case "\\": return try escape()
        case "*", "+", "?", "{":
            throw RegexFailure(message: "nothing to repeat before `\(scalar)`")
        default: return .characters(literal(scalar))
        }
    }

    private func literal(_ scalar: Unicode.Scalar) -> RegexCharacters {
        RegexCharacters([.range(scalar.value...scalar.value)], ignoresCase: ignoresCase)
    }

    private mutating func group() throws -> RegexNode {
        depth += 1
        defer { depth -= 1 }
        guard depth < 50 else { throw RegexFailure(message: "groups nested too deeply") }
        let flags = (ignoresCase, dotTakesLineFeed, isMultiline)
        var kind = GroupKind.plain
        if take("?") {
            if let look = try look() {
                kind = look
            } else if take("P") || next == "<" {
                guard take("<") else { throw RegexFailure(message: "`(?P` without `<`") }
                kind = .numbered(number(ofGroup: try name(until: ">")))
            } else if try !self.flags() {
                return .empty
            }
        } else {
            kind = .numbered(number(ofGroup: nil))
        }
        let node = try alternatives()
        guard take(")") else { throw RegexFailure(message: "`(` without `)`") }
        (ignoresCase, dotTakesLineFeed, isMultiline) = flags
        switch kind {
        case .plain: return node
        case .numbered(let number): return .group(node, number)
        case .look(let isAhead, let isNegated):
            return .look(node, isAhead: isAhead, isNegated: isNegated)
        }
    }

    private enum GroupKind {
        case plain
        case numbered(Int)
        case look(isAhead: Bool, isNegated: Bool)
    }

    private mutating func number(ofGroup name: String?) -> Int {
        groupCount += 1
        if let name { groupNames[name] = groupCount }
        return groupCount
    }

    private mutating func name(until end: Unicode.Scalar) throws -> String {
        var name = ""
        while true {
            let scalar = try advance("`\(end)`")
            if scalar == end { return name }
            name.unicodeScalars.append(scalar)
        }
    }

    /// `(?=`, `(?!`, `(?<=` or `(?<!`, after the question mark.
    private mutating func look() throws -> GroupKind? {
        var mark = position
        let isAhead = next != "<"
        if !isAhead { mark += 1 }
        guard mark < scalars.count, scalars[mark] == "=" || scalars[mark] == "!" else { return nil }
        guard isFancy else {
            throw RegexFailure(message: "look-around needs `regex(…, fancy = True)`")
        }
        position = mark + 1
        return .look(isAhead: isAhead, isNegated: scalars[mark] == "!")
    }

    /// Reads `i-s:` of a group; whether a group follows, for `(?i)` only sets flags.
    private mutating func flags() throws -> Bool {
        var isOn = true
        while true {
            switch try advance("`)`") {
            case ":": return true
            case ")": return false
            case "-": isOn = false
            case "i": ignoresCase = isOn
            case "s": dotTakesLineFeed = isOn
            case "m": isMultiline = isOn
            case "u": continue
            case let flag: throw RegexFailure(message: "unknown flag `\(flag)`")
            }
        }
    }

    private mutating func escape() throws -> RegexNode {
        switch next {
        case "b": return skip(.assertion(.wordBoundary))
        case "B": return skip(.assertion(.noWordBoundary))
        case "A": return skip(.assertion(.textStart))
        case "z": return skip(.assertion(.textEnd))
        case let digit? where isFancy && ("1"..."9").contains(digit):
            return .backReference(try backReference(try number()))
        case "k" where isFancy:
            position += 1
            guard take("<"), let number = groupNames[try name(until: ">")] else {
                throw RegexFailure(message: "`\\k` names no group before it")
            }
            return .backReference(number)
        default:
            var set = RegexCharacters([try escapedMember()])
            set.ignoresCase = ignoresCase
            return .characters(set)
        }
    }

    private func backReference(_ number: Int) throws -> Int {
        guard number <= groupCount else {
            throw RegexFailure(message: "`\\\(number)` refers to no group before it")
        }
        return number
    }

    private mutating func skip(_ node: RegexNode) -> RegexNode {
        position += 1
        return node
    }

    /// What a backslash and the next character mean, within brackets or outside.
    private mutating func escapedMember() throws -> RegexCharacters.Member {
        let scalar = try advance("an escaped character")
        switch scalar {
        case "d": return .digit
        case "D": return .outside(RegexCharacters([.digit]))
        case "w": return .word
        case "W": return .outside(RegexCharacters([.word]))
        case "s": return .space
        case "S": return .outside(RegexCharacters([.space]))
        case "n": return .range(0x0A...0x0A)
        case "r": return .range(0x0D...0x0D)
        case "t": return .range(0x09...0x09)
        case "f": return .range(0x0C...0x0C)
        case "v": return .range(0x0B...0x0B)
        case "x": return try hexadecimal(2)
        case "u": return try hexadecimal(4)
        case _ where scalar.isLetter || scalar.isNumber:
            throw RegexFailure(message: "unknown escape `\\\(scalar)`")
        default: return .range(scalar.value...scalar.value)
        }
    }

    private mutating func hexadecimal(_ count: Int) throws -> RegexCharacters.Member {
        var digits = ""
        if take("{") {
            while next != "}" { digits.unicodeScalars.append(try advance("`}`")) }
            position += 1
        } else {
            for _ in 0..<count { digits.unicodeScalars.append(try advance("a digit")) }
        }
        guard let code = UInt32(digits, radix: 16) else {
            throw RegexFailure(message: "`\(digits)` is no hexadecimal number")
        }
        return .range(code...code)
    }

    private mutating func brackets() throws -> RegexCharacters {
        var set = RegexCharacters([], isNegated: take("^"), ignoresCase: ignoresCase)
        var isFirst = true
        while isFirst || next != "]" {
            isFirst = false
            let member = try bracketMember()
            guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]",
                case .range(let low) = member
            else {
                set.members.append(member)
                continue
            }
            position += 1
            guard case .range(let high) = try bracketMember(), low.lowerBound <= high.upperBound
            else { throw RegexFailure(message: "a range out of order in `[]`") }
            set.members.append(.range(low.lowerBound...high.upperBound))
        }
        position += 1
        return set
    }

    private mutating func bracketMember() throws -> RegexCharacters.Member {
        let scalar = try advance("`]`")
        if scalar == "\\" { return try escapedMember() }
        guard scalar == "[", next == ":" else { return .range(scalar.value...scalar.value) }
        var name = ""
        while next != "]" { name.unicodeScalars.append(try advance("`:]`")) }
        position += 1
        guard let ranges = RegexParser.classes[name] else {
            throw RegexFailure(message: "unknown class `[\(name)]`")
        }
        return .outside(RegexCharacters(ranges.map { .range($0) }, isNegated: true))
    }

    private static let classes: [String: [ClosedRange<UInt32>]] = [
        ":alnum:": [0x30...0x39, 0x41...0x5A, 0x61...0x7A],
        ":alpha:": [0x41...0x5A, 0x61...0x7A], ":digit:": [0x30...0x39],
        ":lower:": [0x61...0x7A], ":upper:": [0x41...0x5A],
        ":space:": [0x09...0x0D, 0x20...0x20],
        ":word:": [
            0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A,
        ], ":xdigit:": [0x30...0x39, 0x41...0x46, 0x61...0x66],
        ":punct:": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E],
    ]
}
