import Synchronization

/// Eviction: gives values up, those first that have not been read for the longest time.
///
/// A node without its value stays what it was: clean or dirty, with its fingerprint, its stamps and
/// its edges, so that changes are cut off as before. A request brings the value back.
///
/// Strands read values without a lock, so values go only while no evaluation of the live revision
/// runs: at the end of the last one, or by a commit, which makes a revision at which nobody asks
/// yet. What evaluations of older revisions may be reading waits for them in `Retirement`; such a
/// reader finds it in the slot it came from, which the node names until another value is there.
struct Eviction {
    /// How much of values may be in memory when nobody asks, in bytes; nil for no limit.
    var limitBytes: Int? {
        didSet { futileBelowBytes = 0 }
    }

    /// What memory is to shrink to as soon as nobody asks.
    var requestedBytes: Int?

    /// After values had to go that cannot: how much there must be before it is tried again.
    private var futileBelowBytes = 0

    /// How many bytes are to be left of `bytes`; nil if all of them may stay.
    mutating func target(from bytes: Int) -> Int? {
        if let requested = requestedBytes {
            requestedBytes = nil
            return requested < bytes ? requested : nil
        }
        guard let limitBytes, bytes > max(limitBytes, futileBelowBytes) else { return nil }
        // Some room, so that not every evaluation ends with a look at all nodes.
        return limitBytes - limitBytes / 4
    }

    /// Notes what was left when `target` bytes were wanted.
    mutating func note(left bytes: Int) {
        guard let limitBytes else { return }
        futileBelowBytes = bytes > limitBytes ? bytes + limitBytes / 4 : 0
    }
}

extension Graph {
    /// About how many bytes of values are in memory, of those that can go.
    var valueBytes: Int {
        (0..<UInt16(kinds.count)).reduce(0) { $0 + kinds[$1].pointee.valueBytes() }
    }

    /// Evicts values if there are too many and nobody can be asking for them.
    ///
    /// Called under the graph's lock. What can go at once is drained from the retirement next.
    func evict(_ ledger: inout Ledger) {
        guard ledger.eviction.limitBytes != nil || ledger.eviction.requestedBytes != nil else {
            return
        }
        let live = live.load(ordering: .relaxed)
        guard !ledger.retirement.hasEvaluations(at: live) else { return }
        let bytes = valueBytes - ledger.retirement.valueBytes
        guard let target = ledger.eviction.target(from: bytes) else { return }

        var left = bytes
        for candidate in candidates() where left > target {
            guard let slot = evict(candidate.node) else { continue }
            let kind = node(candidate.node).pointee.kind
            ledger.retirement.retire(
                Retirement.Value(kind: kind, slot: slot), bytes: candidate.bytes, at: live)
            left -= candidate.bytes
        }
        ledger.eviction.note(left: left)
    }

    /// The nodes whose values can go, those first whose last use is longest ago.
    private func candidates() -> [(node: NodeID, lastUse: UInt32, bytes: Int)] {
        var candidates: [(node: NodeID, lastUse: UInt32, bytes: Int)] = []
        for raw in 0..<UInt32(nodes.count) where nodes.isRead(raw) {
            let id = NodeID(raw: raw)
            let node = node(id)
            guard node.pointee.isEvictable else { continue }
            let slot = node.pointee.value.load(ordering: .relaxed)
            let bytes = kinds[node.pointee.kind].pointee.sizeBytes(slot)
            guard bytes > 0 else { continue }
            candidates.append((id, node.pointee.lastUse.load(ordering: .relaxed), bytes))
        }
        candidates.sort { ($0.lastUse, $0.node.raw) < ($1.lastUse, $1.node.raw) }
        return candidates
    }

    /// Takes the value of a node away, unless a strand of an older revision claims it.
    ///
    /// - Returns: The slot of the value.
    private func evict(_ id: NodeID) -> UInt32? {
        let node = node(id)
        let state = node.pointee.loadOrdered()
        guard state.isComputed, !state.isClaimed else { return nil }
        var evicted = state
        evicted.isAbsent = true
        guard node.pointee.exchange(state, evicted) else { return nil }
        record(.evict, id)
        return node.pointee.value.load(ordering: .relaxed)
    }
}

extension Node {
    /// Whether there is a value which computing the key would bring back.
    fileprivate var isEvictable: Bool {
        let state = load()
        return state.isComputed && !state.isClaimed && !state.isAbsent && !state.isTransient
            && !flags.contains(.injected)
    }
}
