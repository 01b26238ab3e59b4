/// Who asked for a node: a growing array on the heap, in no particular order, without duplicates.
/// ```
///   [ count ][ capacity | mapped ][ id ] [ id ] ...
/// ```
/// A list that is mapped lies in the file from which the graph was restored, in pages that are
/// copied when they are written, and is not freed.
///
/// Read and written under the graph's lock.
struct DependentList: BitwiseCopyable {
    private(set) var base: UnsafeMutablePointer<UInt32>?

    init(base: UnsafeMutablePointer<UInt32>?) {
        self.base = base
    }

    /// In the second word: the list is part of a mapped file.
    static let mappedBit: UInt32 = 1 << 31

    private func deallocate(to pool: ListPool) {
        guard let base, base[1] & Self.mappedBit == 0 else { return }
        pool.deallocate(base, Int(base[1]) + 2)
    }

    var count: Int {
        guard let base else { return 0 }
        return Int(base.pointee)
    }

    subscript(index: Int) -> NodeID {
        guard let base, index < count else { preconditionFailure("an entry of the list") }
        return NodeID(raw: base[index + 2])
    }

    mutating func append(_ id: NodeID, from pool: ListPool) {
        let count = count
        if base.map({ count == Int($0[1] & ~Self.mappedBit) }) ?? true { grow(count, pool) }
        guard let base else { preconditionFailure("a grown list has room") }
        (base + count + 2).initialize(to: id.raw)
        base.pointee = UInt32(count + 1)
    }

    /// Removes an entry.
    ///
    /// Linear, from the end: what goes was mostly added last.
    ///
    /// - Returns: Whether there was one.
    mutating func remove(_ id: NodeID) -> Bool {
        let last = count - 1
        guard let base, let index = (0..<count).last(where: { base[$0 + 2] == id.raw }) else {
            return false
        }
        base[index + 2] = base[last + 2]
        base.pointee = UInt32(last)
        return true
    }

    private mutating func grow(_ count: Int, _ pool: ListPool) {
        // Most nodes have a few.
        let words = ListPool.capacity(max(8, count + 3))
        let grown = pool.allocate(words)
        grown.initialize(to: UInt32(count))
        (grown + 1).initialize(to: UInt32(words - 2))
        if let base {
            (grown + 2).update(from: base + 2, count: count)
            deallocate(to: pool)
        }
        base = grown
    }
}
