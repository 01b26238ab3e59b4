extension ImageWriter {
    /// Writes the code of all functions of the module.
    ///
    /// The top level does not run again: of its code nothing is kept but the variables' names.
    func writeCode(_ header: inout SnapshotHeader) throws(SnapshotRefusal) {
        let blocks = code.blocks
        let stride = MemoryLayout<CodeBlock>.stride
        blocksOffset = reserve(words: blocks.count * stride / 8)
        for number in blocks.indices {
            let block = blocks[number]
            assert(
                Mirror(reflecting: block).children.count == CodeField.count,
                "every field of a code block is written")
            try write(block, at: blocksOffset + number * stride, isMain: number == 0)
        }
        header.blocks = UInt32(blocksOffset)
        header.blockCount = UInt32(blocks.count)
        try writeAttributes(&header)
        let names = code.globalNames
        let offset = reserve(words: names.count)
        for (number, name) in names.enumerated() { set(string(name), at: offset + number * 8) }
        header.globalNames = UInt32(offset)
        header.globalCount = UInt32(names.count)
    }

    private func write(
        _ block: CodeBlock, at start: Int, isMain: Bool
    ) throws(SnapshotRefusal) {
        if isMain {
            let instructions = [Instruction(.returnNone).word]
            let ranges = [ByteRange(start: 0, end: 0)]
            set(rawCopy(instructions), at: start + CodeField.instructions)
            set(rawCopy(ranges), at: start + CodeField.ranges)
            set(UInt64(1), at: start + CodeField.instructionCount)
        } else {
            let count = block.instructionCount
            set(raw(block.instructions, count), at: start + CodeField.instructions)
            set(raw(block.ranges, count), at: start + CodeField.ranges)
            set(UInt64(count), at: start + CodeField.instructionCount)
        }
        try set(values: block.constants, block.constantCount, at: start + CodeField.constants)
        set(UInt64(block.constantCount), at: start + CodeField.constantCount)
        try set(array: block.attributes, block.attributeCount, at: start + CodeField.attributes) {
            attribute, offset throws(SnapshotRefusal) in
            // The methods are looked up when the snapshot is read.
            try self.set(attribute.name, at: offset)
        }
        set(UInt64(block.attributeCount), at: start + CodeField.attributeCount)
        try set(
            array: block.shapes, block.shapeCount, at: start + CodeField.shapes, write(shape:at:))
        set(UInt64(block.shapeCount), at: start + CodeField.shapeCount)
        try set(
            array: block.templates, block.templateCount, at: start + CodeField.templates,
            write(template:at:))
        set(UInt64(block.templateCount), at: start + CodeField.templateCount)
        try set(array: block.children, block.childCount, at: start + CodeField.children) {
            child, offset in
            let distance = UInt(bitPattern: child) - UInt(bitPattern: self.code.blocks.baseAddress)
            self.set(.object(self.blocksOffset + Int(distance)), at: offset)
        }
        set(UInt64(block.childCount), at: start + CodeField.childCount)
        let parameters = block.parameters.pointee
        set(UInt64(block.registerCount), at: start + CodeField.registerCount)
        set(UInt64(block.localCount), at: start + CodeField.localCount)
        try set(
            values: block.localNames, max(block.localCount, parameters.count),
            at: start + CodeField.localNames)
        // After the names of the locals, for those of the parameters are the first of them.
        try set(
            array: block.parameters, 1, at: start + CodeField.parameters, write(parameters:at:))
        set(raw(block.hasDefault, parameters.count), at: start + CodeField.hasDefault)
        set(UInt64(block.captureCount), at: start + CodeField.captureCount)
        try set(array: block.captures, block.captureCount, at: start + CodeField.captures) {
            capture, offset in
            let index = UInt64(UInt32(bitPattern: capture.index)) << 32
            self.set(index | (capture.isOuterCapture ? 1 : 0), at: offset)
        }
        try set(
            values: block.captureNames, block.captureCount, at: start + CodeField.captureNames)
        set(UInt64(block.annotationCount), at: start + CodeField.annotationCount)
        set(UInt64(block.clearsLocals ? 1 : 0), at: start + CodeField.clearsLocals)
        try set(block.name, at: start + CodeField.name)
        set(.imported(imports.code()), at: start + CodeField.module)
    }

    private func write(shape: CallShape, at offset: Int) throws(SnapshotRefusal) {
        let flags = (shape.hasPositionals ? 1 : 0) | (shape.hasKeywords ? 1 : 0) << 8
        set(UInt64(shape.positionalCount), at: offset)
        set(UInt64(shape.namedCount), at: offset + CodeField.shapeNamed)
        set(UInt64(flags), at: offset + CodeField.shapeFlags)
        try set(values: shape.names, shape.namedCount, at: offset + CodeField.shapeNames)
    }

    private func write(template: DictTemplate, at offset: Int) throws(SnapshotRefusal) {
        try set(values: template.keys, template.count, at: offset)
        set(raw(template.hashes, template.count), at: offset + CodeField.templateHashes)
        set(UInt64(template.count), at: offset + CodeField.templateKeyCount)
    }

    private func write(parameters: ParameterLayout, at offset: Int) throws(SnapshotRefusal) {
        let words = [
            parameters.count, parameters.positionalCount, parameters.positionalOnlyCount,
            parameters.positionalsSlot, parameters.keywordsSlot,
        ]
        try set(parameters.function, at: offset)
        try set(values: parameters.names, parameters.count, at: offset + CodeField.parameterNames)
        for (position, word) in words.enumerated() {
            set(
                UInt64(bitPattern: Int64(word)),
                at: offset + CodeField.parameterCounts + position * 8)
        }
    }

    private func writeAttributes(_ header: inout SnapshotHeader) throws(SnapshotRefusal) {
        guard let block = code.blocks.first, block.attributeCount > 0,
            case .object(let offset) = placed[UInt(bitPattern: block.attributes)]
        else { return }
        header.attributes = UInt32(offset)
        header.attributeCount = UInt32(block.attributeCount)
    }

    // MARK: Arrays

    /// Writes the address of an array at `offset`, and the array once.
    private func set<T>(
        array: UnsafeMutablePointer<T>, _ count: Int, at offset: Int,
        _ write: (T, Int) throws(SnapshotRefusal) -> Void
    ) throws(SnapshotRefusal) {
        let address = UInt(bitPattern: array)
        if count == 0 { return set(.object(0), at: offset) }
        if let known = placed[address] { return set(known, at: offset) }
        let stride = MemoryLayout<T>.stride
        let copy = reserve(words: count * stride / 8)
        placed[address] = .object(copy)
        for position in 0..<count { try write(array[position], copy + position * stride) }
        set(.object(copy), at: offset)
    }

    private func set(
        values: UnsafeMutablePointer<Value>, _ count: Int, at offset: Int
    ) throws(SnapshotRefusal) {
        try set(array: values, count, at: offset) { value, offset throws(SnapshotRefusal) in
            try self.set(value, at: offset)
        }
    }

    private func rawCopy<T: BitwiseCopyable>(_ elements: [T]) -> Reference {
        elements.withUnsafeBytes { bytes in
            bytes.baseAddress.map { addRaw($0, bytes: bytes.count) } ?? .object(0)
        }
    }

    private func string(_ text: String) -> Reference {
        var arena = Heap(arenaOf: text.utf8.count + 32)
        let view = StringView(arena.string(text).object)
        let heap = arena.seal()
        // Equal strings are found by their contents, so the arena must stay.
        keep(heap)
        return string(view, kind: .string)
    }
}

