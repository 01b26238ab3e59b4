import Glibc

/// Copies values out of an evaluation's heap into a frozen one.
///
/// Each object is copied once: a copied object is marked and holds the number of its copy, in a
/// word that nobody reads, so that the old values stay readable while native objects freeze. What a
/// copy refers to is handled from a worklist, so the depth of nesting does not matter. Strings and
/// tables get their hashes on the way, for a frozen object is never written again.
public struct Freezer: ~Copyable {
    private var arena: Heap
    /// The copies made, by the numbers that forwarded objects hold.
    private(set) var copies: [Value] = []
    /// Copies whose references still point to the old heap.
    private var pending: [Value] = []
    /// Native objects to freeze, with the copy that will hold them.
    private var pendingNatives: [(original: Unmanaged<NativeObject>, copy: Value)] = []

    init(from heap: inout Heap) {
        arena = Heap(arenaOf: 256)
        for dependency in heap.dependencies { arena.adopt(dependency) }
        for object in heap.retained { arena.retain(object) }
    }

    /// The frozen counterpart of a value; the same one each time it is asked.
    ///
    /// The contents of what is returned may be read only after freezing has ended.
    public mutating func freeze(_ value: Value) throws -> Value {
        copy(value)
    }

    /// The frozen counterparts of values.
    public mutating func freeze(_ values: [Value]) throws -> [Value] {
        values.map { copy($0) }
    }

    /// Handles the worklist until nothing refers to the old heap.
    mutating func finish() throws {
        while true {
            if let value = pending.popLast() {
                mapReferences(of: value)
            } else if let (original, copy) = pendingNatives.popLast() {
                let frozen = try original.takeUnretainedValue().freeze(&self)
                copy.nativeLayout.pointee.object = arena.own(frozen)
            } else {
                return
            }
        }
    }

    consuming func seal(as origin: FrozenHeap.Origin = .values) -> FrozenHeap {
        assert(pending.isEmpty && pendingNatives.isEmpty, "freezing was finished")
        assert(checkCopies())
        return arena.seal(as: origin)
    }

    /// Makes a `struct` of values that are frozen already.
    mutating func structure(_ fields: [(name: String, value: Value)]) -> TableView {
        let table = arena.table(.structure, capacity: fields.count)
        for (name, value) in fields {
            arena.insert(string: arena.string(name), value: value, into: table)
        }
        return table
    }

    private mutating func copy(_ value: Value) -> Value {
        guard value.isObject else { return value }
        let header = value.header.pointee
        if header.flags & ObjectHeader.frozenFlag != 0 { return value }
        if header.flags & ObjectHeader.forwardedFlag != 0 {
            return copies[Int(forwardingWord(of: value, kind: header.kind).pointee)]
        }
        let copy = copyShallow(value, kind: header.kind)
        // Only now: `copyShallow` reads the word.
        value.header.pointee.flags |= ObjectHeader.forwardedFlag
        forwardingWord(of: value, kind: header.kind).pointee = UInt32(copies.count)
        copies.append(copy)
        return copy
    }

    /// Where an object that was copied keeps the number of its copy: for strings the count of
    /// scalars, which can be found again, for others the word of the header they do not use.
    private func forwardingWord(
        of value: Value, kind: ObjectKind
    ) -> UnsafeMutablePointer<UInt32> {
        let offset = kind == .string || kind == .bytes ? 12 : 4
        return (value.object + offset).assumingMemoryBound(to: UInt32.self)
    }

    private mutating func copyShallow(_ value: Value, kind: ObjectKind) -> Value {
        switch kind {
        case .string, .bytes:
            let view = StringView(value.object)
            return arena.string(utf8: view.bytes, kind: kind)
        case .list:
            let list = ListView(value.object)
            return later(arena.list(list.base, count: list.count))
        case .tuple:
            let tuple = TupleView(value.object)
            return later(arena.tuple(tuple.base, count: tuple.count))
        case .dict, .set, .structure:
            let copy = arena.copyTable(TableView(value.object), kind: kind)
            return later(Value(object: copy.object))
        case .range: return raw(value, bytes: MemoryLayout<RangeLayout>.size)
        case .bigInteger:
            let limbs = BigIntegerView(value.object).limbs.count
            return raw(
                value,
                bytes: MemoryLayout<BigIntegerLayout>.size
                    + limbs * MemoryLayout<BigInteger.Limb>.size)
        case .float: return raw(value, bytes: MemoryLayout<FloatLayout>.size)
        case .function:
            let tail = value.functionLayout.pointee.tailCount
            return later(raw(value, bytes: MemoryLayout<FunctionLayout>.size + tail * 8))
        case .nativeFunction:
            return raw(value, bytes: MemoryLayout<NativeFunctionLayout>.size)
        case .boundMethod: return later(raw(value, bytes: MemoryLayout<BoundMethodLayout>.size))
        case .native:
            let copy = raw(value, bytes: MemoryLayout<NativeLayout>.size)
            pendingNatives.append((value.nativeLayout.pointee.object, copy))
            return copy
        case .cell: return later(raw(value, bytes: MemoryLayout<CellLayout>.size))
        case .module:
            let slots = value.moduleLayout.pointee.slotCount
            return later(raw(value, bytes: MemoryLayout<ModuleLayout>.size + slots * 8))
        }
    }

    private mutating func later(_ copy: Value) -> Value {
        pending.append(copy)
        return copy
    }

    private mutating func raw(_ value: Value, bytes: Int) -> Value {
        let object = arena.allocate(bytes: bytes)
        memcpy(object, value.object, bytes)
        let header = object.assumingMemoryBound(to: ObjectHeader.self)
        header.pointee.flags = ObjectHeader.frozenFlag
        if header.pointee.kind != .bigInteger { header.pointee.locks = 0 }
        return Value(object: object)
    }

    private mutating func map(_ values: UnsafeMutablePointer<Value>, count: Int) {
        for position in 0..<count { values[position] = copy(values[position]) }
    }

    private mutating func mapReferences(of value: Value) {
        switch value.header.pointee.kind {
        case .list: map(ListView(value.object).base, count: ListView(value.object).count)
        case .tuple: map(TupleView(value.object).base, count: TupleView(value.object).count)
        case .dict, .set, .structure:
            let table = TableView(value.object)
            for number in 0..<table.used {
                table.entries[number].key = copy(table.entries[number].key)
                table.entries[number].value = copy(table.entries[number].value)
            }
        case .function:
            let layout = value.functionLayout
            let module = copy(Value(object: UnsafeMutableRawPointer(layout.pointee.module)))
            layout.pointee.module = module.moduleLayout
            map(value.functionTail, count: layout.pointee.tailCount)
        case .boundMethod:
            let layout = value.boundMethodLayout
            layout.pointee.receiver = copy(layout.pointee.receiver)
        case .cell: value.cellLayout.pointee.value = copy(value.cellLayout.pointee.value)
        case .module:
            map(value.moduleLayout.slots, count: value.moduleLayout.pointee.slotCount)
        case .string, .bytes, .range, .bigInteger, .float, .nativeFunction, .native: break
        }
    }
}

extension Heap {
    /// Copies a table entry by entry, leaving out what was removed, with room for no more.
    mutating func copyTable(_ table: TableView, kind: ObjectKind) -> TableView {
        let copy = self.table(kind)
        if table.count > 0 { resize(copy, capacity: table.count) }
        for number in 0..<table.used where !table.entries[number].key.isUnbound {
            let entry = table.entries[number]
            appendNew(entry.key, hash: table.hashes[number], value: entry.value, to: copy)
        }
        return copy
    }
}
