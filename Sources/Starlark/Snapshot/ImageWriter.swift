import Diagnostics

/// Writes a frozen module as a snapshot.
///
/// Objects are copied as they are reached from the module's variables, words with addresses apart
/// from those without. While writing, an address is an offset into one of the two parts, the
/// lowest bit saying which: where the second begins is known in the end. The bytes are the same
/// for the same module, whatever the addresses were.
final class ImageWriter {
    /// What a word that holds a value, or an address, is to become.
    enum Reference {
        /// The word itself: no object.
        case inline(UInt64)
        /// An offset into the objects.
        case object(Int)
        /// An offset into the raw part.
        case raw(Int)
        /// What an import leads to.
        case imported(Int)
    }

    let registry: SnapshotRegistry
    let map: HeapMap
    let code: CompiledModule
    var imports: ImportTable

    private(set) var objects: [UInt64] = []
    private(set) var rawWords: [UInt64] = []
    private var isReference: [UInt64] = []
    private var fixups: [UInt64] = []
    private var nativeFixups: [UInt64] = []
    /// Where the copies of objects and tables are, by the address of the original.
    var placed: [UInt: Reference] = [:]
    /// Strings are objects without identity: equal ones become one.
    private var strings: [StringContent: Int] = [:]
    private var pending: [(value: Value, offset: Int)] = []
    var pendingNatives: [(native: NativeObject, offset: Int)] = []
    /// Tables whose hashes depend on addresses, or on the process.
    private var rehashed: [Int] = []

    /// The native objects written so far, children before those that hold them.
    private var natives: [(kind: Int, payload: [UInt8])] = []
    private var nativeKinds: [String] = []
    private var nativeNumbers: [ObjectIdentifier: Int] = [:]
    private var interchangeable: [NativeContent: Int] = [:]
    private var open: Set<ObjectIdentifier> = []
    /// Where the code of functions is: the number of the block by its address.
    var blocksOffset = 0
    /// Keeps objects alive whose identifiers and addresses are in tables.
    private var kept: [AnyObject] = []

    private struct StringContent: Hashable {
        var view: StringView
        var kind: ObjectKind

        static func == (left: StringContent, right: StringContent) -> Bool {
            left.kind == right.kind && StringView.equal(left.view, right.view)
        }

        func hash(into hasher: inout Hasher) { hasher.combine(view.layout.pointee.header.aux) }
    }

    private struct NativeContent: Hashable {
        var kind: Int
        var payload: [UInt8]
    }

    init(
        _ code: CompiledModule, map: HeapMap, modules: [String: FrozenModule],
        registry: SnapshotRegistry
    ) {
        self.code = code
        self.map = map
        self.registry = registry
        imports = ImportTable(modules: modules, registry: registry)
    }

    // MARK: Words

    /// Makes room for words that may hold addresses.
    ///
    /// - Returns: The offset in bytes.
    func reserve(words: Int) -> Int {
        let offset = objects.count * 8
        objects.append(contentsOf: repeatElement(0, count: words))
        while isReference.count * 64 < objects.count { isReference.append(0) }
        return offset
    }

    func set(_ word: UInt64, at offset: Int) { objects[offset / 8] = word }

    func set(_ reference: Reference, at offset: Int) {
        let number = offset / 8
        switch reference {
        case .inline(let word): objects[number] = word
        case .object(let target):
            objects[number] = UInt64(target)
            isReference[number / 64] |= 1 << UInt64(number % 64)
        case .raw(let target):
            objects[number] = UInt64(target) | 1
            isReference[number / 64] |= 1 << UInt64(number % 64)
        case .imported(let target):
            let fixup = UInt64(number) | UInt64(target) << 32
            if imports.isNative(target) { nativeFixups.append(fixup) } else { fixups.append(fixup) }
        }
    }

    func set(_ value: Value, at offset: Int) throws(SnapshotRefusal) {
        set(try reference(to: value), at: offset)
    }

