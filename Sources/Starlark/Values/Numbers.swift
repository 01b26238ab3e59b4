/// A view of a big integer: sign and magnitude.
///
/// Big integers are normalized: none of them would fit the 63 bits of an inline integer.
struct BigIntegerView: BitwiseCopyable {
    let object: UnsafeMutableRawPointer

    init(_ object: UnsafeMutableRawPointer) {
        self.object = object
    }

    private var layout: UnsafeMutablePointer<BigIntegerLayout> {
        object.assumingMemoryBound(to: BigIntegerLayout.self)
    }

    var isNegative: Bool { layout.pointee.header.locks != 0 }

    /// The magnitude, the least significant limb first; the last is not zero.
    var limbs: UnsafeBufferPointer<BigInteger.Limb> {
        let start = (object + MemoryLayout<BigIntegerLayout>.size)
            .assumingMemoryBound(to: BigInteger.Limb.self)
        return UnsafeBufferPointer(start: start, count: layout.pointee.limbCount)
    }

    /// The value, if it fits 64 bits.
    var asInt: Int? { bigInteger.asInt }

    /// The number to calculate with.
    var bigInteger: BigInteger {
        BigInteger(isNegative: isNegative, magnitude: Array(limbs))
    }
}

/// A view of a range.
public struct RangeView: BitwiseCopyable {
    let layout: UnsafeMutablePointer<RangeLayout>

    init(_ object: UnsafeMutableRawPointer) {
        layout = object.assumingMemoryBound(to: RangeLayout.self)
    }

    /// The first element, if there is one.
    public var start: Int { layout.pointee.start }
    /// The bound that is not reached.
    public var stop: Int { layout.pointee.stop }
    /// The difference between neighbours, never 0.
    public var step: Int { layout.pointee.step }
    /// The number of elements.
    public var count: Int { layout.pointee.count }

    /// The element at an index below `count`.
    public subscript(index: Int) -> Int { start &+ index &* step }

    /// Whether a number is an element.
    public func contains(_ number: Int) -> Bool {
        guard count > 0 else { return false }
        let last = self[count - 1]
        guard step > 0 ? number >= start && number <= last : number <= start && number >= last
        else { return false }
        return (number &- start) % step == 0
    }
}

extension Heap {
    /// Makes an integer of any size from 64 bits.
    @inline(__always)
    mutating func integer(_ integer: Int) -> Value {
        if Value.fitsSmall(integer) { return Value(small: integer) }
        return self.integer(BigInteger(integer))
    }

    /// Makes an integer of any size.
    @inline(never)
    mutating func integer(_ number: BigInteger) -> Value {
        if let small = number.asInt, Value.fitsSmall(small) { return Value(small: small) }
        let size = MemoryLayout<BigIntegerLayout>.size
        let count = number.magnitude.count
        let object = allocate(bytes: size + count * MemoryLayout<BigInteger.Limb>.size)
        var header = newHeader(.bigInteger)
        header.locks = number.isNegative ? 1 : 0
        object.assumingMemoryBound(to: BigIntegerLayout.self).initialize(
            to: BigIntegerLayout(header: header, limbCount: count))
        let limbs = (object + size).assumingMemoryBound(to: BigInteger.Limb.self)
        for position in 0..<count { limbs[position] = number.magnitude[position] }
        return Value(object: object)
    }

    mutating func float(_ value: Double) -> Value {
        let object = allocate(bytes: MemoryLayout<FloatLayout>.size)
        object.assumingMemoryBound(to: FloatLayout.self).initialize(
            to: FloatLayout(header: newHeader(.float), value: value))
        return Value(object: object)
    }

    /// Makes a range; `step` is not 0.
    mutating func range(start: Int, stop: Int, step: Int) -> Value {
        let object = allocate(bytes: MemoryLayout<RangeLayout>.size)
        var count = 0
        if step > 0, start < stop {
            count = Int((UInt(bitPattern: stop &- start) - 1) / step.magnitude + 1)
        } else if step < 0, start > stop {
            count = Int((UInt(bitPattern: start &- stop) - 1) / step.magnitude + 1)
        }
        object.assumingMemoryBound(to: RangeLayout.self).initialize(
            to: RangeLayout(
                header: newHeader(.range), start: start, stop: stop, step: step, count: count))
        return Value(object: object)
    }
}
