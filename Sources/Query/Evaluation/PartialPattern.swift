/// A regular expression that is looked for anywhere in a text.
public struct PartialPattern {
    private let regex: Regex<AnyRegexOutput>?
    private let literal: String

    /// Makes a pattern of a regular expression.
    ///
    /// - Throws: What the regular expression's parser says.
    public init(_ pattern: String) throws {
        literal = pattern
        // A plain word is much the most frequent pattern, and a search for it much faster.
        let isPlain = pattern.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || "_-/:@".utf8.contains(byte)
        }
        regex = isPlain ? nil : try Regex(pattern).matchingSemantics(.unicodeScalar)
    }

    /// Whether the pattern is found in a text.
    public func matches(_ text: String) -> Bool {
        guard let regex else { return text.contains(literal) }
        return text.firstMatch(of: regex) != nil
    }
}