    /// Copies bytes that hold no addresses, filled up with zeros to whole words.
    func addRaw(_ start: UnsafeRawPointer, bytes: Int) -> Reference {
        let offset = rawWords.count * 8
        let whole = bytes / 8
        for position in 0..<whole {
            rawWords.append(start.loadUnaligned(fromByteOffset: position * 8, as: UInt64.self))
        }
        if bytes % 8 != 0 {
            var last: UInt64 = 0
            for position in whole * 8..<bytes {
                let byte = start.load(fromByteOffset: position, as: UInt8.self)
                last |= UInt64(byte) << UInt64((position % 8) * 8)
            }
            rawWords.append(last)
        }
        return .raw(offset)
    }

    /// Copies elements without addresses, once for each place they are at.
    func raw<T: BitwiseCopyable>(_ elements: UnsafeMutablePointer<T>, _ count: Int) -> Reference {
        let address = UInt(bitPattern: elements)
        if let known = placed[address] { return known }
        // Without elements, any address does that is there.
        guard count > 0 else { return .object(0) }
        let copy = addRaw(elements, bytes: count * MemoryLayout<T>.stride)
        placed[address] = copy
        return copy
    }

    func string(_ view: StringView, kind: ObjectKind) -> Reference {
        let content = StringContent(view: view, kind: kind)
        if let known = strings[content] { return .raw(known) }
        let reference = addRaw(
            view.object, bytes: MemoryLayout<StringLayout>.size + view.byteCount)
        if case .raw(let offset) = reference { strings[content] = offset }
        return reference
    }

    // MARK: Values

    /// Where a value will be found; its contents are written later.
    func reference(to value: Value) throws(SnapshotRefusal) -> Reference {
        guard value.isObject else { return .inline(UInt64(value.bits)) }
        if let known = placed[value.bits] { return known }
        let kind = value.header.pointee.kind
        let reference: Reference
        switch map.place(of: value.bits) {
        case .own: reference = place(value, kind)
        case .image(let image, let offset):
            reference = .imported(try imports.object(of: image, at: offset, in: map))
        case .values:
            if let path = registry.valuePaths[value.bits] {
                reference = .imported(imports.value(path))
            } else {
                // Some native made it for itself: a default, a constant. Copies are as good,
                // unless it is an object that equals nothing but itself.
                guard kind != .function, kind != .module, kind != .cell else {
                    throw SnapshotRefusal("a function is not of any module that is kept")
                }
                if let native = value.asNative { try checkForeign(native) }
                reference = place(value, kind)
            }
        }
        placed[value.bits] = reference
        return reference
    }

    private func place(_ value: Value, _ kind: ObjectKind) -> Reference {
        switch kind {
        case .string, .bytes: return string(StringView(value.object), kind: kind)
        case .range: return addRaw(value.object, bytes: MemoryLayout<RangeLayout>.size)
        case .float: return addRaw(value.object, bytes: MemoryLayout<FloatLayout>.size)
        case .bigInteger:
            let limbs = BigIntegerView(value.object).limbs.count
            return addRaw(
                value.object,
                bytes: MemoryLayout<BigIntegerLayout>.size
                    + limbs * MemoryLayout<BigInteger.Limb>.stride)
        case .list, .tuple, .dict, .set, .structure, .function, .nativeFunction, .boundMethod,
            .native, .cell, .module:
            let offset = reserve(words: ImageWriter.words(of: value, kind))
            pending.append((value, offset))
            return .object(offset)
        }
    }

    /// Writes everything that was referred to.
    func finish() throws(SnapshotRefusal) {
        while true {
            if let (value, offset) = pending.popLast() {
                try write(value, at: offset)
            } else if let (native, offset) = pendingNatives.popLast() {
                set(.imported(try importNative(native)), at: offset)
            } else {
                return
            }
        }
    }

    func keep(_ object: AnyObject) { kept.append(object) }

    func rehash(table offset: Int) { rehashed.append(offset) }

    // MARK: Native objects

