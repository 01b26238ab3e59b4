extension FrozenModule {
    /// Writes the module, so that a later process reads it instead of running it.
    ///
    /// Other modules are referred to, not copied: all that this one refers to must have been read
    /// from snapshots themselves, even if only just written. `kept` does both.
    ///
    /// - Parameters:
    ///   - modules: By path as written in its `load`s: the modules it was compiled against.
    ///   - registry: The registry of the globals it was compiled against.
    /// - Returns: Bytes that are the same whenever the module is the same.
    /// - Throws: If it, or a module it uses, holds something that cannot be kept.
    public func snapshot(
        loads modules: [String: FrozenModule] = [:], registry: SnapshotRegistry
    ) throws(SnapshotRefusal) -> [UInt8] {
        guard let variables, heap.image == nil else {
            throw SnapshotRefusal("only a module that has just run can be written")
        }
        let code = variables.moduleLayout.pointee.code.takeUnretainedValue()
        let map = HeapMap(of: [heap, code.constantHeap])
        guard !map.hasUnkeptModule else {
            throw SnapshotRefusal("it refers to a module that is not kept")
        }
        let writer = ImageWriter(code, map: map, modules: modules, registry: registry)
        var header = SnapshotHeader.empty(format: registry.format)
        try writer.writeCode(&header)
        header.variables = UInt32(try writer.offset(of: variables))
        header.exports = UInt32(try writer.offset(of: Value(object: exports.object)))
        try writer.finish()
        return writer.bytes(header)
    }

    /// Makes the module of a snapshot.
    ///
    /// - Parameters:
    ///   - snapshot: The bytes, which become the module.
    ///   - modules: By path as written: the modules it loads.
    ///   - registry: The registry of the globals it would be compiled against.
    ///   - source: Reads the source file, should an error have to show it; nothing if there is
    ///     none any more. Text that is not what it was is not shown.
    /// - Returns: A module that behaves as the one that was written.
    /// - Throws: Why the snapshot is of no use.
    public static func reading(
        _ snapshot: consuming SnapshotBytes, loads modules: [String: FrozenModule] = [:],
        registry: SnapshotRegistry, source: @escaping @Sendable () -> [UInt8]?
    ) throws(SnapshotDiscard) -> FrozenModule {
        let (memory, file) = snapshot.take()
        do throws(SnapshotDiscard) {
            return try read(memory, file, modules, registry, source)
        } catch {
            SnapshotBytes.release(memory, file)
            throw error
        }
    }

    private static func read(
        _ memory: UnsafeMutableRawBufferPointer, _ file: Unmanaged<SnapshotFile>?,
        _ modules: [String: FrozenModule],
        _ registry: SnapshotRegistry, _ source: @escaping @Sendable () -> [UInt8]?
    ) throws(SnapshotDiscard) -> FrozenModule {
        let header = try ImageLoader.check(UnsafeRawBufferPointer(memory), registry: registry)
        guard let block = memory.baseAddress else { throw .notASnapshot }
        let start = block + SnapshotHeader.size
        var packed = PackedReader(
            UnsafeRawBufferPointer(rebasing: memory[(memory.count - Int(header.manifestBytes))...]))
        let late = LateSource(
            path: try packed.string(), byteCount: try packed.integer(below: 1 << 31),
            digest: try packed.digest(), lineLengths: PackedReader(try packed.part()), read: source)
        let code = CompiledModule(
            source: late,
            blocks: UnsafeMutableBufferPointer(
                start: (start + Int(header.blocks)).assumingMemoryBound(to: CodeBlock.self),
                count: Int(header.blockCount)),
            globalNames: UnsafeBufferPointer(
                start: (start + Int(header.globalNames)).assumingMemoryBound(to: Value.self),
                count: Int(header.globalCount)))
        let payloads = try natives(&packed, registry)
        let loader = ImageLoader(header, at: start, modules: modules, registry: registry)
        try loader.readImages(&packed)
        let own = try loader.readImports(&packed, code: code)
        try loader.relocate()
        try loader.fix(natives: false)
        let natives = try loader.makeNatives(payloads, imports: own)
        loader.retain(code)
        // The registry keeps everything that globals lead to.
        loader.retain(registry)
        try loader.fix(natives: true)
        try loader.findMethods()
        try loader.rehash(&packed)
        let (variables, exports) = try loader.results()
        // From here on the heap owns the memory, or keeps the file.
        if let file { loader.retain(file.takeRetainedValue()) }
        let image = ModuleImage(
            digest: header.digest, start: start, byteCount: header.imageBytes, natives: natives,
            imports: loader.images)
        let heap = FrozenHeap(
            chunks: file == nil
                ? [Heap.Chunk(start: block, bytes: memory.count, isPooled: false)] : [],
            natives: [], retained: loader.retained,
            dependencies: loader.dependencies, bytes: header.imageBytes, origin: .image(image))
        return FrozenModule(
            path: late.path, heap: heap, exports: exports,
            variables: variables)
    }

    private static func natives(
        _ packed: inout PackedReader, _ registry: SnapshotRegistry
    ) throws(SnapshotDiscard) -> [(kind: any PersistentNative.Type, packed: PackedReader)] {
        var kinds: [any PersistentNative.Type] = []
        for _ in 0..<(try packed.counter()) {
            let name = try packed.part()
            guard let kind = registry.kind(name) else {
                throw .unknownKind(String(decoding: name, as: UTF8.self))
            }
            kinds.append(kind)
        }
        let count = try packed.counter()
        var payloads: [(kind: any PersistentNative.Type, packed: PackedReader)] = []
        payloads.reserveCapacity(count)
        for _ in 0..<count {
            let kind = try packed.integer()
            guard kinds.indices.contains(kind) else { throw .malformed }
            payloads.append((kinds[kind], PackedReader(try packed.part())))
        }
        return payloads
    }
}

extension SnapshotHeader {
    static func empty(format: UInt64) -> SnapshotHeader {
        SnapshotHeader(
            magic: magic, format: format, digest: SnapshotDigest(low: 0, high: 0), objectBytes: 0,
            rawBytes: 0, fixupCount: 0, nativeFixupCount: 0, manifestBytes: 0, variables: 0,
            exports: 0, blocks: 0, blockCount: 0, globalNames: 0, globalCount: 0, attributes: 0,
            attributeCount: 0)
    }
}

extension ImageWriter {
    /// The offset of an object that is in this module and has addresses in it.
    func offset(of value: Value) throws(SnapshotRefusal) -> Int {
        guard case .object(let offset) = try reference(to: value) else {
            throw SnapshotRefusal("the variables of a module are its own")
        }
        return offset
    }
}
