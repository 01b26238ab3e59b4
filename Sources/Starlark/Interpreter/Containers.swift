import Glibc

/// Elements, slices and membership of any value.
extension Evaluation {
    /// `container[index]`.
    @inline(never)
    mutating func element(of container: Value, at index: Value) throws -> Value {
        if container.isKind(.dict), index.isKind(.string) {
            let table = TableView(container.object)
            if let number = table.find(string: StringView(index.object)) {
                return table.entries[number].value
            }
        }
        return try elementSlowly(of: container, at: index)
    }

    private mutating func elementSlowly(of container: Value, at index: Value) throws -> Value {
        switch container.kind {
        case .list:
            let list = ListView(container.object)
            return list.base[try position(index, count: list.count, in: container)]
        case .tuple:
            let tuple = TupleView(container.object)
            return tuple.base[try position(index, count: tuple.count, in: container)]
        case .dict:
            let table = TableView(container.object)
            guard let number = try table.find(index) else { throw missingKey(index, in: table) }
            return table.entries[number].value
        case .string:
            let view = StringView(container.object)
            let position = try position(index, count: view.scalarCount, in: container)
            if view.isASCII {
                return heap.string(utf8: UTF8Bytes(start: view.start + position, count: 1))
            }
            let start = view.bytes.advance(0, codePoints: position)
            let length = view.bytes.scalar(at: start).length
            return heap.string(utf8: UTF8Bytes(start: view.start + start, count: length))
        case .bytes:
            let view = StringView(container.object)
            let position = try position(index, count: view.byteCount, in: container)
            return Value(small: Int(view.start[position]))
        case .range:
            let range = RangeView(container.object)
            return heap.integer(range[try position(index, count: range.count, in: container)])
        case .native:
            let native = container.nativeLayout.pointee.object.takeUnretainedValue()
            if let element = try native.element(index, this: container, in: &self) {
                return element
            }
        case .nativeFunction:
            if let type = try TypeAnnotations.parameterized(container, by: index, in: &self) {
                return type
            }
        default: break
        }
        throw Failure(
            "Indexing is not supported on a value of type `\(container.typeName)`, which has no "
                + "elements")
    }

    private func missingKey(_ key: Value, in table: TableView) -> Failure {
        var hint = ""
        if let name = key.asString {
            hint = Failure.suggestion(for: name, among: table.compactMap { $0.key.asString })
        }
        return Failure("Key `\(key.shortRepr)` not found in the dict\(hint)")
    }

    /// The position that an index means, counted from the end if it is negative.
    func position(_ index: Value, count: Int, in container: Value) throws -> Int {
        guard index.isSmall else {
            guard !index.isKind(.bigInteger) else {
                throw Failure("Index \(index.shortRepr) is out of range")
            }
            throw Failure(
                "Got `\(index.shortRepr)` of type `\(index.typeName)` as index of a "
                    + "\(container.typeName), want an int")
        }
        let position = index.small < 0 ? index.small + count : index.small
        guard position >= 0, position < count else {
            throw Failure(
                "Index \(index.small) is out of range: the \(container.typeName) has \(count) "
                    + (count == 1 ? "element" : "elements"))
        }
        return position
    }

    /// `container[index] = value`.
    @inline(never)
    mutating func setElement(of container: Value, at index: Value, to value: Value) throws {
        if container.isKind(.dict), index.isKind(.string) {
            try checkMutable(container)
            let hash = StringView(index.object).hash
            heap.insert(string: index, hash: hash, value: value, into: TableView(container.object))
            return
        }
        switch container.kind {
        case .list:
            try checkMutable(container)
            let list = ListView(container.object)
            list.base[try position(index, count: list.count, in: container)] = value
        case .dict:
            try checkMutable(container)
            try heap.insert(index, value: value, into: TableView(container.object))
        default:
            throw Failure(
                "Assignment to elements is not supported on a value of type "
                    + "`\(container.typeName)`, only on a list or a dict")
        }
    }

