import Starlark

/// A pattern for lines of a tool's messages, in the notation of Vim's `errorformat`.
///
/// It is made a regular expression that has to match a whole line. `%f`, `%l` and the like become
/// named groups; `%*[a-z]` and `%*\s` mean one or more of a set; `%.`, `%#`, `%+`, `%?`, `%[`, `%^`
/// and `%$` have their meaning in expressions (`%#` is `*`), as have `\(`, `\+` and the like.
/// See https://neovim.io/doc/user/quickfix.html#errorformat
struct ErrorFormat {
    /// What a line that matches is, by the letter after `%` with which a pattern may begin.
    enum Kind: Equatable {
        /// An error of one line: no letter, or `G`.
        case single
        /// The first line of an error of several: `E`, `W`, `I`, `N` or `A`, which is its type.
        case first(Character)
        /// A further line: `C`.
        case further
        /// The last line: `Z`.
        case last
        /// Enters or leaves a folder, or a file, that further lines are about: `D`, `X`, `P`, `Q`.
        case enterFolder, leaveFolder, enterFile, leaveFile
    }

    let kind: Kind
    /// Whether the pattern has a letter; `G` counts among further lines, too.
    let isGeneral: Bool
    /// Whether what matches is passed over: `%-G`.
    let isIgnored: Bool
    /// Whether the whole line is the message: `%+G`.
    let takesWholeLine: Bool
    private let regex: Regex<AnyRegexOutput>

    /// The groups by their letters.
    private static let groups: [Character: String] = [
        "f": "(?<f>(?:[A-Za-z]:)?(?:\\\\ |[^ ])+?)", "n": "(?<n>[0-9]+)", "l": "(?<l>[0-9]+)",
        "e": "(?<e>[0-9]+)", "c": "(?<c>[0-9]+)", "k": "(?<k>[0-9]+)", "v": "(?<v>[0-9]+)",
        "t": "(?<t>.)", "m": "(?<m>.+)", "r": "(?<r>.*)", "p": "(?<p>[-\\t .]*)",
        "s": "(?<s>.+)",
    ]

    /// Reads a pattern.
    ///
    /// - Throws: When it is none.
    init(_ pattern: String) throws {
        var rest = pattern[...]
        (kind, isGeneral, isIgnored, takesWholeLine) = Self.prefix(&rest)
        var expression = ""
        while let character = rest.popFirst() {
            switch character {
            case "%": expression += try Self.item(&rest, of: pattern)
            case "\\":
                guard let escaped = rest.popFirst() else {
                    throw Failure("Error format `\(pattern)` ends in a backslash")
                }
                expression.append(escaped)
            case ".", "+", "*", "(", ")", "|", "[", "{", "^", "$": expression += "\\\(character)"
            default: expression.append(character)
            }
        }
        do {
            regex = try Regex("^\(expression)$").matchingSemantics(.unicodeScalar)
        } catch {
            throw Failure("Error format `\(pattern)` is no pattern: \(error)")
        }
    }

    /// The letter before the pattern, with `+` or `-`.
    private static func prefix(
        _ rest: inout Substring
    ) -> (kind: Kind, isGeneral: Bool, isIgnored: Bool, takesWholeLine: Bool) {
        var text = rest.dropFirst()
        let sign = text.first.flatMap { "+-".contains($0) ? $0 : nil }
        if sign != nil { text.removeFirst() }
        let kinds: [Character: Kind] = [
            "G": .single, "E": .first("E"), "W": .first("W"), "I": .first("I"), "N": .first("N"),
            "A": .first("A"), "C": .further, "Z": .last, "D": .enterFolder, "X": .leaveFolder,
            "P": .enterFile, "Q": .leaveFile,
        ]
        guard rest.first == "%", let kind = text.first.flatMap({ kinds[$0] }) else {
            return (.single, false, false, false)
        }
        rest = text.dropFirst()
        return (kind, kind == .single, sign == "-", sign == "+")
    }

    /// What follows a `%`.
    private static func item(_ rest: inout Substring, of pattern: String) throws -> String {
        guard let letter = rest.popFirst() else {
            throw Failure("Error format `\(pattern)` ends in `%`")
        }
        if let group = groups[letter] { return group }
        switch letter {
        case "%": return "%"
        case "#": return "*"
        case ".", "^", "$", "?", "+", "[": return String(letter)
        case "*":
            if rest.first == "\\", rest.count > 1 {
                let set = rest.prefix(2)
                rest = rest.dropFirst(2)
                return set + "+"
            }
            if rest.first == "[", let end = rest.firstIndex(of: "]") {
                let set = rest[...end]
                rest = rest[rest.index(after: end)...]
                return set + "+"
            }
            throw Failure("`%*` in error format `\(pattern)` is followed by no set")
        default: throw Failure("Unknown field `%\(letter)` in error format `\(pattern)`")
        }
    }

    /// The error that a line tells of; nothing if the line is of another form.
    func match(_ line: String, category: String) -> ActionSubError? {
        guard let match = line.wholeMatch(of: regex) else { return nil }
        func text(_ name: String) -> String? { match[name]?.substring.map(String.init) }
        func number(_ name: String) -> Int? { text(name).flatMap { Int($0) } }
        var error = ActionSubError(category: category, isShown: false)
        error.message = takesWholeLine ? line : text("m")
        error.file = text("f")
        error.line = number("l")
        error.endLine = number("e")
        error.column = number("c")
        error.endColumn = number("k")
        error.errorType = text("t")
        error.errorNumber = number("n")
        return error
    }
}
