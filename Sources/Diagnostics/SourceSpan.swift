/// A part of a file: UTF-8 byte offsets, 0-based and half-open.
public struct SourceSpan: Sendable, Hashable {
    /// The file.
    public var file: SourceFile
    /// The bytes; may be empty, for example at the end of the file.
    public var range: Range<Int>

    /// Makes a span of bytes of a file.
    public init(file: SourceFile, range: Range<Int>) {
        self.file = file
        self.range = range
    }

    /// Where the span starts.
    public var start: SourcePosition { file.position(ofByte: range.lowerBound) }

    /// Where the span ends: the position just after its last byte.
    public var end: SourcePosition { file.position(ofByte: range.upperBound) }

    /// The text the span covers; invalid UTF-8 is repaired.
    public var text: String { file.string(in: range) }
}

extension SourceSpan: CustomStringConvertible {
    /// The usual `path:line:column`, which editors and terminals recognise.
    public var description: String {
        let start = start
        return "\(file.path):\(start.line):\(start.column)"
    }
}
