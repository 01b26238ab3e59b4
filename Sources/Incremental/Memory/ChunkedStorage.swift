public import Synchronization

/// An array that grows without ever moving an element.
///
/// Chunk `k` holds `64 << k` elements, so 26 chunks hold everything a 32-bit index can name, and an
/// index is located with one count of leading zeroes:
/// ```
///   directory  [ chunk 0 | chunk 1 | chunk 2   | ...                ]
///   elements     0 ... 63  64 ... 191  192 ... 447
///   index + 64 = 1xxxxxx   1xxxxxxx    1xxxxxxxx     (highest bit: chunk; the rest: offset)
/// ```
/// Elements are appended from any thread. An index may be used by whoever learned of it through a
/// synchronising operation: the store that published it.
///
/// `@unchecked Sendable`: the directory's slots are atomics, a slot is written once, and an element
/// is initialised by the one thread that reserved its index before the index is published. What
/// happens to the element afterwards is its owner's business.
@usableFromInline
struct ChunkedStorage<Element: ~Copyable>: ~Copyable, @unchecked Sendable {
    @inlinable static var firstShift: Int { 6 }
    @inlinable static var chunkCount: Int { 26 }

    @usableFromInline
    let directory: UnsafeMutablePointer<Atomic<UnsafeMutablePointer<Element>?>>
    @usableFromInline let next = Atomic<UInt32>(0)

    @inlinable
    init() {
        directory = .allocate(capacity: Self.chunkCount)
        for chunk in 0..<Self.chunkCount { (directory + chunk).initialize(to: Atomic(nil)) }
    }

    @inlinable
    deinit {
        var remaining = count
        for chunk in 0..<Self.chunkCount {
            guard let base = directory[chunk].load(ordering: .acquiring) else { continue }
            let used = min(remaining, Self.capacity(ofChunk: chunk))
            base.deinitialize(count: used)
            base.deallocate()
            remaining -= used
        }
        directory.deinitialize(count: Self.chunkCount)
        directory.deallocate()
    }

    /// How many indices were handed out.
    @inlinable var count: Int { Int(next.load(ordering: .acquiring)) }

    /// The place of an element, for as long as the storage lives.
    @inlinable
    @inline(__always)
    subscript(index: UInt32) -> UnsafeMutablePointer<Element> {
        let position = Int(index) + (1 << Self.firstShift)
        let chunk = Int.bitWidth - 1 - position.leadingZeroBitCount - Self.firstShift
        guard let base = directory[chunk].load(ordering: .acquiring) else {
            preconditionFailure("an index is used after it was handed out")
        }
        return base + (position - Self.capacity(ofChunk: chunk))
    }

    /// Adds an element and returns its index.
    @inlinable
    func append(_ element: consuming Element) -> UInt32 {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        precondition(index < UInt32(Int32.max), "an index fits 31 bits")
        let position = Int(index) + (1 << Self.firstShift)
        let chunk = Int.bitWidth - 1 - position.leadingZeroBitCount - Self.firstShift
        let base = directory[chunk].load(ordering: .acquiring) ?? allocate(chunk: chunk)
        (base + (position - Self.capacity(ofChunk: chunk))).initialize(to: element)
        return index
    }

    @inlinable
    static func capacity(ofChunk chunk: Int) -> Int { 1 << (firstShift + chunk) }

    /// Allocates a chunk, unless another thread is faster.
    @inlinable
    func allocate(chunk: Int) -> UnsafeMutablePointer<Element> {
        let fresh = UnsafeMutablePointer<Element>.allocate(capacity: Self.capacity(ofChunk: chunk))
        let (exchanged, original) = directory[chunk].compareExchange(
            expected: nil, desired: fresh, ordering: .acquiringAndReleasing)
        if exchanged { return fresh }
        fresh.deallocate()
        guard let original else { preconditionFailure("a lost exchange names the winner") }
        return original
    }
}
