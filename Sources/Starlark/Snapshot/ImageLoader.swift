/// Turns the bytes of a snapshot into a module, in place.
///
/// What a snapshot says is believed once its digest is right: it lies in a store of the user's own,
/// from which actions are believed too, so the digest has to notice damage and not an attacker.
/// Still, the offsets that reading itself follows are looked at before: they lie within the bytes,
/// and where an object is expected, there is one.
final class ImageLoader {
    private let header: SnapshotHeader
    let start: UnsafeMutableRawPointer
    private let registry: SnapshotRegistry
    private let modules: [String: FrozenModule]
    /// What the module keeps alive.
    private(set) var dependencies: [FrozenHeap] = []
    private var adopted: [ObjectIdentifier] = []
    private(set) var retained: [AnyObject] = []
    private(set) var images: [(image: ModuleImage, heap: FrozenHeap)] = []
    private var imports: [(kind: ImportTable.Kind, word: UInt64)] = []

    /// Starts to read a snapshot whose bytes are checked.
    init(
        _ header: SnapshotHeader, at start: UnsafeMutableRawPointer,
        modules: [String: FrozenModule], registry: SnapshotRegistry
    ) {
        self.header = header
        self.start = start
        self.modules = modules
        self.registry = registry
    }

    /// Checks what must be right before anything else is looked at.
    static func check(
        _ bytes: UnsafeRawBufferPointer, registry: SnapshotRegistry
    ) throws(SnapshotDiscard) -> SnapshotHeader {
        guard bytes.count >= SnapshotHeader.size else { throw .notASnapshot }
        let header = bytes.loadUnaligned(as: SnapshotHeader.self)
        guard header.magic == SnapshotHeader.magic else { throw .notASnapshot }
        guard header.format == registry.format else { throw .otherBuild }
        guard header.totalBytes == bytes.count else { throw .damaged }
        let digested = UnsafeRawBufferPointer(rebasing: bytes[SnapshotHeader.digested...])
        guard SnapshotDigest(of: digested) == header.digest else { throw .damaged }
        guard header.objectBytes % 8 == 0, header.rawBytes % 8 == 0,
            header.contains(header.variables, words: 3), header.contains(header.exports, words: 6),
            header.blockCount > 0,
            header.contains(
                header.blocks, words: Int(header.blockCount) * MemoryLayout<CodeBlock>.stride / 8),
            header.contains(header.globalNames, words: Int(header.globalCount)),
            header.contains(header.attributes, words: Int(header.attributeCount) * 2)
        else { throw .malformed }
        return header
    }

    // MARK: Addresses

    /// Adds the address of the image to every word that is an offset.
    func relocate() throws(SnapshotDiscard) {
        let words = start.assumingMemoryBound(to: UInt64.self)
        let bits = (start + header.imageBytes).assumingMemoryBound(to: UInt64.self)
        let base = UInt64(UInt(bitPattern: start))
        let wordCount = Int(header.objectBytes) / 8
        let limit = UInt64(header.imageBytes)
        var largest: UInt64 = 0
        for group in 0..<header.referenceBytes / 8 {
            var rest = bits[group]
            let first = group &* 64
            guard first &+ (64 &- rest.leadingZeroBitCount) <= wordCount else { throw .malformed }
            while rest != 0 {
                let number = first &+ rest.trailingZeroBitCount
                rest &= rest &- 1
                let offset = words[number]
                largest = max(largest, offset)
                words[number] = offset &+ base
            }
        }
        guard largest <= limit else { throw .malformed }
    }

    /// Writes imports to their words: native objects, or everything else.
    func fix(natives isNative: Bool) throws(SnapshotDiscard) {
        let words = start.assumingMemoryBound(to: UInt64.self)
        let first = start + header.imageBytes + header.referenceBytes
        let skipped = isNative ? Int(header.fixupCount) : 0
        let count = Int(isNative ? header.nativeFixupCount : header.fixupCount)
        let fixups = first.assumingMemoryBound(to: UInt64.self) + skipped
        let wordCount = Int(header.objectBytes) / 8
        for position in 0..<count {
            let fixup = fixups[position]
            let (word, number) = (Int(UInt32(truncatingIfNeeded: fixup)), Int(fixup >> 32))
            guard word < wordCount, number < imports.count, imports[number].word != 0 else {
                throw .malformed
            }
            words[word] = imports[number].word
        }
    }

