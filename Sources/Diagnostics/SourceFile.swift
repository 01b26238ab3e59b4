/// The text of one file that a person wrote, and the name by which to show it to them.
///
/// Spans refer to a file rather than to a path, so that a diagnostic can show the very text that
/// was read even when the file has changed since.
public final class SourceFile: Sendable {
    /// How the file is named in messages, for example `root//app/BUCK`.
    public let path: String

    /// The bytes as read; expected to be UTF-8, though nothing relies on it.
    public let text: [UInt8]

    /// Whether the text is a word of a command line, which people see as they typed it.
    public let isArgument: Bool

    /// Wraps text that has been read already.
    public init(path: String, text: [UInt8], isArgument: Bool = false) {
        self.path = path
        self.text = text
        self.isArgument = isArgument
    }

    /// Wraps a string, for tests and for text that has no file.
    public convenience init(path: String, text: String, isArgument: Bool = false) {
        self.init(path: path, text: Array(text.utf8), isArgument: isArgument)
    }

    /// Finds the line and column of a byte.
    ///
    /// Walks the text, for only diagnostics ask this.
    ///
    /// - Parameter offset: A byte offset; past the end it means the end.
    /// - Returns: The 1-based line and column of that byte.
    public func position(ofByte offset: Int) -> SourcePosition {
        let offset = max(0, min(offset, text.count))
        var line = 1
        var lineStart = 0
        for index in 0..<offset where text[index] == newline {
            line += 1
            lineStart = index + 1
        }
        return SourcePosition(line: line, column: 1 + scalarCount(lineStart..<offset))
    }

    /// Returns the byte range of a line, without its line break.
    ///
    /// - Parameter number: A 1-based line number.
    /// - Returns: An empty range at the end when there is no such line.
    public func rangeOfLine(_ number: Int) -> Range<Int> {
        var line = 1
        var start = 0
        while line < number {
            guard let lineBreak = text[start...].firstIndex(of: newline) else {
                return text.count..<text.count
            }
            start = lineBreak + 1
            line += 1
        }
        var end = text[start...].firstIndex(of: newline) ?? text.count
        if end > start, text[end - 1] == UInt8(ascii: "\r") {
            end -= 1
        }
        return start..<end
    }

    /// Returns the text of a line, without its line break.
    public func line(_ number: Int) -> String {
        string(in: rangeOfLine(number))
    }

    /// Returns a part of the text; invalid UTF-8 is repaired.
    public func string(in range: Range<Int>) -> String {
        String(decoding: text[range.clamped(to: 0..<text.count)], as: UTF8.self)
    }

    /// Counts the bytes that start a scalar, which are all but UTF-8 continuation bytes.
    private func scalarCount(_ range: Range<Int>) -> Int {
        var count = 0
        for index in range where text[index] & 0xC0 != 0x80 {
            count += 1
        }
        return count
    }
}

extension SourceFile: Hashable {
    /// Files are equal when they have the same name and the same text.
    public static func == (left: SourceFile, right: SourceFile) -> Bool {
        left === right || (left.path == right.path && left.text == right.text)
    }

    /// Hashes the name only.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(path)
    }
}

/// A place in a file as people count: lines and columns start at 1, a column is a Unicode scalar.
public struct SourcePosition: Sendable, Hashable {
    /// The 1-based line.
    public var line: Int
    /// The 1-based column in Unicode scalars.
    public var column: Int

    /// Makes a position of 1-based numbers.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

private let newline = UInt8(ascii: "\n")
