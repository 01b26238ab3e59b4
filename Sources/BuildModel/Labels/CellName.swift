/// The canonical name of a cell: a folder with a `.buckconfig` of its own.
///
/// Aliases are resolved by ``CellResolver``; wherever a `CellName` stands, it is the real name.
public struct CellName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The name as it is printed before `//`.
    public let text: String

    /// Checks and wraps a cell's name.
    ///
    /// - Throws: `.empty`, or `.illegalCharacter` for anything but ASCII letters, digits, `_`, `-`
    ///   and `.`.
    public init(_ text: String) throws(LabelError) {
        guard !text.isEmpty else {
            throw LabelError(.empty, "A cell name must not be empty")
        }
        if let bad = text.unicodeScalars.first(where: { !Self.allows($0) }) {
            throw LabelError(
                .illegalCharacter,
                "Cell name `\(text)` contains \(quoted(bad)); "
                    + "only letters, digits, `_`, `-` and `.` are allowed")
        }
        self.text = text
    }

    /// Wraps a name that is a constant of the program or has been checked before.
    public init(unchecked text: String) {
        self.text = text
    }

    /// The cell at the root of a project that gives it no other name.
    public static let root = CellName(unchecked: "root")

    /// The cell of the rules, which may come bundled with the program.
    public static let prelude = CellName(unchecked: "prelude")

    /// The name.
    public var description: String { text }

    /// Orders by the bytes of the name.
    public static func < (left: CellName, right: CellName) -> Bool { left.text < right.text }

    private static func allows(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".": true
        default: false
        }
    }
}

/// A character as an error message shows it: printable ones in backquotes, others by code point.
func quoted(_ scalar: Unicode.Scalar) -> String {
    if scalar == " " { return "a space" }
    return scalar.value >= 0x21 && scalar.value != 0x7F && scalar.properties.isWhitespace == false
        ? "`\(scalar)`" : "U+" + String(scalar.value, radix: 16, uppercase: true)
}
