/// What kind of character a code point is. ASCII is decided here, the rest by Unicode's properties.
extension Unicode.Scalar {
    var isLetter: Bool {
        guard isASCII else { return properties.isAlphabetic }
        return (0x61...0x7A).contains(value | 0x20)
    }

    var isNumber: Bool {
        guard !isASCII else { return (0x30...0x39).contains(value) }
        switch properties.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber: return true
        default: return false
        }
    }

    var isSpace: Bool {
        guard isASCII else { return properties.isWhitespace }
        return value == 0x20 || (0x09...0x0D).contains(value)
    }

    var isUpper: Bool {
        isASCII ? (0x41...0x5A).contains(value) : properties.isUppercase
    }

    /// Whether this is one of the few letters like `ǅ`, capital and small in one.
    var isTitlecase: Bool {
        !isASCII && properties.generalCategory == .titlecaseLetter
    }

    var isLower: Bool {
        isASCII ? (0x61...0x7A).contains(value) : properties.isLowercase
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether there is a character and all satisfy a test, as `isalpha` asks.
    func isNonEmpty(of test: (Unicode.Scalar) -> Bool) -> Bool {
        count > 0 && scalars.allSatisfy(test)
    }

    /// Whether there is a cased character and none of the other case, as `isupper` asks.
    func isCased(_ wanted: (Unicode.Scalar) -> Bool, without other: (Unicode.Scalar) -> Bool)
        -> Bool
    {
        var seen = false
        for scalar in scalars {
            if other(scalar) { return false }
            if wanted(scalar) { seen = true }
        }
        return seen
    }

    /// Whether each word starts with an upper case letter and goes on in lower case.
    var isTitle: Bool {
        var seen = false
        var insideWord = false
        for scalar in scalars {
            if scalar.isUpper || scalar.isTitlecase {
                if insideWord { return false }
                (seen, insideWord) = (true, true)
            } else if scalar.isLower {
                if !insideWord { return false }
                seen = true
            } else {
                insideWord = false
            }
        }
        return seen
    }
}

/// Changing case.
extension TextBuffer {
    mutating func append(lower scalar: Unicode.Scalar) {
        guard scalar.isASCII else { return append(scalar.properties.lowercaseMapping) }
        append(UInt8(scalar.value) | (scalar.isUpper ? 0x20 : 0))
    }

    mutating func append(upper scalar: Unicode.Scalar) {
        guard scalar.isASCII else { return append(scalar.properties.uppercaseMapping) }
        append(scalar.isLower ? UInt8(scalar.value) & 0xDF : UInt8(scalar.value))
    }

    /// The first character in upper case, the others in lower case.
    mutating func append(capitalized text: UTF8Bytes) {
        for (place, scalar) in text.scalars.enumerated() {
            if place == 0 { append(upper: scalar) } else { append(lower: scalar) }
        }
    }

    /// Each letter that follows no letter in upper case, the others in lower case.
    mutating func append(title text: UTF8Bytes) {
        var insideWord = false
        for scalar in text.scalars {
            if insideWord { append(lower: scalar) } else { append(upper: scalar) }
            insideWord = scalar.isLetter
        }
    }
}
