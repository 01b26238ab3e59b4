/// A file name pattern of `glob()`: components separated by `/`, where `*`, `?` and `[a-z]` stay
/// within a component and a component `**` stands for any number of folders.
///
/// As in Buck2, letters match without regard to ASCII case, and a wildcard never matches the dot
/// a name begins with. A pattern is run as a small automaton over the components of a path: a
/// walk that goes down a folder tree advances the states once a folder, so that it knows both
/// what matches and which folders cannot hold a match.
struct GlobPattern: Hashable, Sendable {
    /// The positions in the pattern which a walk may be at, one bit each.
    struct States: Hashable, Sendable {
        fileprivate(set) var bits: UInt64

        /// Whether nothing below can match.
        var isDead: Bool { bits == 0 }
    }

    private enum Component: Hashable, Sendable {
        case anyDepth
        case name([Token])
    }

    private enum Token: Hashable, Sendable {
        case byte(UInt8)
        case anyByte
        case anyRun
        case oneOf([ClosedRange<UInt8>], isNegated: Bool)
    }

    /// The pattern as written.
    let text: String
    private let components: [Component]

    /// Parses a pattern.
    ///
    /// - Throws: A `GlobError` that says why `text` cannot match anything.
    init(_ text: String) throws(GlobError) {
        var components: [Component] = []
        for part in text.split(separator: "/", omittingEmptySubsequences: false) {
            switch part {
            case "": throw GlobError(pattern: text, reason: GlobError.emptyPart(of: text))
            case ".", "..":
                throw GlobError(pattern: text, reason: "must not contain `\(part)`")
            case "**": components.append(.anyDepth)
            default:
                guard !part.contains("**") else {
                    throw GlobError(
                        pattern: text, reason: "may hold `**` only as a whole component")
                }
                components.append(.name(try Self.tokens(of: part, in: text)))
            }
        }
        // `a/**` means every file below `a`, so that at least a file name has to follow.
        if components.last == .anyDepth { components.append(.name([.anyRun])) }
        guard components.count < 64 else {
            throw GlobError(pattern: text, reason: "has more than 63 components")
        }
        self.text = text
        self.components = components
    }

    /// Whether every match lies directly in the folder the pattern starts from.
    var isSingleComponent: Bool { components.count == 1 }

    /// The states before the first component of a path.
    var start: States { closed(States(bits: 1)) }

    /// The states after one more component of a path.
    func advance(_ states: States, over name: String) -> States {
        var next = States(bits: 0)
        for (position, component) in components.enumerated()
        where states.bits & (1 << UInt64(position)) != 0 {
            switch component {
            case .anyDepth:
                if !name.utf8.starts(with: ".".utf8) { next.bits |= 1 << UInt64(position) }
            case .name(let tokens):
                if Self.match(tokens[...], Array(name.utf8)[...], isAtStart: true) {
                    next.bits |= 1 << UInt64(position + 1)
                }
            }
        }
        return closed(next)
    }

    /// Whether a path that ends in `states` matches.
    func accepts(_ states: States) -> Bool { states.bits & (1 << UInt64(components.count)) != 0 }

    /// Whether a path of components matches from the start.
    func matches(_ path: some Sequence<String>) -> Bool {
        accepts(path.reduce(start) { advance($0, over: $1) })
    }

    /// Whether a path with `/` between its components matches.
    func matches(path: String) -> Bool {
        matches(path.split(separator: "/").map(String.init))
    }

    private func closed(_ states: States) -> States {
        var states = states
        for (position, component) in components.enumerated()
        where component == .anyDepth && states.bits & (1 << UInt64(position)) != 0 {
            states.bits |= 1 << UInt64(position + 1)
        }
        return states
    }

    private static func tokens(
        of part: Substring, in pattern: String
    ) throws(GlobError) -> [Token] {
        var tokens: [Token] = []
        var rest = Array(part.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "*"): tokens.append(.anyRun)
            case UInt8(ascii: "?"): tokens.append(.anyByte)
            case UInt8(ascii: "["): tokens.append(try set(&rest, in: pattern))
            default: tokens.append(.byte(lowercased(byte)))
            }
        }
        return tokens
    }

    private static func set(
        _ rest: inout ArraySlice<UInt8>, in pattern: String
    ) throws(GlobError) -> Token {
        let isNegated = rest.first == UInt8(ascii: "!")
        if isNegated { rest.removeFirst() }
        var ranges: [ClosedRange<UInt8>] = []
        while let low = rest.popFirst() {
            if low == UInt8(ascii: "]"), !ranges.isEmpty {
                return .oneOf(ranges, isNegated: isNegated)
            }
            if rest.first == UInt8(ascii: "-"), let high = rest.dropFirst().first,
                high != UInt8(ascii: "]"), low <= high
            {
                ranges.append(low...high)
                rest.removeFirst(2)
            } else {
                ranges.append(low...low)
            }
        }
        throw GlobError(pattern: pattern, reason: "has a `[` without its `]`")
    }

    private static func match(
        _ tokens: ArraySlice<Token>, _ name: ArraySlice<UInt8>, isAtStart: Bool
    ) -> Bool {
        guard let token = tokens.first else { return name.isEmpty }
        let isHiddenHere = isAtStart && name.first == UInt8(ascii: ".")
        switch token {
        case .anyRun:
            if isHiddenHere { return false }
            let rest = tokens.dropFirst()
            if rest.isEmpty { return true }
            return (name.startIndex...name.endIndex).contains {
                match(rest, name[$0...], isAtStart: $0 == name.startIndex && isAtStart)
            }
        case .byte(let byte):
            guard let first = name.first, lowercased(first) == byte else { return false }
        case .anyByte:
            if name.isEmpty || isHiddenHere { return false }
        case .oneOf(let ranges, let isNegated):
            guard let first = name.first, !isHiddenHere else { return false }
            let isMember = ranges.contains {
                $0.contains(first) || $0.contains(lowercased(first))
                    || $0.contains(uppercased(first))
            }
            guard isMember != isNegated else { return false }
        }
        return match(tokens.dropFirst(), name.dropFirst(), isAtStart: false)
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }

    private static func uppercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 32 : byte
    }
}

/// Why a pattern of `glob()` is refused: it could never match a file.
struct GlobError: Error, Hashable {
    let pattern: String
    let reason: String

    /// What an empty component of `pattern` is called.
    static func emptyPart(of pattern: String) -> String {
        if pattern.isEmpty { return "is empty" }
        if pattern.utf8.first == UInt8(ascii: "/") { return "must not begin with `/`" }
        if pattern.utf8.last == UInt8(ascii: "/") { return "must not end with `/`" }
        return "must not contain `//`"
    }
}
