extension Value {
    /// The bytes of a value known to be a string.
    var text: UTF8Bytes {
        @inline(__always) get { StringView(object).bytes }
    }

    var isString: Bool {
        @inline(__always) get { isKind(.string) }
    }
}

/// Reading arguments without making Swift strings of them.
extension Arguments {
    /// The string on which a string method was called.
    var receiverString: StringView {
        @inline(__always) get { StringView(receiver.object) }
    }

    /// The argument as the bytes of a string.
    @inline(__always)
    func text(_ slot: Int) throws -> UTF8Bytes {
        guard self[slot].isString else { throw mismatch(slot, "a string") }
        return self[slot].text
    }

    /// The argument as an integer; nothing when it is `None` or was left out.
    func optionalInteger(_ slot: Int) throws -> Int? {
        present(slot) == nil ? nil : try integer(slot)
    }

    /// The part of the receiver between two optional indices, as a range of bytes.
    ///
    /// - Returns: Nothing where the part would end before it starts, or start past the end.
    func part(from startSlot: Int, to endSlot: Int) throws -> Range<Int>? {
        let string = receiverString
        guard present(startSlot) != nil || present(endSlot) != nil else {
            return 0..<string.byteCount
        }
        let count = string.scalarCount
        let start = try Indices.clamped(optionalInteger(startSlot) ?? 0, count: count)
        let end = try min(Indices.clamped(optionalInteger(endSlot) ?? count, count: count), count)
        guard start <= end else { return nil }
        return string.byteRange(ofScalars: start..<end)
    }
}

enum Indices {
    /// An index that may count from the end, not below 0.
    static func clamped(_ index: Int, count: Int) -> Int {
        index < 0 ? max(0, index + count) : index
    }
}

extension StringView {
    /// The bytes of code points, which must lie within the string.
    func byteRange(ofScalars range: Range<Int>) -> Range<Int> {
        if isASCII { return range }
        let start = bytes.advance(0, codePoints: range.lowerBound)
        return start..<bytes.advance(start, codePoints: range.count)
    }

    /// How many code points stand before a byte.
    func scalarOffset(ofByte offset: Int) -> Int {
        isASCII ? offset : bytes.sub(0..<offset).codePointCount
    }
}

extension Heap {
    /// Makes a string of a part of another, or returns that other if the part is all of it.
    @inline(__always)
    mutating func substring(of string: Value, _ range: Range<Int>) -> Value {
        let source = StringView(string.object)
        if range.count == source.byteCount { return string }
        return copy(of: source, range)
    }

    /// Makes a string of a part of another; a part of an ASCII string is known to be ASCII.
    @inline(__always)
    mutating func copy(of source: StringView, _ range: Range<Int>) -> Value {
        let known = source.layout.pointee.scalarCount == source.layout.pointee.byteCount
        let view = uninitializedString(
            byteCount: range.count,
            scalarCount: known ? UInt32(truncatingIfNeeded: range.count) : .max)
        ShortBytes.copy(
            source.start + range.lowerBound, to: view.start, count: range.count)
        if isArena { view.prepareForFreezing() }
        return Value(object: view.object)
    }
}
