/// Splitting text into ranges of bytes.
extension UnsafeBufferPointer<UInt8> {
    /// Splits at a separator, which is not empty.
    ///
    /// - Parameters:
    ///   - separator: The bytes between the parts.
    ///   - limit: How often to split at most; the last part is the rest.
    ///   - body: Called with the range of each part in order.
    @inline(__always)
    func split(at separator: UTF8Bytes, limit: Int, _ body: (Range<Int>) throws -> Void) rethrows {
        var start = 0
        var left = limit
        while left > 0, let found = firstOffset(of: separator, from: start) {
            try body(start..<found)
            start = found + separator.count
            left -= 1
        }
        try body(start..<count)
    }

    /// Splits at white space, of which several in a row are one separator.
    @inline(__always)
    func splitAtWhiteSpace(limit: Int, _ body: (Range<Int>) throws -> Void) rethrows {
        var offset = 0
        var left = limit
        while true {
            offset = skip(from: offset, while: \.isSpace)
            if offset == count { return }
            if left == 0 { return try body(offset..<count) }
            let end = skip(from: offset) { !$0.isSpace }
            try body(offset..<end)
            offset = end
            left -= 1
        }
    }

    /// Splits from the right, though the parts come in text order.
    func splitFromRight(at separator: UTF8Bytes, limit: Int) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var end = count
        while parts.count < limit, let found = lastOffset(of: separator, before: end) {
            parts.append(found + separator.count..<end)
            end = found
        }
        parts.append(0..<end)
        return parts.reversed()
    }

    /// Splits at white space from the right, though the parts come in text order.
    func splitFromRightAtWhiteSpace(limit: Int) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var end = count
        while true {
            end = skipBack(from: end, while: \.isSpace)
            if end == 0 { return parts.reversed() }
            if parts.count == limit {
                parts.append(0..<end)
                return parts.reversed()
            }
            let start = skipBack(from: end) { !$0.isSpace }
            parts.append(start..<end)
            end = start
        }
    }

    /// The lines, which end in `\n`, `\r` or `\r\n`; the last need not.
    @inline(__always)
    func splitLines(keepingEnds: Bool, _ body: (Range<Int>) throws -> Void) rethrows {
        var start = 0
        var offset = 0
        while offset < count {
            guard self[offset] == 0x0A || self[offset] == 0x0D else {
                offset += 1
                continue
            }
            let end = offset
            let pair = self[end] == 0x0D && end + 1 < count && self[end + 1] == 0x0A
            offset += pair ? 2 : 1
            try body(start..<(keepingEnds ? offset : end))
            start = offset
        }
        if start < count { try body(start..<count) }
    }

    private func skip(from start: Int, while test: (Unicode.Scalar) -> Bool) -> Int {
        var offset = start
        while offset < count {
            let (scalar, length) = scalar(at: offset)
            guard test(scalar) else { break }
            offset += length
        }
        return offset
    }

    private func skipBack(from start: Int, while test: (Unicode.Scalar) -> Bool) -> Int {
        var offset = start
        while offset > 0 {
            let (scalar, length) = scalar(before: offset)
            guard test(scalar) else { break }
            offset -= length
        }
        return offset
    }
}
