/// What a computation asked for, in the order in which it asked: an immutable array on the heap.
/// ```
///   [ count | mapped ][ id | grouped ] [ id | grouped ] ...
/// ```
/// A list that is mapped lies in the file from which the graph was restored and is not freed.
///
/// The top bit of an entry says that it was asked for together with the entry before it, by `all`,
/// `results` or `request(pack:)`. That matters to verification: an entry may be looked at only once
/// all that was asked for earlier is known to be unchanged, for otherwise the computation might not
/// ask for it any more; but the entries of a group may be looked at, hence recomputed, at the same
/// time. Without groups, the objects of a library would be recompiled one after the other whenever
/// none of them turns out to have changed.
///
/// `@unchecked Sendable`: written before it is published, never after.
struct DependencyList: BitwiseCopyable, @unchecked Sendable {
    let base: UnsafeMutablePointer<UInt32>?

    static let groupedBit: UInt32 = 1 << 31

    init(base: UnsafeMutablePointer<UInt32>?) {
        self.base = base
    }

    /// In the first word: the list is part of a mapped file.
    static let mappedBit: UInt32 = 1 << 31

    /// Gives the memory back, under the graph's lock.
    func deallocate(to pool: ListPool) {
        guard let base, base.pointee & Self.mappedBit == 0 else { return }
        pool.deallocate(base, count + 1)
    }

    var count: Int {
        guard let base else { return 0 }
        return Int(base.pointee & ~Self.mappedBit)
    }

    subscript(index: Int) -> NodeID { NodeID(raw: entry(index) & ~Self.groupedBit) }

    /// Whether an entry was asked for together with the one before it.
    func isGrouped(_ index: Int) -> Bool { entry(index) & Self.groupedBit != 0 }

    /// One past the last entry that was asked for together with the one at `index`.
    func endOfGroup(at index: Int) -> Int {
        var end = index + 1
        while end < count, isGrouped(end) { end += 1 }
        return end
    }

    private func entry(_ index: Int) -> UInt32 {
        guard let base, index < count else { preconditionFailure("an entry of the list") }
        return base[index + 1]
    }
}
