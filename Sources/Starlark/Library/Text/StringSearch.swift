import Glibc

/// Finding bytes in bytes. Whole characters stay whole, for no UTF-8 sequence contains another.
extension UnsafeBufferPointer<UInt8> {
    /// The offset of the first occurrence of `needle` at or after `start`.
    func firstOffset(of needle: UTF8Bytes, from start: Int = 0) -> Int? {
        guard start + needle.count <= count else { return nil }
        guard let haystack = baseAddress, let pattern = needle.baseAddress, needle.count > 0 else {
            return start
        }
        if needle.count == 1 { return firstOffset(ofByte: pattern[0], from: start) }
        let last = count - needle.count
        var offset = start
        while offset <= last {
            guard let found = memchr(haystack + offset, Int32(pattern[0]), last + 1 - offset) else {
                return nil
            }
            offset = UnsafeRawPointer(found) - UnsafeRawPointer(haystack)
            if ShortBytes.equal(haystack + offset, pattern, count: needle.count) { return offset }
            offset += 1
        }
        return nil
    }

    /// The offset of the first of some bytes at or after `start`; near ones are found without a
    /// call.
    @inline(__always)
    func firstOffset(ofByte byte: UInt8, from start: Int) -> Int? {
        guard let haystack = baseAddress else { return nil }
        var offset = start
        let near = Swift.min(count, start + 16)
        while offset < near {
            if haystack[offset] == byte { return offset }
            offset += 1
        }
        guard offset < count, let found = memchr(haystack + offset, Int32(byte), count - offset)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(haystack)
    }

    /// The offset of the last occurrence of `needle` that ends at or before `end`.
    func lastOffset(of needle: UTF8Bytes, before end: Int) -> Int? {
        guard needle.count <= end else { return nil }
        guard let haystack = baseAddress, let pattern = needle.baseAddress, needle.count > 0 else {
            return end
        }
        var offset = end - needle.count
        while offset >= 0 {
            if haystack[offset] == pattern[0],
                memcmp(haystack + offset, pattern, needle.count) == 0
            {
                return offset
            }
            offset -= 1
        }
        return nil
    }

    /// How often `needle` occurs without overlaps; an empty one between all characters.
    func occurrences(of needle: UTF8Bytes) -> Int {
        guard needle.count > 0 else { return codePointCount + 1 }
        var total = 0
        if needle.count == 1 {
            let wanted = needle[0]
            for byte in self where byte == wanted { total += 1 }
            return total
        }
        var start = 0
        while let found = firstOffset(of: needle, from: start) {
            total += 1
            start = found + needle.count
        }
        return total
    }

    @inline(__always)
    func starts(withBytes prefix: UTF8Bytes) -> Bool {
        guard prefix.count <= count else { return false }
        guard let own = baseAddress, let other = prefix.baseAddress else { return true }
        return ShortBytes.equal(own, other, count: prefix.count)
    }

    @inline(__always)
    func ends(withBytes suffix: UTF8Bytes) -> Bool {
        guard suffix.count <= count else { return false }
        guard let own = baseAddress, let other = suffix.baseAddress else { return true }
        return ShortBytes.equal(own + (count - suffix.count), other, count: suffix.count)
    }

    func equals(_ other: UTF8Bytes) -> Bool { count == other.count && starts(withBytes: other) }

    /// Orders by bytes, which for UTF-8 is the order of code points.
    func compare(_ other: UTF8Bytes) -> Int {
        let shared = Swift.min(count, other.count)
        if shared > 0, let own = baseAddress, let theirs = other.baseAddress {
            let order = memcmp(own, theirs, shared)
            if order != 0 { return Int(order) }
        }
        return count - other.count
    }

    /// A part of the bytes.
    @inline(__always)
    func sub(_ range: Range<Int>) -> UTF8Bytes { UTF8Bytes(rebasing: self[range]) }
}
