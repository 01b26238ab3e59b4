/// What is shown of a line: all of it, or the part around a span if it is very long.
struct Excerpt {
    private static let longestBytes = 400
    private static let bytesBefore = 100

    let file: SourceFile
    /// Bytes of the file.
    let range: Range<Int>
    let isCutBefore: Bool
    let isCutAfter: Bool

    init(of line: Int, around span: SourceSpan) {
        file = span.file
        let whole = span.file.rangeOfLine(line)
        guard whole.count > Excerpt.longestBytes else {
            range = whole
            isCutBefore = false
            isCutAfter = false
            return
        }
        /// The beginning of the character that a byte is part of.
        func character(_ offset: Int) -> Int {
            var offset = offset
            while offset > whole.lowerBound, offset < whole.upperBound,
                span.file.text[offset] & 0xC0 == 0x80
            {
                offset -= 1
            }
            return offset
        }
        let meant = max(whole.lowerBound, min(span.range.lowerBound, whole.upperBound))
        let start = character(max(whole.lowerBound, meant - Excerpt.bytesBefore))
        let end = character(min(whole.upperBound, start + Excerpt.longestBytes))
        range = start..<end
        isCutBefore = start > whole.lowerBound
        isCutAfter = end < whole.upperBound
    }

    var text: String {
        (isCutBefore ? "…" : "") + file.string(in: range) + (isCutAfter ? "…" : "")
    }
}