    /// `value in container`.
    @inline(never)
    mutating func contains(_ value: Value, in container: Value) throws -> Bool {
        switch container.kind {
        case .list, .tuple:
            guard let elements = container.asSequence else { return false }
            for element in elements where try Equality.equal(element, value) { return true }
            return false
        case .dict, .set: return try TableView(container.object).find(value) != nil
        case .structure: break
        case .string:
            guard value.isKind(.string) else {
                throw Failure(
                    "`in` of a string requires string as left operand, but got "
                        + "`\(value.shortRepr)` of type `\(value.typeName)`")
            }
            let needle = StringView(value.object).bytes
            return StringView(container.object).bytes.firstOffset(of: needle) != nil
        case .bytes:
            let haystack = StringView(container.object).bytes
            if let byte = value.asInt {
                guard let byte = UInt8(exactly: byte) else {
                    throw Failure("\(byte) is not a byte")
                }
                return haystack.contains(byte)
            }
            guard value.isKind(.bytes) else { break }
            return haystack.firstOffset(of: StringView(value.object).bytes) != nil
        case .range:
            if let number = value.asDouble, let integer = Int(exactly: number) {
                return RangeView(container.object).contains(integer)
            }
            guard let integer = value.asInt else { return false }
            return RangeView(container.object).contains(integer)
        case .native:
            let native = container.nativeLayout.pointee.object.takeUnretainedValue()
            if let answer = try native.contains(value, this: container) { return answer }
        default: break
        }
        throw Failure(
            "Operation `in` is not supported between `\(value.typeName)` and "
                + "`\(container.typeName)`, which contains nothing")
    }

    /// `value[start:stop:step]`, with `None` where a part was left out.
    @inline(never)
    mutating func slice(_ value: Value, _ start: Value, _ stop: Value, _ step: Value) throws
        -> Value
    {
        let count: Int
        switch value.kind {
        case .string: count = StringView(value.object).scalarCount
        case .bytes: count = StringView(value.object).byteCount
        case .list, .tuple, .range: count = knownCount(value) ?? 0
        default:
            throw Failure("Slicing is not supported on a value of type `\(value.typeName)`")
        }
        let bounds = try SliceIndices(count: count, start: start, stop: stop, step: step)
        switch value.kind {
        case .string, .bytes: return sliceText(value, bounds)
        case .range:
            let range = RangeView(value.object)
            return heap.range(
                start: range[bounds.start], stop: range.start &+ bounds.end &* range.step,
                step: range.step &* bounds.step)
        default: break
        }
        let base = value.asSequence?.base
        let isList = value.isKind(.list)
        let object =
            isList
            ? heap.uninitializedList(count: bounds.count, capacity: bounds.count).object
            : heap.uninitializedTuple(count: bounds.count).object
        let target = isList ? ListView(object).base : TupleView(object).base
        if let base {
            for position in 0..<bounds.count { target[position] = base[bounds[position]] }
        }
        return Value(object: object)
    }

    private mutating func sliceText(_ value: Value, _ bounds: SliceIndices) -> Value {
        let view = StringView(value.object)
        let kind = value.header.pointee.kind
        let isBytewise = kind == .bytes || view.isASCII
        if isBytewise, bounds.step == 1 {
            let part = UTF8Bytes(start: view.start + bounds.start, count: bounds.count)
            return heap.string(utf8: part, kind: kind)
        }
        var buffer = buffer()
        if isBytewise {
            for position in 0..<bounds.count { buffer.append(view.start[bounds[position]]) }
        } else {
            let scalars = Array(view.string.unicodeScalars)
            for position in 0..<bounds.count { buffer.append(scalars[bounds[position]]) }
        }
        let result = heap.string(utf8: buffer.bytes, kind: kind)
        spareBuffer = consume buffer
        return result
    }
}

/// The positions that a slice takes.
struct SliceIndices {
    let start: Int
    let step: Int
    let count: Int

    /// The position after the last, as far beyond as the step goes.
    var end: Int { start + count * step }

    subscript(position: Int) -> Int { start + position * step }

    /// Works out the positions of a slice of something with `count` elements.
    init(count length: Int, start: Value, stop: Value, step: Value) throws {
        func bound(_ value: Value, _ fallback: Int) throws -> Int {
            if value.isNone { return fallback }
            if value.isSmall { return value.small }
            guard value.isKind(.bigInteger) else {
                throw Failure(
                    "Got `\(value.shortRepr)` of type `\(value.typeName)` as bound of a slice, "
                        + "want an int or None: other bounds are not supported")
            }
            return BigIntegerView(value.object).isNegative ? -(1 << 61) : 1 << 61
        }
        let stride = try bound(step, 1)
        guard stride != 0 else { throw Failure("A slice step cannot be zero") }
        let lowest = stride > 0 ? 0 : -1
        let highest = stride > 0 ? length : length - 1
        func clamp(_ position: Int) -> Int {
            min(max(position < 0 ? position + length : position, lowest), highest)
        }
        let first =
            start.isNone ? (stride > 0 ? 0 : length - 1) : clamp(try bound(start, 0))
        let last = stop.isNone ? (stride > 0 ? length : -1) : clamp(try bound(stop, 0))
        self.start = first
        self.step = stride
        if stride > 0 {
            count = first < last ? (last - first - 1) / stride + 1 : 0
        } else {
            count = first > last ? (first - last - 1) / (0 - stride) + 1 : 0
        }
    }
}
