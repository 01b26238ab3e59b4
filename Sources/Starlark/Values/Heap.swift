import Glibc

/// Where the objects of one evaluation, or of one frozen result, are allocated.
///
/// A bump pointer goes through blocks of memory that are freed together; nothing is freed alone.
/// A heap is used by one thread at a time. An *arena* is a heap whose objects are born frozen; it
/// ends as a `FrozenHeap`.
struct Heap: ~Copyable {
    /// The next free byte, 8-byte aligned.
    private var cursor: UInt
    private var end: UInt
    private var chunks: [Chunk] = []
    /// The flags of new objects.
    let newFlags: UInt8
    /// Bytes in all blocks.
    private(set) var reservedBytes = 0
    private let limitBytes: Int
    /// Steps until the interpreter must look up: loops and calls count it down, and running out of
    /// memory sets it to 0.
    var fuel = 0
    /// Swift objects which objects in this heap point to, to be released with it.
    private var natives: [Unmanaged<NativeObject>] = []
    /// What else must outlive this heap: compiled code, native functions.
    private(set) var retained: [AnyObject] = []
    /// Heaps that objects of this one point into.
    private(set) var dependencies: [FrozenHeap] = []
    private var lastAdopted: UnsafeRawPointer?

    /// The length of a block taken from the pool.
    static let chunkBytes = 256 << 10

    struct Chunk {
        var start: UnsafeMutableRawPointer
        var bytes: Int
        var isPooled: Bool
    }

    /// Makes an empty heap for an evaluation, which may grow to about `limitBytes`.
    init(limitBytes: Int) {
        newFlags = 0
        self.limitBytes = limitBytes
        cursor = 0
        end = 0
    }

    /// Makes an arena: a heap of frozen objects.
    ///
    /// - Parameter expectedBytes: The length of the first block; later ones double.
    init(arenaOf expectedBytes: Int) {
        newFlags = ObjectHeader.frozenFlag
        limitBytes = .max
        cursor = 0
        end = 0
        if expectedBytes > 0 { addChunk(bytes: expectedBytes) }
    }

    deinit {
        Heap.release(chunks: chunks, natives: natives)
    }

    static func release(chunks: [Chunk], natives: [Unmanaged<NativeObject>]) {
        for native in natives { native.release() }
        for chunk in chunks {
            if chunk.isPooled { ChunkPool.heaps.give(chunk.start) } else { free(chunk.start) }
        }
    }

    var isArena: Bool { newFlags != 0 }

    /// Bytes handed out, and those lost at the ends of blocks.
    var allocatedBytes: Int { reservedBytes - Int(end - cursor) }

    /// Whether more memory was taken than allowed; the interpreter stops at its next look.
    var isExhausted: Bool { reservedBytes > limitBytes }

    /// Bytes that may still be taken.
    var roomBytes: Int { limitBytes - min(reservedBytes, limitBytes) }

    /// Whether `bytes` more would exceed the limit: to be asked before one large allocation.
    func canHold(bytes: Int) -> Bool {
        bytes >= 0 && bytes <= roomBytes
    }

    @inline(__always)
    mutating func allocate(bytes: Int) -> UnsafeMutableRawPointer {
        let start = cursor
        let next = start &+ UInt(bitPattern: (bytes &+ 7) & ~7)
        if next > end || start == 0 { return allocateSlowly(bytes: bytes) }
        cursor = next
        return UnsafeMutableRawPointer(bitPattern: start).unsafelyUnwrapped
    }

    @inline(never)
    private mutating func allocateSlowly(bytes: Int) -> UnsafeMutableRawPointer {
        let rounded = (bytes + 7) & ~7
        if rounded > Heap.chunkBytes / 4, !isArena {
            // A block of its own, so that what is left of the current one is not lost.
            return ownChunk(bytes: rounded)
        }
        if isArena {
            let last = max(512, min(reservedBytes, 256 << 10))
            addChunk(bytes: max(last, rounded))
        } else {
            let chunk = ChunkPool.heaps.take()
            chunks.append(Chunk(start: chunk, bytes: Heap.chunkBytes, isPooled: true))
            cursor = UInt(bitPattern: chunk)
            end = cursor + UInt(Heap.chunkBytes)
            count(bytes: Heap.chunkBytes)
        }
        return allocate(bytes: bytes)
    }

