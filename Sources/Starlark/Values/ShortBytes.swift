import Glibc

/// Copying, comparing and counting bytes of strings.
///
/// Most strings of build files have 5 to 40 bytes, for which a call of `memcpy` or `memcmp` costs
/// more than its work: here eight bytes go at once, and what is left over is covered by a last
/// word that overlaps the one before. Nothing outside the given bytes is read or written.
enum ShortBytes {
    /// From here on the C library is faster.
    private static let long = 128

    @inline(__always)
    static func copy(
        _ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int
    ) {
        let (source, target) = (UnsafeRawPointer(source), UnsafeMutableRawPointer(target))
        if count >= 8 {
            if count > long {
                memcpy(target, source, count)
                return
            }
            var offset = 0
            while offset &+ 8 < count {
                copyWord(source, target, offset)
                offset &+= 8
            }
            copyWord(source, target, count &- 8)
            return
        }
        var offset = 0
        if count & 4 != 0 {
            target.storeBytes(of: source.loadUnaligned(as: UInt32.self), as: UInt32.self)
            offset = 4
        }
        if count & 2 != 0 {
            target.storeBytes(
                of: source.loadUnaligned(fromByteOffset: offset, as: UInt16.self),
                toByteOffset: offset, as: UInt16.self)
            offset &+= 2
        }
        if count & 1 != 0 {
            target.storeBytes(
                of: source.load(fromByteOffset: offset, as: UInt8.self), toByteOffset: offset,
                as: UInt8.self)
        }
    }

    @inline(__always)
    private static func copyWord(
        _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ offset: Int
    ) {
        target.storeBytes(
            of: source.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
            toByteOffset: offset, as: UInt64.self)
    }

    @inline(__always)
    static func equal(
        _ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, count: Int
    ) -> Bool {
        let (left, right) = (UnsafeRawPointer(left), UnsafeRawPointer(right))
        if count >= 8 {
            if count > long { return memcmp(left, right, count) == 0 }
            var offset = 0
            while offset &+ 8 < count {
                if word(left, offset) != word(right, offset) { return false }
                offset &+= 8
            }
            return word(left, count &- 8) == word(right, count &- 8)
        }
        return tail(left, 0, count) == tail(right, 0, count)
    }

    @inline(__always)
    static func word(_ bytes: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    /// Up to seven bytes as a number, the first byte lowest.
    @inline(__always)
    static func tail(_ bytes: UnsafeRawPointer, _ offset: Int, _ count: Int) -> UInt64 {
        if count >= 4 {
            let low = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            let high = bytes.loadUnaligned(fromByteOffset: offset &+ count &- 4, as: UInt32.self)
            return UInt64(low) | UInt64(high) &<< UInt64(truncatingIfNeeded: 8 &* (count &- 4))
        }
        if count == 0 { return 0 }
        // One to three bytes: the first, the middle and the last may be the same.
        let first = UInt64(bytes.load(fromByteOffset: offset, as: UInt8.self))
        let middle = UInt64(bytes.load(fromByteOffset: offset &+ count &>> 1, as: UInt8.self))
        let last = UInt64(bytes.load(fromByteOffset: offset &+ count &- 1, as: UInt8.self))
        return first | middle &<< UInt64(truncatingIfNeeded: 8 &* (count &>> 1))
            | last &<< UInt64(truncatingIfNeeded: 8 &* (count &- 1))
    }

    /// How many bytes continue a character: all but the first of each.
    static func continuations(_ bytes: UnsafePointer<UInt8>, count: Int) -> Int {
        let raw = UnsafeRawPointer(bytes)
        var total = 0
        var offset = 0
        while offset &+ 8 <= count {
            total &+= continuations(in: word(raw, offset))
            offset &+= 8
        }
        return total &+ continuations(in: tail(raw, offset, count &- offset))
    }

    /// Bytes of a word whose highest bits are 10.
    @inline(__always)
    private static func continuations(in word: UInt64) -> Int {
        (word & ~(word &<< 1) & 0x8080_8080_8080_8080).nonzeroBitCount
    }
}
