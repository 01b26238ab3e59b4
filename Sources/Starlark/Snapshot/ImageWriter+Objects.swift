extension ImageWriter {
    /// The words of an object that may hold addresses, with the elements it has.
    static func words(of value: Value, _ kind: ObjectKind) -> Int {
        let bytes =
            switch kind {
            case .list: MemoryLayout<ListLayout>.size + ListView(value.object).count * 8
            case .tuple: MemoryLayout<TupleLayout>.size + TupleView(value.object).count * 8
            case .dict, .set, .structure:
                MemoryLayout<TableLayout>.size
                    + TableView(value.object).used * MemoryLayout<TableEntry>.stride
            case .function:
                MemoryLayout<FunctionLayout>.size + value.functionLayout.pointee.tailCount * 8
            case .nativeFunction: MemoryLayout<NativeFunctionLayout>.size
            case .boundMethod: MemoryLayout<BoundMethodLayout>.size
            case .native: MemoryLayout<NativeLayout>.size
            case .cell: MemoryLayout<CellLayout>.size
            case .module:
                MemoryLayout<ModuleLayout>.size + value.moduleLayout.pointee.slotCount * 8
            case .string, .bytes, .range, .bigInteger, .float:
                preconditionFailure("objects without addresses are in the raw part")
            }
        return bytes / 8
    }

    /// Writes an object of the objects part.
    func write(_ value: Value, at offset: Int) throws(SnapshotRefusal) {
        var header = value.header.pointee
        header.flags = ObjectHeader.frozenFlag
        set(unsafeBitCast(header, to: UInt64.self), at: offset)
        switch header.kind {
        case .list:
            let list = ListView(value.object)
            let elements = offset + MemoryLayout<ListLayout>.size
            set(UInt64(list.count), at: offset + Field.listCount)
            set(UInt64(list.count), at: offset + Field.listCapacity)
            set(.object(elements), at: offset + Field.listElements)
            try write(list.base, count: list.count, at: elements)
        case .tuple:
            let tuple = TupleView(value.object)
            set(UInt64(tuple.count), at: offset + Field.tupleCount)
            try write(tuple.base, count: tuple.count, at: offset + MemoryLayout<TupleLayout>.size)
        case .dict, .set, .structure: try write(TableView(value.object), at: offset)
        case .function: try write(function: value, at: offset)
        case .nativeFunction:
            let function = value.nativeFunctionLayout.pointee.function.takeUnretainedValue()
            guard let path = registry.functionPaths[ObjectIdentifier(function)] else {
                throw SnapshotRefusal("no global leads to the function `\(function.name)`")
            }
            set(.imported(imports.function(path)), at: offset + Field.second)
        case .boundMethod:
            try set(value.boundMethodLayout.pointee.receiver, at: offset + Field.second)
            try methodOf(value, at: offset + Field.method)
        case .native:
            let native = value.nativeLayout.pointee.object.takeUnretainedValue()
            pendingNatives.append((native, offset + Field.second))
        case .cell: try set(value.cellLayout.pointee.value, at: offset + Field.second)
        case .module:
            let layout = value.moduleLayout
            set(UInt64(layout.pointee.slotCount), at: offset + Field.second)
            set(.imported(imports.code()), at: offset + Field.moduleCode)
            try write(
                layout.slots, count: layout.pointee.slotCount,
                at: offset + MemoryLayout<ModuleLayout>.size)
        case .string, .bytes, .range, .bigInteger, .float: break
        }
    }

    /// The built-in method of a receiver; methods of native objects belong to their classes.
    private func methodOf(_ value: Value, at offset: Int) throws(SnapshotRefusal) {
        let layout = value.boundMethodLayout.pointee
        let name = layout.function._withUnsafeGuaranteedRef { $0.name }
        guard let kind = layout.receiver.kind,
            MethodTables.standard.row(name)[Int(kind.rawValue)]?.toOpaque()
                == layout.function.toOpaque()
        else {
            throw SnapshotRefusal("it holds the method `\(name)` of a native object")
        }
        set(.imported(imports.method(name, of: kind)), at: offset)
    }

    func write(
        _ values: UnsafeMutablePointer<Value>, count: Int, at offset: Int
    ) throws(SnapshotRefusal) {
        for position in 0..<count { try set(values[position], at: offset + position * 8) }
    }

    private func write(_ table: TableView, at offset: Int) throws(SnapshotRefusal) {
        var layout = table.layout.pointee
        let entries = offset + MemoryLayout<TableLayout>.size
        layout.capacity = layout.used
        let counts = UInt64(layout.live) | UInt64(layout.used) << 32
        let sizes = UInt64(layout.capacity) | UInt64(layout.indexMask) << 32
        set(counts, at: offset + Field.tableCounts)
        set(sizes, at: offset + Field.tableCounts + 8)
        set(.object(entries), at: offset + Field.tableEntries)
        set(raw(layout.hashes, table.used), at: offset + Field.tableHashes)
        if let index = layout.index {
            set(raw(index, Int(layout.indexMask) + 1), at: offset + Field.tableIndex)
        }
        var isRehashed = false
        for number in 0..<table.used {
            let entry = table.entries[number]
            try set(entry.key, at: entries + number * 16)
            try set(entry.value, at: entries + number * 16 + 8)
            isRehashed = isRehashed || hashes(byAddress: entry.key, depth: 0)
        }
        if isRehashed { rehash(table: offset) }
    }

    /// Whether the hash of a key may be another one in another process.
    private func hashes(byAddress key: Value, depth: Int) -> Bool {
        guard let kind = key.kind else { return false }
        switch kind {
        case .string, .bytes, .range, .bigInteger, .float: return false
        case .tuple:
            return depth > 10
                || TupleView(key.object).elements.contains {
                    hashes(byAddress: $0, depth: depth + 1)
                }
        case .structure:
            return depth > 10
                || TableView(key.object).contains { hashes(byAddress: $0.value, depth: depth + 1) }
        case .list, .dict, .set, .function, .nativeFunction, .boundMethod, .native, .cell,
            .module:
            return true
        }
    }

    private func write(function value: Value, at offset: Int) throws(SnapshotRefusal) {
        let layout = value.functionLayout.pointee
        set(UInt64(layout.tailCount), at: offset + Field.second)
        let first = UInt(bitPattern: code.blocks.baseAddress)
        let address = UInt(bitPattern: layout.code)
        let bytes = code.blocks.count * MemoryLayout<CodeBlock>.stride
        if address >= first, address < first + UInt(bytes) {
            set(.object(blocksOffset + Int(address - first)), at: offset + Field.functionCode)
        } else if case .image(let image, let target) = map.place(of: address) {
            let number = try imports.object(of: image, at: target, in: map)
            set(.imported(number), at: offset + Field.functionCode)
        } else {
            throw SnapshotRefusal("the code of a function is not of any module that is kept")
        }
        let module = Value(object: UnsafeMutableRawPointer(layout.module))
        try set(module, at: offset + Field.functionModule)
        try write(
            value.functionTail, count: layout.tailCount,
            at: offset + MemoryLayout<FunctionLayout>.size)
    }
}

/// Where the fields of layouts are.
private enum Field {
    /// The word after the header.
    static let second = 8
    static let listCount = offset(\ListLayout.count)
    static let listCapacity = offset(\ListLayout.capacity)
    static let listElements = offset(\ListLayout.elements)
    static let tupleCount = offset(\TupleLayout.count)
    static let tableCounts = offset(\TableLayout.live)
    static let tableEntries = offset(\TableLayout.entries)
    static let tableHashes = offset(\TableLayout.hashes)
    static let tableIndex = offset(\TableLayout.index)
    static let functionCode = offset(\FunctionLayout.code)
    static let functionModule = offset(\FunctionLayout.module)
    static let moduleCode = offset(\ModuleLayout.code)
    static let method = offset(\BoundMethodLayout.function)
}

/// The offset of a stored field.
func offset<Root, Field>(_ field: KeyPath<Root, Field>) -> Int {
    guard let offset = MemoryLayout<Root>.offset(of: field) else {
        preconditionFailure("a field of a layout is stored")
    }
    return offset
}