/// Where the fields of code are; all of them, for each is written by hand.
private enum CodeField {
    static let count = 25
    static let instructions = offset(\CodeBlock.instructions)
    static let instructionCount = offset(\CodeBlock.instructionCount)
    static let constants = offset(\CodeBlock.constants)
    static let constantCount = offset(\CodeBlock.constantCount)
    static let attributes = offset(\CodeBlock.attributes)
    static let attributeCount = offset(\CodeBlock.attributeCount)
    static let shapes = offset(\CodeBlock.shapes)
    static let shapeCount = offset(\CodeBlock.shapeCount)
    static let templates = offset(\CodeBlock.templates)
    static let templateCount = offset(\CodeBlock.templateCount)
    static let children = offset(\CodeBlock.children)
    static let childCount = offset(\CodeBlock.childCount)
    static let ranges = offset(\CodeBlock.ranges)
    static let parameters = offset(\CodeBlock.parameters)
    static let hasDefault = offset(\CodeBlock.hasDefault)
    static let registerCount = offset(\CodeBlock.registerCount)
    static let localCount = offset(\CodeBlock.localCount)
    static let localNames = offset(\CodeBlock.localNames)
    static let captureCount = offset(\CodeBlock.captureCount)
    static let captures = offset(\CodeBlock.captures)
    static let captureNames = offset(\CodeBlock.captureNames)
    static let annotationCount = offset(\CodeBlock.annotationCount)
    static let clearsLocals = offset(\CodeBlock.clearsLocals)
    static let name = offset(\CodeBlock.name)
    static let module = offset(\CodeBlock.module)

    static let shapeNamed = offset(\CallShape.namedCount)
    static let shapeFlags = offset(\CallShape.hasPositionals)
    static let shapeNames = offset(\CallShape.names)
    static let templateHashes = offset(\DictTemplate.hashes)
    static let templateKeyCount = offset(\DictTemplate.count)
    static let parameterNames = offset(\ParameterLayout.names)
    static let parameterCounts = offset(\ParameterLayout.count)
}