    /// The import that leads to a native object: of another snapshot, of the globals, or its own.
    func importNative(_ native: NativeObject) throws(SnapshotRefusal) -> Int {
        let identity = ObjectIdentifier(native)
        if let known = nativeNumbers[identity] { return known }
        for image in map.images {
            guard let number = image.number(of: native) else { continue }
            let imported = try imports.native(number, of: image, in: map)
            nativeNumbers[identity] = imported
            return imported
        }
        if let path = registry.nativePaths[identity] { return imports.native(path) }
        guard let persistent = native as? any PersistentNative else {
            throw SnapshotRefusal(
                "it holds a `\(native.typeName)`, which cannot be kept (\(Swift.type(of: native)))")
        }
        guard open.insert(identity).inserted, open.count < 200 else {
            throw SnapshotRefusal("native objects hold each other in a cycle, or a long chain")
        }
        defer { open.remove(identity) }
        var encoder = NativeEncoder(self)
        try persistent.encode(to: &encoder)
        let type = Swift.type(of: persistent)
        let content = NativeContent(
            kind: kindNumber(type.persistentName), payload: encoder.packed.bytes)
        kept.append(native)
        if type.isInterchangeable, let twin = interchangeable[content] {
            nativeNumbers[identity] = twin
            return twin
        }
        natives.append((content.kind, content.payload))
        let number = imports.own(natives.count - 1)
        nativeNumbers[identity] = number
        if type.isInterchangeable { interchangeable[content] = number }
        return number
    }

    /// Checks that a native object of no module has a name, or is as good when made again.
    private func checkForeign(_ native: NativeObject) throws(SnapshotRefusal) {
        if registry.nativePaths[ObjectIdentifier(native)] != nil { return }
        if let persistent = native as? any PersistentNative,
            Swift.type(of: persistent).isInterchangeable
        {
            return
        }
        throw SnapshotRefusal("no global leads to a `\(native.typeName)` that it holds")
    }

    private func kindNumber(_ name: String) -> Int {
        if let known = nativeKinds.firstIndex(of: name) { return known }
        nativeKinds.append(name)
        return nativeKinds.count - 1
    }

    // MARK: Bytes

    /// The snapshot, once everything is written.
    func bytes(_ header: SnapshotHeader) -> [UInt8] {
        var header = header
        let objectBytes = objects.count * 8
        for number in objects.indices
        where isReference[number / 64] >> UInt64(number % 64) & 1 != 0 && objects[number] & 1 != 0 {
            objects[number] = (objects[number] & ~1) + UInt64(objectBytes)
        }
        var manifest = manifest
        while manifest.count % 8 != 0 { manifest.append(0) }
        header.objectBytes = UInt32(objectBytes)
        header.rawBytes = UInt32(rawWords.count * 8)
        header.fixupCount = UInt32(fixups.count)
        header.nativeFixupCount = UInt32(nativeFixups.count)
        header.manifestBytes = UInt32(manifest.count)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(header.totalBytes)
        bytes.append(contentsOf: repeatElement(0, count: SnapshotHeader.size))
        for part in [objects, rawWords, isReference, fixups, nativeFixups] {
            part.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
        bytes.append(contentsOf: manifest)
        bytes.withUnsafeMutableBytes { $0.storeBytes(of: header, as: SnapshotHeader.self) }
        bytes.withUnsafeMutableBytes { all in
            let digested = UnsafeRawBufferPointer(rebasing: all[SnapshotHeader.digested...])
            header.digest = SnapshotDigest(of: digested)
            all.storeBytes(of: header, as: SnapshotHeader.self)
        }
        return bytes
    }

    private var manifest: [UInt8] {
        var packed = PackedWriter()
        packed.write(code.path)
        packed.write(code.file.text.count)
        packed.write(SnapshotDigest(of: code.file.text))
        packed.write(bytes: LateSource.lineLengths(of: code.file.text))
        packed.write(nativeKinds.count)
        for kind in nativeKinds { packed.write(kind) }
        packed.write(natives.count)
        for native in natives {
            packed.write(native.kind)
            packed.write(bytes: native.payload)
        }
        imports.write(to: &packed)
        packed.write(rehashed.count)
        for table in rehashed { packed.write(table) }
        return packed.bytes
    }
}
