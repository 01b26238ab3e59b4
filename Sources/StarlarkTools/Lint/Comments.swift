import Diagnostics
import Starlark

/// The comments of a file, which its tree does not have.
///
/// A `#` starts a comment wherever it is not within a string; the tree knows where those are.
struct Comments {
    struct Comment {
        /// From `#` to the end of the line.
        var range: Range<Int>
        /// The 1-based line.
        var line: Int
        /// Whether nothing else is on the line.
        var isAlone: Bool
        /// What is after the `#`.
        var text: Substring
    }

    /// In the order of the file.
    let all: [Comment]
    private let onLine: [Int: Int]
    /// By line: the offset of its first byte.
    private let lineStarts: [Int]

    init(of tree: SyntaxTree) {
        let text = tree.file.text
        let strings = Comments.strings(of: tree)
        var next = strings.startIndex
        var comments: [Comment] = []
        var lineStarts = [0]
        var isAlone = true
        var position = 0
        while position < text.count {
            while next < strings.endIndex, strings[next].lowerBound < position { next += 1 }
            if next < strings.endIndex, strings[next].lowerBound == position {
                for offset in strings[next] where text[offset] == UInt8(ascii: "\n") {
                    lineStarts.append(offset + 1)
                }
                position = max(position + 1, strings[next].upperBound)
                isAlone = false
                continue
            }
            switch text[position] {
            case UInt8(ascii: "\n"):
                isAlone = true
                lineStarts.append(position + 1)
            case UInt8(ascii: "#"):
                var end = text[position...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
                if end > position, text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
                comments.append(
                    Comment(
                        range: position..<end, line: lineStarts.count, isAlone: isAlone,
                        text: tree.file.string(in: position + 1..<end)[...]))
                position = end
                continue
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
            default: isAlone = false
            }
            position += 1
        }
        all = comments
        self.lineStarts = lineStarts
        onLine = Dictionary(
            comments.indices.map { (comments[$0].line, $0) }, uniquingKeysWith: { $1 })
    }

    /// The comment on a line.
    subscript(line: Int) -> Comment? { onLine[line].map { all[$0] } }

    /// The 1-based line of a byte.
    func line(ofByte offset: Int) -> Int {
        var (low, high) = (0, lineStarts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// Where string literals are, in order.
    private static func strings(of tree: SyntaxTree) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for (index, expression) in tree.expressions.enumerated() {
            switch expression {
            case .string, .bytes, .formattedString: ranges.append(tree.spans[index].range)
            default: break
            }
        }
        for load in tree.loads {
            ranges.append(load.pathSpan.range)
            ranges += tree[load.names].map(\.exportedSpan.range)
        }
        // Of nested ones, such as the parts of a formatted string, the outermost comes first.
        return ranges.sorted {
            ($0.lowerBound, $1.upperBound) < ($1.lowerBound, $0.upperBound)
        }
    }
}