    private func word<T: AnyObject>(_ object: T) -> UInt64 {
        UInt64(UInt(bitPattern: Unmanaged.passUnretained(object).toOpaque()))
    }

    // MARK: What natives read

    func object(at offset: Int) throws(SnapshotDiscard) -> Value {
        guard offset >= 0, offset < Int(header.objectBytes) else { throw .malformed }
        return try checked(offset)
    }

    /// The object at an offset of the image, if there may be one.
    private func checked(_ offset: Int) throws(SnapshotDiscard) -> Value {
        guard offset % 8 == 0, offset + 16 <= header.imageBytes,
            // In memory a kind is its number among the cases, which is one less than its raw value.
            (start + offset).load(as: UInt8.self) < ObjectKind.count - 1
        else { throw .malformed }
        return Value(object: start + offset)
    }

    func rawObject(at offset: Int) throws(SnapshotDiscard) -> Value {
        guard offset >= 0, offset < Int(header.rawBytes) else { throw .malformed }
        return try checked(Int(header.objectBytes) + offset)
    }

    func importedValue(_ number: Int) throws(SnapshotDiscard) -> Value {
        guard imports.indices.contains(number),
            imports[number].kind == .value || imports[number].kind == .object
        else { throw .malformed }
        return Value(bits: UInt(imports[number].word))
    }

    func native(_ number: Int) throws(SnapshotDiscard) -> NativeObject {
        guard imports.indices.contains(number), imports[number].word != 0 else { throw .malformed }
        switch imports[number].kind {
        case .ownNative, .imageNative, .globalNative:
            let pointer = UnsafeRawPointer(bitPattern: UInt(imports[number].word))
            guard let pointer else { throw .malformed }
            return Unmanaged<NativeObject>.fromOpaque(pointer).takeUnretainedValue()
        default: throw .malformed
        }
    }

    // MARK: The manifest

    /// Reads where other snapshots are.
    func readImages(_ packed: inout PackedReader) throws(SnapshotDiscard) {
        for _ in 0..<(try packed.counter()) {
            let found: (image: ModuleImage, heap: FrozenHeap)?
            var name = ""
            switch ImportTable.Route(rawValue: try packed.integer()) {
            case .load:
                name = try packed.string()
                found = modules[name].flatMap { module in
                    module.heap.image.map { ($0, module.heap) }
                }
            case .global:
                name = try packed.string()
                found = registry.imageHeap(name).flatMap { heap in heap.image.map { ($0, heap) } }
            case .via:
                let (image, number) = (try packed.integer(), try packed.integer())
                guard images.indices.contains(image) else { throw .malformed }
                found = images[image].image.imported(number)
            case nil: throw .malformed
            }
            let digest = try packed.digest()
            guard let found, found.image.digest == digest else { throw .otherModule(name) }
            images.append(found)
            adopt(found.heap)
        }
    }

    /// Reads what is imported; native objects of the snapshot's own are not there yet.
    func readImports(
        _ packed: inout PackedReader, code: CompiledModule
    ) throws(SnapshotDiscard) -> [Int] {
        let count = try packed.counter()
        imports.reserveCapacity(count)
        var own: [Int] = []
        for _ in 0..<count {
            guard let kind = ImportTable.Kind(rawValue: try packed.integer()) else {
                throw .malformed
            }
            var word: UInt64 = 0
            switch kind {
            case .value, .function, .globalNative: word = try global(try packed.part(), kind)
            case .object, .imageNative:
                let (number, position) = (try packed.integer(), try packed.integer())
                guard images.indices.contains(number) else { throw .malformed }
                word = try part(of: images[number].image, position, kind)
            case .ownNative:
                guard try packed.integer() == own.count else { throw .malformed }
                own.append(imports.count)
            case .code: word = self.word(code)
            case .method:
                let (name, number) = (try packed.string(), try packed.integer())
                guard (0..<ObjectKind.count).contains(number),
                    let method = MethodTables.standard.row(name)[number]
                else { throw .missingName(name) }
                word = UInt64(UInt(bitPattern: method.toOpaque()))
            }
            imports.append((kind, word))
        }
        return own
    }

