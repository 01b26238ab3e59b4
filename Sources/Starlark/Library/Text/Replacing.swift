extension TextBuffer {
    /// Writes `text` with the first `limit` occurrences of `old` replaced.
    ///
    /// An empty `old` occurs before each character and at the end, as in Python. Nothing is written
    /// if nothing is replaced, so that the caller can keep the string it has.
    ///
    /// - Returns: Whether anything was replaced.
    mutating func append(
        _ text: UTF8Bytes, replacing old: UTF8Bytes, with new: UTF8Bytes, limit: Int
    ) -> Bool {
        guard old.count > 0 else { return append(text, interleaving: new, limit: limit) }
        var start = 0
        var left = limit
        while left > 0, !isFull, let found = text.firstOffset(of: old, from: start) {
            if start == 0 { reserve(text.count + new.count) }
            append(text.sub(start..<found))
            append(new)
            start = found + old.count
            left -= 1
        }
        if left == limit { return false }
        append(text.sub(start..<text.count))
        return true
    }

    private mutating func append(
        _ text: UTF8Bytes, interleaving new: UTF8Bytes, limit: Int
    ) -> Bool {
        guard limit > 0 else { return false }
        var left = limit
        var offset = 0
        while offset < text.count, !isFull {
            if left > 0 {
                append(new)
                left -= 1
            }
            let length = text.scalar(at: offset).length
            append(text.sub(offset..<offset + length))
            offset += length
        }
        if left > 0 { append(new) }
        return true
    }
}
