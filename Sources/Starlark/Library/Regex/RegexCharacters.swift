/// Which characters one place of a regular expression takes.
struct RegexCharacters: Sendable {
    enum Member: Sendable {
        case range(ClosedRange<UInt32>)
        case digit
        case word
        case space
        /// Characters outside a set: `\D`, `[^…]` within brackets.
        indirect case outside(RegexCharacters)
    }

    var members: [Member]
    var isNegated = false
    var ignoresCase = false

    init(_ members: [Member], isNegated: Bool = false, ignoresCase: Bool = false) {
        self.members = members
        self.isNegated = isNegated
        self.ignoresCase = ignoresCase
    }

    /// Any character, or any but a line feed.
    static func any(withLineFeed: Bool) -> RegexCharacters {
        RegexCharacters(withLineFeed ? [] : [.range(0x0A...0x0A)], isNegated: true)
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        var found = holds(scalar)
        if !found && ignoresCase {
            found = scalar.otherCases.contains { holds($0) }
        }
        return found != isNegated
    }

    private func holds(_ scalar: Unicode.Scalar) -> Bool {
        members.contains { member in
            switch member {
            case .range(let range): range.contains(scalar.value)
            case .digit: scalar.properties.generalCategory == .decimalNumber
            case .word: scalar.isWordCharacter
            case .space: scalar.isSpace
            case .outside(let set): !set.contains(scalar)
            }
        }
    }
}

extension Unicode.Scalar {
    /// Whether `\w` matches: letters, marks, digits, connectors such as the underscore.
    var isWordCharacter: Bool {
        guard !isASCII else { return isLetter || isNumber || self == "_" }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation:
            return true
        default: return properties.isAlphabetic
        }
    }

    /// The lower and upper case of the character where they are single characters.
    fileprivate var otherCases: [Unicode.Scalar] {
        [properties.lowercaseMapping, properties.uppercaseMapping].compactMap { mapping in
            mapping.unicodeScalars.count == 1 ? mapping.unicodeScalars.first : nil
        }
    }
}
