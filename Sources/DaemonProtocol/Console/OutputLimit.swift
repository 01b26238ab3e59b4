/// How much of what all commands and tests of a build print is still shown.
struct OutputLimit: Sendable {
    private var bytesLeft: Int
    private var isExceeded = false

    /// Shows so many bytes.
    init(_ bytes: Int) { bytesLeft = max(0, bytes) }

    /// What is shown of a text; where the rest is left out for the first time, a note says so.
    mutating func admit(_ text: String) -> String {
        guard !isExceeded else { return "" }
        let bytes = text.utf8.count
        guard bytes > bytesLeft else {
            bytesLeft -= bytes
            return text
        }
        isExceeded = true
        // A character that does not fit is left out whole.
        var shown = ""
        for character in text {
            bytesLeft -= character.utf8.count
            guard bytesLeft >= 0 else { break }
            shown.append(character)
        }
        return shown + (shown.isEmpty ? "" : "\n") + "(output limit exceeded)"
    }
}
