/// The string of an `attrs.arg`, split into text and macro calls but with no label looked at yet.
///
/// The grammar is Buck2's. A macro is `$(name words…)`, or `$(@name words…)`; `\$(` begins text
/// that merely looks like one and runs to the matching `)`; `$$(` is text as well. Words are
/// separated by spaces, may be quoted by `'` or `"`, and hold spaces within parentheses.
struct MacroString: Hashable {
    enum Part: Hashable {
        case text(String)
        case call(Call)
    }

    struct Call: Hashable {
        var name: String
        var arguments: [String]
        var isWrittenToFile: Bool
        /// The call as written, for messages.
        var text: String
    }

    private(set) var parts: [Part] = []

    /// Splits `string`.
    ///
    /// - Throws: A `MacroError` that says what is wrong with the macro it quotes.
    init(_ string: String) throws(MacroError) {
        guard string.utf8.contains(UInt8(ascii: "$")) else {
            parts = [.text(string)]
            return
        }
        var scanner = MacroScanner(bytes: Array(string.utf8))
        while !scanner.isAtEnd {
            let text = scanner.readText()
            if !text.isEmpty { parts.append(.text(text)) }
            if !scanner.isAtEnd { parts.append(.call(try scanner.readCall())) }
        }
        if parts.isEmpty { parts = [.text("")] }
    }
}

/// What is wrong with a macro.
struct MacroError: Error, Hashable {
    let macro: String
    let reason: String
}

private struct MacroScanner {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    /// Reads up to the `$(` of the next macro, or to the end.
    mutating func readText() -> String {
        var text: [UInt8] = []
        while position < bytes.count {
            if starts(with: "\\$(") {
                position += 1
                text += bytes[position..<endOfEscaped()]
                position = endOfEscaped()
            } else if starts(with: "\\") || starts(with: "$$") {
                let end = min(position + 2, bytes.count)
                text += bytes[position..<end]
                position = end
            } else if starts(with: "$(") {
                break
            } else {
                text.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The position after the `)` that ends the escaped `$(` here; the end if there is none.
    private func endOfEscaped() -> Int {
        var depth = 0
        for index in position..<bytes.count {
            if bytes[index] == UInt8(ascii: "(") { depth += 1 }
            if bytes[index] == UInt8(ascii: ")") {
                depth -= 1
                if depth == 0 { return index + 1 }
            }
        }
        return bytes.count
    }

    /// Reads a macro from its `$(` to its `)`.
    mutating func readCall() throws(MacroError) -> MacroString.Call {
        let start = position
        position += 2
        let isWrittenToFile = starts(with: "@")
        if isWrittenToFile { position += 1 }
        let nameStart = position
        while let byte = peek, !isSpace(byte), byte != UInt8(ascii: ")") { position += 1 }
        let name = string(nameStart..<position)
        guard position < bytes.count else {
            throw MacroError(macro: string(start..<bytes.count), reason: "has no `)`")
        }
        guard !name.isEmpty else {
            throw MacroError(macro: string(start..<position + 1), reason: "has no name")
        }
        guard name.utf8.allSatisfy(isNameByte) else {
            throw MacroError(
                macro: string(start..<position),
                reason: "has a name with other characters than letters, digits, `_` and `-`")
        }
        var arguments: [String] = []
        while true {
            while let byte = peek, isSpace(byte) { position += 1 }
            guard let byte = peek else {
                throw MacroError(macro: string(start..<bytes.count), reason: "has no `)`")
            }
            if byte == UInt8(ascii: ")") { break }
            guard let argument = readArgument() else {
                throw MacroError(
                    macro: string(start..<bytes.count),
                    reason: "has an argument without its quote at the end")
            }
            arguments.append(argument)
        }
        position += 1
        return MacroString.Call(
            name: name, arguments: arguments, isWrittenToFile: isWrittenToFile,
            text: string(start..<position))
    }

    private mutating func readArgument() -> String? {
        var quote: UInt8?
        if let byte = peek, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
            quote = byte
            position += 1
        }
        var argument: [UInt8] = []
        var depth = 0
        while let byte = peek {
            if byte == quote {
                position += 1
                return String(decoding: argument, as: UTF8.self)
            }
            if quote == nil {
                if depth == 0, isSpace(byte) || byte == UInt8(ascii: ")") {
                    return String(decoding: argument, as: UTF8.self)
                }
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") { depth -= 1 }
            }
            if byte == UInt8(ascii: "\\"), position + 1 < bytes.count { position += 1 }
            argument.append(bytes[position])
            position += 1
        }
        return quote == nil ? String(decoding: argument, as: UTF8.self) : nil
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func starts(with text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        return (0..<count).allSatisfy { bytes[position + $0] == text.utf8Start[$0] }
    }

    private func string(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    private func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
