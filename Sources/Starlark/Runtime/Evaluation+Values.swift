extension Evaluation {
    /// Makes a string.
    public mutating func string(_ string: String) -> Value {
        heap.string(string)
    }

    /// Makes a string of valid UTF-8.
    public mutating func string(utf8 bytes: UTF8Bytes) -> Value {
        heap.string(utf8: bytes)
    }

    /// Makes a bytes value.
    public mutating func bytes(_ bytes: UTF8Bytes) -> Value {
        heap.string(utf8: bytes, kind: .bytes)
    }

    /// Makes an integer.
    public mutating func integer(_ integer: Int) -> Value {
        heap.integer(integer)
    }

    /// Makes a float.
    public mutating func float(_ value: Double) -> Value {
        heap.float(value)
    }

    /// Makes a list.
    public mutating func list(_ elements: [Value]) -> Value {
        elements.withUnsafeBufferPointer { heap.list($0.baseAddress, count: $0.count) }
    }

    /// Makes a list of strings.
    public mutating func list(strings: some Collection<String>) -> Value {
        let list = heap.uninitializedList(count: 0, capacity: strings.count)
        for string in strings {
            let element = heap.string(string)
            heap.append(element, to: list)
        }
        return Value(object: list.object)
    }

    /// Makes a tuple.
    public mutating func tuple(_ elements: [Value]) -> Value {
        elements.withUnsafeBufferPointer { heap.tuple($0.baseAddress, count: $0.count) }
    }

    /// Makes a dict; of equal keys the first keeps its place and the last its value.
    ///
    /// - Throws: If a key cannot be hashed.
    public mutating func dict(_ entries: [(Value, Value)]) throws -> Value {
        let table = heap.table(.dict, capacity: entries.count)
        for (key, value) in entries { try heap.insert(key, value: value, into: table) }
        return Value(object: table.object)
    }

    /// Makes a set.
    ///
    /// - Throws: If an element cannot be hashed.
    public mutating func set(_ elements: [Value]) throws -> Value {
        let table = heap.table(.set, capacity: elements.count)
        for element in elements { try heap.insert(element, value: .none, into: table) }
        return Value(object: table.object)
    }

    /// Makes a `struct`.
    public mutating func structure(_ fields: [(String, Value)]) -> Value {
        let table = heap.table(.structure, capacity: fields.count)
        for (name, value) in fields {
            heap.insert(string: heap.string(name), value: value, into: table)
        }
        return Value(object: table.object)
    }

    /// Makes the value of a Swift object, which lives as long as this evaluation at least.
    public mutating func object(_ native: NativeObject) -> Value {
        heap.native(native)
    }

    /// Makes the value of a native function.
    public mutating func function(_ function: NativeFunction) -> Value {
        heap.nativeFunction(function)
    }

    /// Checks that a list, dict or set may be changed now.
    ///
    /// - Throws: If it is frozen, or a loop goes over it.
    @inline(__always)
    func checkMutable(_ value: Value) throws {
        let header = value.header.pointee
        if header.flags & ObjectHeader.frozenFlag != 0 || header.locks != 0 {
            throw Evaluation.immutable(value)
        }
    }

    @inline(never)
    static func immutable(_ value: Value) -> Failure {
        let type = value.typeName
        if value.header.pointee.isFrozen {
            return Failure(
                "Cannot mutate a frozen \(type): values of other modules, and defaults of "
                    + "parameters there, are read-only",
                help: ["Make a copy first, as in `list(x)` or `dict(x)`"])
        }
        return Failure(
            "Cannot mutate a \(type) during iteration: it is temporarily immutable while a loop "
                + "goes over it",
            help: ["Go over a copy, as in `for x in list(y):`"])
    }

    /// Checks that one large allocation fits the limit before it is made.
    func checkRoom(bytes: Int) throws {
        guard heap.canHold(bytes: bytes) else { throw memoryFailure }
    }

    var memoryFailure: Failure {
        Failure("The evaluation needs more than the \(limits.heapBytes >> 20) MiB it may use")
    }
}