    private mutating func ownChunk(bytes: Int) -> UnsafeMutableRawPointer {
        let start = ChunkPool.allocate(bytes: bytes)
        chunks.append(Chunk(start: start, bytes: bytes, isPooled: false))
        count(bytes: bytes)
        return start
    }

    private mutating func addChunk(bytes: Int) {
        let rounded = (bytes + 7) & ~7
        cursor = UInt(bitPattern: ownChunk(bytes: rounded))
        end = cursor + UInt(rounded)
    }

    private mutating func count(bytes: Int) {
        reservedBytes += bytes
        if isExhausted { fuel = 0 }
    }

    /// Makes the last allocation longer without moving it, if it is the last and there is room.
    @inline(__always)
    mutating func extend(
        _ start: UnsafeMutableRawPointer, from oldBytes: Int, to newBytes: Int
    ) -> Bool {
        let old = UInt(bitPattern: start) &+ UInt(bitPattern: (oldBytes &+ 7) & ~7)
        let new = UInt(bitPattern: start) &+ UInt(bitPattern: (newBytes &+ 7) & ~7)
        guard old == cursor, new <= end else { return false }
        cursor = new
        return true
    }

    /// Lets a string of unknown length be written where the next object goes.
    ///
    /// Nothing else may be allocated before `close`; without it nothing has happened.
    ///
    /// - Parameter capacity: Bytes that it has at most.
    /// - Returns: Where to write, unless the current block has no room for so much.
    @inline(__always)
    func openString(capacity: Int) -> StringView? {
        let needed = UInt(bitPattern: MemoryLayout<StringLayout>.size &+ capacity)
        guard cursor != 0, needed <= end &- cursor else { return nil }
        return StringView(UnsafeMutableRawPointer(bitPattern: cursor).unsafelyUnwrapped)
    }

    /// Makes an object of the string that `openString` began.
    @inline(__always)
    mutating func close(_ opened: StringView, byteCount: Int, scalarCount: UInt32) -> Value {
        let string = uninitializedString(byteCount: byteCount, scalarCount: scalarCount)
        assert(string.object == opened.object, "nothing was allocated in between")
        return Value(object: string.object)
    }

    @inline(__always)
    func newHeader(_ kind: ObjectKind, aux: UInt32 = 0) -> ObjectHeader {
        ObjectHeader(kind: kind, flags: newFlags, locks: 0, aux: aux)
    }

    /// Keeps a Swift object alive as long as this heap, and what is frozen from it.
    mutating func retain(_ object: AnyObject) {
        if let last = retained.last, last === object { return }
        retained.append(object)
    }

    /// Keeps a native object alive as long as this heap.
    mutating func own(_ object: NativeObject) -> Unmanaged<NativeObject> {
        let unmanaged = Unmanaged.passRetained(object)
        natives.append(unmanaged)
        return unmanaged
    }

    /// Keeps a frozen heap alive as long as this heap, and what is frozen from it.
    mutating func adopt(_ heap: FrozenHeap) {
        let identity = UnsafeRawPointer(Unmanaged.passUnretained(heap).toOpaque())
        if identity == lastAdopted { return }
        lastAdopted = identity
        if dependencies.contains(where: { $0 === heap }) { return }
        dependencies.append(heap)
    }

    /// Ends an arena: nothing of it is written from here on.
    consuming func seal(as origin: FrozenHeap.Origin = .values) -> FrozenHeap {
        precondition(isArena, "only an arena can be sealed")
        let sealed = FrozenHeap(
            chunks: chunks, natives: natives, retained: retained, dependencies: dependencies,
            bytes: reservedBytes, origin: origin)
        chunks = []
        natives = []
        return sealed
    }
}
