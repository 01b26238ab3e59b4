import Glibc

/// A view of a string or bytes object.
struct StringView: BitwiseCopyable {
    let object: UnsafeMutableRawPointer

    @inline(__always)
    init(_ object: UnsafeMutableRawPointer) {
        self.object = object
    }

    var layout: UnsafeMutablePointer<StringLayout> {
        @inline(__always) get { object.assumingMemoryBound(to: StringLayout.self) }
    }

    var byteCount: Int {
        @inline(__always) get { Int(layout.pointee.byteCount) }
    }

    var start: UnsafeMutablePointer<UInt8> {
        @inline(__always) get {
            (object + MemoryLayout<StringLayout>.size).assumingMemoryBound(to: UInt8.self)
        }
    }

    var bytes: UTF8Bytes {
        @inline(__always) get { UTF8Bytes(start: start, count: byteCount) }
    }

    var string: String {
        String(decoding: UnsafeBufferPointer(start: start, count: byteCount), as: UTF8.self)
    }

    /// The number of Unicode scalars: what `len` answers and indices count.
    var scalarCount: Int {
        let known = layout.pointee.scalarCount
        let isForwarded = layout.pointee.header.flags & ObjectHeader.forwardedFlag != 0
        if known != .max && !isForwarded { return Int(known) }
        return countScalars()
    }

    /// The number of Unicode scalars if it has been counted, else `UInt32.max`.
    var knownScalars: UInt32 {
        @inline(__always) get {
            assert(
                layout.pointee.header.flags & ObjectHeader.forwardedFlag == 0,
                "no string is read between its copying and the end of its evaluation")
            return layout.pointee.scalarCount
        }
    }

    /// The number of scalars of two strings joined, if that of both is known.
    @inline(__always)
    static func sum(_ left: UInt32, _ right: UInt32) -> UInt32 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return left == .max || right == .max || overflow ? .max : sum
    }

    /// Whether every byte is one scalar, so that indices are byte offsets.
    var isASCII: Bool { scalarCount == byteCount }

    @inline(never)
    private func countScalars() -> Int {
        let count = byteCount - ShortBytes.continuations(start, count: byteCount)
        // Strings of an arena are counted when they are made: frozen memory is never written.
        if layout.pointee.header.flags == 0 { layout.pointee.scalarCount = UInt32(count) }
        return count
    }

    /// The hash, computed at most once for a live string and before freezing for a frozen one.
    var hash: UInt32 {
        @inline(__always) get {
            let known = layout.pointee.header.aux
            return known != 0 ? known : computeHash()
        }
    }

    @inline(never)
    private func computeHash() -> UInt32 {
        let hash = Hashing.hash(bytes: start, count: byteCount)
        if !layout.pointee.header.isFrozen { layout.pointee.header.aux = hash }
        return hash
    }

    /// Computes what a frozen string must know; called while its arena is being filled.
    func prepareForFreezing() {
        if layout.pointee.scalarCount == .max {
            let count = byteCount - ShortBytes.continuations(start, count: byteCount)
            layout.pointee.scalarCount = UInt32(count)
        }
        if layout.pointee.header.aux == 0 {
            layout.pointee.header.aux = Hashing.hash(bytes: start, count: byteCount)
        }
    }

    @inline(__always)
    static func equal(_ left: StringView, _ right: StringView) -> Bool {
        if left.object == right.object { return true }
        guard left.byteCount == right.byteCount else { return false }
        return ShortBytes.equal(left.start, right.start, count: left.byteCount)
    }

    func equals(_ string: String) -> Bool {
        withUTF8Bytes(string) { bytes.equals($0) }
    }

    /// Orders by bytes, which for UTF-8 is the order of Unicode scalars.
    static func compare(_ left: StringView, _ right: StringView) -> Int {
        let order = memcmp(left.start, right.start, min(left.byteCount, right.byteCount))
        return order != 0 ? Int(order) : left.byteCount - right.byteCount
    }
}

extension Heap {
    /// Makes a string object whose bytes are still to be written.
    ///
    /// In an arena the caller must call `prepareForFreezing` once the bytes are there.
    @inline(__always)
    mutating func uninitializedString(
        byteCount: Int, kind: ObjectKind = .string, scalarCount: UInt32 = .max
    ) -> StringView {
        let object = allocate(bytes: MemoryLayout<StringLayout>.size &+ byteCount)
        object.assumingMemoryBound(to: StringLayout.self).initialize(
            to: StringLayout(
                header: newHeader(kind), byteCount: UInt32(truncatingIfNeeded: byteCount),
                scalarCount: scalarCount))
        return StringView(object)
    }

    /// Makes a string of UTF-8 bytes, which must be valid.
    mutating func string(utf8 bytes: UTF8Bytes, kind: ObjectKind = .string) -> Value {
        let view = uninitializedString(byteCount: bytes.count, kind: kind)
        if let base = bytes.baseAddress {
            ShortBytes.copy(base, to: view.start, count: bytes.count)
        }
        if isArena { view.prepareForFreezing() }
        return Value(object: view.object)
    }

    mutating func string(_ string: String) -> Value {
        var string = string
        return string.withUTF8 { self.string(utf8: $0) }
    }
}
