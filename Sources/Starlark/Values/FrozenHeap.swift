/// Memory full of frozen values, shared by everyone who holds one of them.
///
/// Unchecked: an arena is sealed into a frozen heap by consuming it, after which no code path
/// writes to its objects (mutation checks the frozen flag, hashes were computed before), so any
/// number of threads may read it. The native objects in it were made by `NativeObject.freeze`,
/// whose contract is that they do not change either.
public final class FrozenHeap: @unchecked Sendable {
    /// Where a frozen heap comes from.
    enum Origin {
        /// Values that something froze: constants, results, what a native holds.
        case values
        /// A module that ran in this process.
        case module
        /// A module that was read from a snapshot.
        case image(ModuleImage)
    }

    let chunks: [Heap.Chunk]
    private let natives: [Unmanaged<NativeObject>]
    private let retained: [AnyObject]
    private(set) var dependencies: [FrozenHeap]
    /// Bytes reserved for objects.
    public let bytes: Int
    let origin: Origin

    init(
        chunks: [Heap.Chunk], natives: [Unmanaged<NativeObject>], retained: [AnyObject],
        dependencies: [FrozenHeap], bytes: Int, origin: Origin = .values
    ) {
        self.origin = origin
        self.chunks = chunks
        self.natives = natives
        self.retained = retained
        self.dependencies = dependencies
        self.bytes = bytes
    }

    /// The snapshot that the heap is, if it is one.
    var image: ModuleImage? {
        if case .image(let image) = origin { image } else { nil }
    }

    deinit {
        Heap.release(chunks: chunks, natives: natives)
        // A long chain of dependencies must not become a deep recursion: whoever holds the last
        // reference to a heap takes that heap's dependencies over before it goes.
        var pending = dependencies
        dependencies = []
        while var heap = pending.popLast() {
            if isKnownUniquelyReferenced(&heap) {
                pending.append(contentsOf: heap.dependencies)
                heap.dependencies = []
            }
        }
    }
}

/// A frozen value together with the memory it lives in: it may be kept, and sent anywhere.
///
/// Unchecked: the value lives in the frozen heap, which nobody writes, or in one that heap keeps.
public struct FrozenValue: @unchecked Sendable {
    /// The value, valid while this frozen value, or its heap, is held.
    public let value: Value
    let heap: FrozenHeap

    init(_ value: Value, in heap: FrozenHeap) {
        assert(!value.isObject || value.header.pointee.isFrozen, "a frozen value is frozen")
        self.value = value
        self.heap = heap
    }

    private static let empty = Heap(arenaOf: 0).seal()

    /// The frozen `None`.
    public static var none: FrozenValue { FrozenValue(.none, in: empty) }

    /// Makes a frozen boolean.
    public init(bool: Bool) {
        self.init(Value(bool: bool), in: FrozenValue.empty)
    }

    /// Makes a frozen string.
    public init(string: String) {
        var arena = Heap(arenaOf: string.utf8.count + 32)
        let value = arena.string(string)
        self.init(value, in: arena.seal())
    }

    /// Makes a frozen value of a native object that holds no values of a live heap.
    public init(object: NativeObject) {
        var arena = Heap(arenaOf: MemoryLayout<NativeLayout>.size)
        let value = arena.native(object)
        self.init(value, in: arena.seal())
    }

    /// Another frozen value that this one's heap keeps alive: an element, a field, an attribute.
    public func part(_ part: Value) -> FrozenValue {
        FrozenValue(part, in: heap)
    }
}
