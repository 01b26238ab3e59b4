/// The hashes of values, 32 bits and never 0, the same in every process.
///
/// Equal values have equal hashes: an integer and the float of the same number too.
enum Hashing {
    private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// Folds the 128-bit product of two words: each bit of the result depends on all of both.
    @inline(__always)
    private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    @inline(__always)
    private static func finish(_ hash: UInt64) -> UInt32 {
        let folded = UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
        return folded == 0 ? 1 : folded
    }

    static func hash(bytes: UnsafePointer<UInt8>, count: Int) -> UInt32 {
        let raw = UnsafeRawPointer(bytes)
        var state = UInt64(truncatingIfNeeded: count) ^ 0xA076_1D64_78BD_642F
        var offset = 0
        while offset &+ 8 <= count {
            let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            state = mix(state ^ word, multiplier)
            offset &+= 8
        }
        let tail = ShortBytes.tail(raw, offset, count &- offset)
        return finish(mix(state ^ tail, 0xE703_7ED1_A0B4_28DB))
    }

    @inline(__always)
    static func hash(integer: Int) -> UInt32 {
        finish(mix(UInt64(bitPattern: Int64(integer)) ^ 0x8EBC_6AF0_9C88_C6E3, multiplier))
    }

    static func hash(double: Double) -> UInt32 {
        if let integer = Int(exactly: double), Value.fitsSmall(integer) {
            return hash(integer: integer)
        }
        return finish(mix(double.bitPattern ^ 0x5899_65CC_7537_4CC3, multiplier))
    }

    static func combine(_ state: UInt32, _ hash: UInt32) -> UInt32 {
        finish(mix(UInt64(state) << 32 | UInt64(hash), multiplier))
    }

    /// The hash of a value.
    ///
    /// - Throws: If it is of a type that can change, or contains one that does.
    @inline(__always)
    static func hash(_ value: Value) throws -> UInt32 {
        if value.isKind(.string) { return StringView(value.object).hash }
        if value.isSmall { return hash(integer: value.small) }
        var walk = Nesting()
        return try hashSlowly(value, &walk)
    }

    @inline(never)
    private static func hashSlowly(_ value: Value, _ walk: inout Nesting) throws -> UInt32 {
        try walk.enter()
        defer { walk.leave() }
        guard let kind = value.kind else {
            return hash(integer: value.isSmall ? value.small : Int(bitPattern: value.bits) << 32)
        }
        switch kind {
        case .string, .bytes: return StringView(value.object).hash
        case .bigInteger: return hash(double: BigIntegerView(value.object).bigInteger.asDouble)
        case .float: return hash(double: value.floatLayout.pointee.value)
        case .tuple:
            var state: UInt32 = 0x2545_F491
            for element in TupleView(value.object).elements {
                state = combine(state, try hashSlowly(element, &walk))
            }
            return state
        case .structure:
            var state: UInt32 = 0x5EED
            for (key, field) in TableView(value.object) {
                // Order of declaration does not count, as it does not for equality.
                let entry = combine(
                    StringView(key.object).hash, try hashSlowly(field, &walk))
                state = state &+ entry
            }
            return state == 0 ? 1 : state
        case .function, .nativeFunction, .cell, .module:
            return hash(integer: Int(bitPattern: value.bits))
        case .boundMethod:
            return hash(integer: Int(bitPattern: value.boundMethodLayout.pointee.receiver.bits))
        case .native:
            let hash = try value.nativeLayout.pointee.object._withUnsafeGuaranteedRef {
                try $0.hash(value)
            }
            return self.hash(integer: hash)
        case .list, .dict, .set, .range:
            throw Failure("Value of type `\(value.typeName)` is not hashable")
        }
    }
}
