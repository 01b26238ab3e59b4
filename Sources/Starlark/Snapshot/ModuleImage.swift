import Synchronization

/// A snapshot that was read, as other snapshots refer to it: by its digest, and into it by offset.
///
/// Unchecked: the memory is a frozen heap's, which nobody writes. The heap keeps the image, so
/// whoever has an image from a heap may use the addresses while it holds that heap; the heap also
/// keeps the heaps of all imported images.
final class ModuleImage: @unchecked Sendable {
    let digest: SnapshotDigest
    let start: UnsafeMutableRawPointer
    let byteCount: Int
    /// The native objects made for it, by number; what keeps them alive.
    let natives: [NativeObject]
    /// The images it refers to, by number.
    let imports: [Unmanaged<ModuleImage>]
    /// The heaps of those.
    private let importedHeaps: [Unmanaged<FrozenHeap>]
    /// Between which addresses those are: most questions about others end here.
    private let nativeAddresses: ClosedRange<UInt>?
    private let nativeNumbers = Mutex<[ObjectIdentifier: Int]?>(nil)

    init(
        digest: SnapshotDigest, start: UnsafeMutableRawPointer, byteCount: Int,
        natives: [NativeObject], imports: [(image: ModuleImage, heap: FrozenHeap)]
    ) {
        self.digest = digest
        self.start = start
        self.byteCount = byteCount
        self.natives = natives
        let addresses = natives.map { UInt(bitPattern: Unmanaged.passUnretained($0).toOpaque()) }
        nativeAddresses = addresses.min().flatMap { low in addresses.max().map { low...$0 } }
        self.imports = imports.map { .passUnretained($0.image) }
        importedHeaps = imports.map { .passUnretained($0.heap) }
    }

    /// The image that this one refers to by a number, and its heap.
    func imported(_ number: Int) -> (image: ModuleImage, heap: FrozenHeap)? {
        guard imports.indices.contains(number) else { return nil }
        return (imports[number].takeUnretainedValue(), importedHeaps[number].takeUnretainedValue())
    }

    /// The number of a native object that was made for this image.
    func number(of native: NativeObject) -> Int? {
        let address = UInt(bitPattern: Unmanaged.passUnretained(native).toOpaque())
        guard let nativeAddresses, nativeAddresses.contains(address) else { return nil }
        return nativeNumbers.withLock { numbers in
            if let numbers { return numbers[ObjectIdentifier(native)] }
            var table: [ObjectIdentifier: Int] = [:]
            for (number, native) in natives.enumerated() {
                table[ObjectIdentifier(native)] = number
            }
            numbers = table
            return table[ObjectIdentifier(native)]
        }
    }
}

/// The heaps a module refers to, directly and by way of others, and which of them an address is in.
struct HeapMap {
    enum Place {
        /// In the module itself.
        case own
        /// In an image, at an offset.
        case image(ModuleImage, offset: Int)
        /// In a heap that holds values only: of a global, of a native function.
        case values
    }

    private struct Range {
        var start: UInt
        var end: UInt
        /// Nothing if it is the module's own.
        var image: ModuleImage?
    }

    private var ranges: [Range] = []
    /// All images, in the order they were found.
    private(set) var images: [ModuleImage] = []
    /// Whether a module is among the heaps that is no image, other than the one asked for.
    private(set) var hasUnkeptModule = false

    init(of own: [FrozenHeap]) {
        var pending = own
        var seen: Set<ObjectIdentifier> = []
        while let heap = pending.popLast() {
            guard seen.insert(ObjectIdentifier(heap)).inserted else { continue }
            let isOwn = own.contains { $0 === heap }
            let image = heap.image
            if let image { images.append(image) }
            if !isOwn, case .module = heap.origin { hasUnkeptModule = true }
            if let image { add(image.start, image.byteCount, image) }
            if isOwn { for chunk in heap.chunks { add(chunk.start, chunk.bytes, nil) } }
            pending.append(contentsOf: heap.dependencies)
        }
        ranges.sort { $0.start < $1.start }
    }

    private mutating func add(
        _ start: UnsafeMutableRawPointer, _ bytes: Int, _ image: ModuleImage?
    ) {
        let start = UInt(bitPattern: start)
        ranges.append(Range(start: start, end: start + UInt(bytes), image: image))
    }

    func place(of address: UInt) -> Place {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].end <= address { low = middle + 1 } else { high = middle }
        }
        guard low < ranges.count, ranges[low].start <= address else { return .values }
        guard let image = ranges[low].image else { return .own }
        return .image(image, offset: Int(address - ranges[low].start))
    }
}
