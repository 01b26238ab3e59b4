/// The variables that have certainly been assigned at a point of a program, by slot.
///
/// The first 64, which are all there are in nearly every function, need no allocation.
struct AssignedSet {
    private var low: UInt64 = 0
    private var rest: [UInt64] = []
    /// Whether control never gets here, so that anything may be claimed.
    var isUnreachable = false

    func contains(_ slot: Int) -> Bool {
        if isUnreachable { return true }
        if slot < 64 { return low >> UInt64(slot) & 1 != 0 }
        let word = slot / 64 - 1
        return word < rest.count && rest[word] >> UInt64(slot % 64) & 1 != 0
    }

    mutating func insert(_ slot: Int) {
        if slot < 64 {
            low |= 1 << UInt64(slot)
            return
        }
        let word = slot / 64 - 1
        while rest.count <= word { rest.append(0) }
        rest[word] |= 1 << UInt64(slot % 64)
    }

    mutating func remove(_ slot: Int) {
        if slot < 64 {
            low &= ~(1 << UInt64(slot))
        } else if slot / 64 - 1 < rest.count {
            rest[slot / 64 - 1] &= ~(1 << UInt64(slot % 64))
        }
    }

    /// Keeps what is assigned on both of two paths that meet.
    mutating func formIntersection(_ other: AssignedSet) {
        if other.isUnreachable { return }
        if isUnreachable {
            self = other
            return
        }
        low &= other.low
        rest.removeSubrange(min(rest.count, other.rest.count)...)
        for word in rest.indices { rest[word] &= other.rest[word] }
    }
}
