extension Evaluation {
    /// Adds an element to a list.
    ///
    /// - Throws: If it is no list, is frozen, or is iterated over.
    public mutating func append(_ element: Value, to list: Value) throws {
        guard list.isKind(.list) else {
            throw Failure("Cannot append to a value of type `\(list.typeName)`")
        }
        try checkMutable(list)
        heap.append(element, to: ListView(list.object))
    }

    /// Sets the value of a key in a dict.
    ///
    /// - Throws: If it is no dict, is frozen or iterated over, or the key cannot be hashed.
    public mutating func insert(_ key: Value, _ value: Value, into dict: Value) throws {
        guard dict.isKind(.dict) else {
            throw Failure("Cannot set a key of a value of type `\(dict.typeName)`")
        }
        try checkMutable(dict)
        try heap.insert(key, value: value, into: TableView(dict.object))
    }

    /// Removes a key from a dict or an element from a set.
    ///
    /// - Returns: The value that was there (`None` for a set), nothing if the key was not there.
    /// - Throws: If it is frozen or iterated over, or the key cannot be hashed.
    public mutating func remove(_ key: Value, from container: Value) throws -> Value? {
        guard container.isKind(.dict) || container.isKind(.set) else {
            throw Failure("Cannot remove a key of a value of type `\(container.typeName)`")
        }
        try checkMutable(container)
        let table = TableView(container.object)
        guard let number = try table.find(key) else { return nil }
        let value = table.entries[number].value
        table.remove(at: number)
        return value
    }

    /// Calls a body with each element of anything iterable.
    ///
    /// That is a list, tuple, dict (its keys), set, range, or a native object that gives its
    /// elements. Lists, dicts and sets cannot be changed meanwhile.
    ///
    /// - Throws: If the value is not iterable, and what the body throws.
    public mutating func forEach(
        in value: Value, _ body: (Value, inout Evaluation) throws -> Void
    ) throws {
        let source = try iterable(value)
        guard let kind = source.kind else { throw notIterable(value) }
        let isLocked = kind != .range && kind != .tuple && !source.header.pointee.isFrozen
        if isLocked { source.header.pointee.locks &+= 1 }
        defer { if isLocked { source.header.pointee.locks &-= 1 } }
        switch kind {
        case .list:
            let list = ListView(source.object)
            for position in 0..<list.count { try body(list.base[position], &self) }
        case .tuple:
            let tuple = TupleView(source.object)
            for position in 0..<tuple.count { try body(tuple.base[position], &self) }
        case .dict, .set:
            let table = TableView(source.object)
            for number in 0..<table.used where !table.entries[number].key.isUnbound {
                try body(table.entries[number].key, &self)
            }
        case .range:
            let range = RangeView(source.object)
            for position in 0..<range.count {
                // A range may be long: its loop must see limits and cancellation.
                heap.fuel &-= 1
                if heap.fuel <= 0 { try lookUp() }
                try body(heap.integer(range[position]), &self)
            }
        default: throw notIterable(value)
        }
    }

    /// The built-in container to go over for an iterable value.
    mutating func iterable(_ value: Value) throws -> Value {
        switch value.kind {
        case .list, .tuple, .dict, .set, .range: return value
        case .native:
            let object = value.nativeLayout.pointee.object.takeUnretainedValue()
            if let elements = try object.elements(this: value, in: &self) { return elements }
            throw notIterable(value)
        default: throw notIterable(value)
        }
    }

    func notIterable(_ value: Value) -> Failure {
        Failure("A value of type `\(value.typeName)` is not iterable")
    }

    /// The number of elements of anything iterable, if it is known without going over it.
    func knownCount(_ value: Value) -> Int? {
        switch value.kind {
        case .list: ListView(value.object).count
        case .tuple: TupleView(value.object).count
        case .dict, .set: TableView(value.object).count
        case .range: RangeView(value.object).count
        default: nil
        }
    }
}