    private func global(
        _ path: UnsafeRawBufferPointer, _ kind: ImportTable.Kind
    ) throws(SnapshotDiscard) -> UInt64 {
        guard let target = registry.target(path), target.kind == kind else {
            throw .missingName(String(decoding: path, as: UTF8.self))
        }
        return target.word
    }

    /// Keeps an object alive as long as the module.
    func retain(_ object: AnyObject) { retained.append(object) }

    private func part(
        of image: ModuleImage, _ position: Int, _ kind: ImportTable.Kind
    ) throws(SnapshotDiscard) -> UInt64 {
        if kind == .imageNative {
            guard image.natives.indices.contains(position) else { throw .malformed }
            return word(image.natives[position])
        }
        // The digest of the other image is right, so it is the one that the offset was made for.
        guard position >= 0, position % 8 == 0, position < image.byteCount else {
            throw .malformed
        }
        return UInt64(UInt(bitPattern: image.start + position))
    }

    /// Makes the native objects, in the order in which they were written: parts come first.
    func makeNatives(
        _ payloads: [(kind: any PersistentNative.Type, packed: PackedReader)], imports own: [Int]
    ) throws(SnapshotDiscard) -> [NativeObject] {
        guard payloads.count == own.count else { throw .malformed }
        var made: [NativeObject] = []
        made.reserveCapacity(payloads.count)
        for (payload, number) in zip(payloads, own) {
            var decoder = NativeDecoder(self, payload.packed)
            let native: NativeObject
            do {
                native = try payload.kind.decode(from: &decoder)
            } catch let discard as SnapshotDiscard {
                throw discard
            } catch {
                throw .object("\(error)")
            }
            made.append(native)
            imports[number].word = word(native)
        }
        return made
    }

    private func adopt(_ heap: FrozenHeap) {
        let identity = ObjectIdentifier(heap)
        if !adopted.contains(identity) {
            adopted.append(identity)
            dependencies.append(heap)
        }
    }

    // MARK: In the end

    /// Finds the built-in methods of the attribute names in the code.
    func findMethods() throws(SnapshotDiscard) {
        let attributes = (start + Int(header.attributes))
            .assumingMemoryBound(to: AttributeName.self)
        let methods = MethodTables.standard
        let (first, last) = (UInt(bitPattern: start), UInt(bitPattern: start) + imageEnd)
        for number in 0..<Int(header.attributeCount) {
            let name = attributes[number].name
            guard name.bits >= first, name.bits < last, name.isKind(.string) else {
                throw .malformed
            }
            let view = StringView(name.object)
            guard name.bits + UInt(view.byteCount) <= last else { throw .malformed }
            attributes[number].methods = methods.row(view)
        }
    }

    /// Where the last object of the image can begin.
    private var imageEnd: UInt { UInt(max(16, header.imageBytes) - 16) }

    /// The variables and the exports, if they are where the header says.
    func results() throws(SnapshotDiscard) -> (variables: Value, exports: TableView) {
        let variables = try object(at: Int(header.variables))
        let exports = try object(at: Int(header.exports))
        guard variables.isKind(.module), exports.isKind(.structure) else { throw .malformed }
        return (variables, TableView(exports.object))
    }

    /// Hashes tables again whose keys have other hashes in this process.
    func rehash(_ packed: inout PackedReader) throws(SnapshotDiscard) {
        for _ in 0..<(try packed.counter()) {
            let object = try object(at: try packed.integer())
            guard object.isKind(.dict) || object.isKind(.set) || object.isKind(.structure) else {
                throw .malformed
            }
            let table = TableView(object.object)
            let layout = table.layout.pointee
            do {
                for number in 0..<table.used where !table.entries[number].key.isUnbound {
                    table.hashes[number] = try Hashing.hash(table.entries[number].key)
                }
            } catch {
                throw .object("\(error)")
            }
            guard let index = layout.index else { continue }
            index.update(repeating: 0, count: Int(layout.indexMask) + 1)
            for number in 0..<table.used {
                var slot = table.hashes[number] & layout.indexMask
                while index[Int(slot)] != 0 { slot = (slot &+ 1) & layout.indexMask }
                index[Int(slot)] = UInt32(number) &+ 1
            }
        }
    }
}

extension SnapshotHeader {
    fileprivate func contains(_ offset: UInt32, words: Int) -> Bool {
        offset % 8 == 0 && Int(offset) + words * 8 <= Int(objectBytes)
    }
}
