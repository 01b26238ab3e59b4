extension PercentOperator {
    /// Formats what nearly all format strings are made of, `%s` and `%d` of strings and small
    /// integers, straight into the heap.
    ///
    /// - Returns: Nothing if there is more to it, or anything wrong; then nothing has happened.
    static func formatQuickly(_ format: Value, _ operand: Value, in heap: inout Heap) -> Value? {
        guard operand.isKind(.tuple) else {
            return withUnsafePointer(to: operand) {
                formatQuickly(StringView(format.object), $0, count: 1, in: &heap)
            }
        }
        let tuple = TupleView(operand.object)
        return formatQuickly(
            StringView(format.object), tuple.base, count: tuple.count, in: &heap)
    }

    @inline(__always)
    private static func formatQuickly(
        _ format: StringView, _ arguments: UnsafePointer<Value>, count: Int, in heap: inout Heap
    ) -> Value? {
        var capacity = format.byteCount
        var scalars = format.knownScalars
        // Characters of more than one byte come from the format and from strings only.
        var continuations = format.byteCount &- Int(scalars)
        for number in 0..<count {
            let argument = arguments[number]
            if argument.isSmall {
                capacity &+= DecimalText.longest
            } else if argument.isKind(.string) {
                let string = StringView(argument.object)
                capacity &+= string.byteCount
                if string.knownScalars == .max { scalars = .max }
                continuations &+= string.byteCount &- Int(string.knownScalars)
            } else {
                return nil
            }
        }
        guard let result = heap.openString(capacity: capacity) else { return nil }
        var source = format.start
        let end = source + format.byteCount
        var target = result.start
        var used = 0
        while source < end {
            let byte = source.pointee
            source += 1
            guard byte == UInt8(ascii: "%") else {
                target.pointee = byte
                target += 1
                continue
            }
            guard source < end else { return nil }
            let conversion = source.pointee
            source += 1
            if conversion == UInt8(ascii: "%") {
                target.pointee = conversion
                target += 1
                continue
            }
            guard conversion == UInt8(ascii: "s") || conversion == UInt8(ascii: "d"), used < count
            else { return nil }
            let argument = arguments[used]
            used &+= 1
            if argument.isSmall {
                target += DecimalText.write(argument.small, to: target)
            } else {
                guard conversion == UInt8(ascii: "s") else { return nil }
                let string = StringView(argument.object)
                ShortBytes.copy(string.start, to: target, count: string.byteCount)
                target += string.byteCount
            }
        }
        guard used == count else { return nil }
        let byteCount = target - result.start
        return heap.close(
            result, byteCount: byteCount,
            scalarCount: scalars == .max
                ? .max : UInt32(truncatingIfNeeded: byteCount &- continuations))
    }
}
