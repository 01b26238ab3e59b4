import Glibc

/// What is left of a set after all of its elements are forgotten: enough to estimate its size, and
/// that of unions and intersections with others.
///
/// 4096 registers, each the logarithm of the smallest of exponentially distributed numbers which
/// the elements' hashes choose. An element may count several times over: with weight 3 it is like
/// three elements. With the same elements, Buck2's sketches have the same registers.
///
/// Sources: Ertl, "SetSketch: Filling the Gap between MinHash and HyperLogLog"; for weights, Ertl,
/// "BagMinHash", and Christiani, "DartMinHash".
public struct SetSketch: Sendable, Equatable {
    /// How many registers there are.
    private static let count = 4096
    /// The base of the registers' logarithms.
    private static let base = 1.001
    /// The rate of the distribution.
    private static let rate = 20.0

    private var registers = [UInt16](repeating: 0, count: Self.count)
    /// No register is lower than this.
    private var lowest: UInt16 = 0
    private var changes = 0
    private static let ziggurat = Ziggurat()
    private let logarithmOfBase = log1p(Self.base - 1)

    /// Makes a sketch of no elements.
    public init() {}

    /// Two sketches are equal if their registers are.
    public static func == (left: SetSketch, right: SetSketch) -> Bool {
        left.registers == right.registers
    }

    /// Whether it has no elements.
    public var isEmpty: Bool { registers.allSatisfy { $0 == 0 } }

    /// Adds an element.
    ///
    /// - Parameters:
    ///   - hash: What tells it apart from others, of 64 random bits.
    ///   - weight: How many elements it is like; of the same element, the highest counts.
    public mutating func insert(_ hash: UInt64, weight: UInt64 = 1) {
        guard weight > 0 else { return }
        // The weight is cut into octaves, of which the largest full one comes first: it raises the
        // registers, so that the work of all others is soon known to be in vain.
        let top = UInt32(63 - weight.leadingZeroBitCount)
        insertOctave(hash, top, weight)
        if weight.nonzeroBitCount > 1 { insertOctave(hash, top + 1, weight) }
        for octave in (0..<top).reversed() { insertOctave(hash, octave, weight) }
    }

    /// Adds all elements of another sketch.
    public mutating func formUnion(_ other: SetSketch) {
        for index in registers.indices {
            registers[index] = max(registers[index], other.registers[index])
        }
    }

    /// About how many elements there are, weights counted.
    public var estimatedCount: Double {
        let sum = registers.reduce(0.0) { $0 + exp(-Double($1) * logarithmOfBase) }
        let factor = Double(Self.count) * (1 - 1 / Self.base) / (Self.rate * logarithmOfBase)
        return factor / sum
    }

    /// `V1:` and the registers, little endian, in Base64 without padding.
    public var text: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 * Self.count)
        for register in registers {
            bytes.append(UInt8(truncatingIfNeeded: register))
            bytes.append(UInt8(truncatingIfNeeded: register >> 8))
        }
        return "V1:" + Self.base64(bytes)
    }

    /// The part of an element's weight in 2^(n-1)..<2^n.
    private mutating func insertOctave(_ hash: UInt64, _ octave: UInt32, _ weight: UInt64) {
        let low: Double = octave == 0 ? 0 : exp2(Double(octave) - 1)
        let high = exp2(Double(octave))
        let seed = SketchRandom.mix(hash ^ 0x9E37_79B9_7F4A_7C15 &* (UInt64(octave) + 1))
        let part = octave < 64 ? Double(min(weight, 1 << UInt64(octave))) : Double(weight)
        throwDarts(seed: seed, weight: part - low, limit: high - low)
    }

    /// Throws darts at the registers, each lower than the one before, until they can change
    /// nothing.
    ///
    /// Darts above the weight do not count, so that those of a lower weight are among those of a
    /// higher one.
    private mutating func throwDarts(seed: UInt64, weight: Double, limit: Double) {
        var random = SketchRandom(seed: seed)
        let scale = 1 / (Self.rate * Double(Self.count)) / limit
        let kept = weight / limit
        var sum = 0.0
        var sinceLook = 0
        while true {
            sum += scale * random.exponential(Self.ziggurat)
            let value = UInt16(
                min(max((1 - log(sum) / logarithmOfBase).rounded(.down), 0), 65535))
            guard value > lowest else { return }
            sinceLook += 1
            if sinceLook >= Self.count {
                sinceLook = 0
                lowest = registers.min() ?? 0
                guard value > lowest else { return }
            }
            let height = random.uniform()
            let bits = random.next()
            guard height < kept else { continue }
            let index = Int(bits.multipliedFullWidth(by: UInt64(Self.count)).high)
            guard value > registers[index] else { continue }
            registers[index] = value
            changes += 1
            if changes.isMultiple(of: Self.count) { lowest = registers.min() ?? 0 }
        }
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for byte in group { bits = bits << 8 | UInt32(byte) }
            bits <<= 8 * UInt32(3 - group.count)
            for place in 0...group.count {
                text.append(alphabet[Int(bits >> (18 - 6 * UInt32(place)) & 63)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
