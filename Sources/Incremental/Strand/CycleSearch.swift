/// Looks for a strand that would wait for itself.
///
/// Only a strand that is about to block can close a cycle, so the search is made then, under the
/// lock that blocks it: two strands that block at the same moment are put in an order, and the
/// second sees the first. Looking at one's own claims alone would miss cycles that go through
/// several strands, which would then wait for each other for ever.
///
/// There is a cycle if the strand that has the wanted node waits, directly or not, for the one that
/// asks. The search goes from both ends, an edge at a time, and ends when one of them has nowhere
/// left to go: near the root few wait for a strand which itself waits for much, near the leaves it
/// is the other way round, and either search alone took an eighth of a build's time.
/// - Downwards, from the holder of the wanted node: a blocked strand waits for the holder of
///   another claim, or for its blocked children. One that runs waits for nothing.
/// - Upwards, from the strand that asks: its parent waits for it, and whoever waits for its claims.
///
/// If they meet, the cycle is read off the claims of the strands on the way down:
/// ```
///   A:  claims [ a, b ]     waits for d, which C has
///   C:  claims [ c, d, e ]  asks for a          cycle: a -> b -> d -> e
/// ```
struct CycleSearch {
    let graph: Graph

    /// The nodes of the cycle that `requester`, which has just been blocked on a node, would close,
    /// from that node on; nil if there is none.
    func cycle(closedBy requester: Strand, in ledger: inout Ledger) -> [NodeID]? {
        guard let wanted = requester.wanted else {
            preconditionFailure("a strand that closes a cycle wants a node")
        }
        let marks = ledger.nextSearchMarks()
        var down = Descent(from: graph.holder(of: wanted, ledger), mark: marks.down)
        var up = Ascent(from: requester, mark: marks.up)
        while true {
            if down.meets(marks.up, graph, ledger) { break }
            if down.isExhausted { return nil }
            if up.meets(marks.down, graph, ledger) { break }
            if up.isExhausted { return nil }
        }
        return Way(graph: graph).cycle(from: wanted, to: requester, in: ledger)
    }
}

/// The strands that a strand waits for, one edge a step.
private struct Descent {
    private let mark: UInt64
    private var pending: [Unmanaged<Strand>]
    /// Blocked children, each with the siblings after it.
    private var children: [Unmanaged<Strand>] = []
    private(set) var isExhausted = false

    init(from strand: Strand, mark: UInt64) {
        self.mark = mark
        pending = [.passUnretained(strand)]
    }

    /// Visits the next strand.
    ///
    /// - Returns: Whether the other search, which leaves `other` where it goes, has been there.
    mutating func meets(_ other: UInt64, _ graph: Graph, _ ledger: borrowing Ledger) -> Bool {
        guard let next = pending.popLast() ?? nextChild() else {
            isExhausted = true
            return false
        }
        return next._withUnsafeGuaranteedRef { strand in
            if strand.searchMark == other { return true }
            guard strand.searchMark != mark else { return false }
            strand.searchMark = mark
            if let wanted = strand.wanted {
                pending.append(.passUnretained(graph.holder(of: wanted, ledger)))
            }
            if let first = strand.firstBlocked { children.append(.passUnretained(first)) }
            return false
        }
    }

    private mutating func nextChild() -> Unmanaged<Strand>? {
        guard let child = children.popLast() else { return nil }
        child._withUnsafeGuaranteedRef {
            if let sibling = $0.nextBlocked { children.append(.passUnretained(sibling)) }
        }
        return child
    }
}

/// The strands that wait for a strand, one edge a step.
private struct Ascent {
    private let mark: UInt64
    private var pending: [Unmanaged<Strand>]
    private var current: Unmanaged<Strand>?
    private var claim = 0
    private(set) var isExhausted = false

    init(from strand: Strand, mark: UInt64) {
        self.mark = mark
        pending = [.passUnretained(strand)]
    }

    /// Visits the next strand, or looks whether somebody waits for the next of its claims.
    ///
    /// The claims may be read: they are the requester's own, or those of a strand that is blocked.
    ///
    /// - Returns: Whether the other search, which leaves `other` where it goes, has been there.
    mutating func meets(_ other: UInt64, _ graph: Graph, _ ledger: borrowing Ledger) -> Bool {
        guard let current else {
            guard let next = pending.popLast() else {
                isExhausted = true
                return false
            }
            return next._withUnsafeGuaranteedRef { strand in
                if strand.searchMark == other { return true }
                guard strand.searchMark != mark else { return false }
                strand.searchMark = mark
                if let parent = strand.parent { pending.append(.passUnretained(parent)) }
                self.current = next
                claim = 0
                return false
            }
        }
        current._withUnsafeGuaranteedRef { strand in
            guard claim < strand.claims.count else {
                self.current = nil
                return
            }
            let node = strand.claims.elements(from: claim)[0].node
            claim += 1
            guard graph.node(node).pointee.load().isAwaited else { return }
            for waiter in ledger.waiters[node] ?? [] {
                pending.append(.passUnretained(waiter.strand))
            }
        }
        return false
    }
}

/// The way down from a node to a strand that waits for itself through it.
private struct Way {
    let graph: Graph

    private struct Step {
        let strand: Strand
        /// The claim through which the path enters the strand; nil for a child: the first one.
        let entry: NodeID?
        /// The index of the step before; nil for the first.
        let previous: Int?
    }

    /// The nodes of the shortest cycle from `wanted` on; nil if there is none.
    func cycle(
        from wanted: NodeID, to requester: Strand, in ledger: borrowing Ledger
    ) -> [NodeID]? {
        var steps = [Step(strand: graph.holder(of: wanted, ledger), entry: wanted, previous: nil)]
        var visited: Set<UInt32> = [steps[0].strand.number]
        var next = 0
        while next < steps.count {
            let strand = steps[next].strand
            if strand === requester { return path(to: next, steps) }
            if let wanted = strand.wanted {
                let holder = graph.holder(of: wanted, ledger)
                if visited.insert(holder.number).inserted {
                    steps.append(Step(strand: holder, entry: wanted, previous: next))
                }
            }
            var child = strand.firstBlocked
            while let blocked = child {
                if visited.insert(blocked.number).inserted {
                    steps.append(Step(strand: blocked, entry: nil, previous: next))
                }
                child = blocked.nextBlocked
            }
            next += 1
        }
        return nil
    }

    private func path(to end: Int, _ steps: [Step]) -> [NodeID] {
        var segments: [[NodeID]] = []
        var index: Int? = end
        while let current = index {
            segments.append(steps[current].strand.claimed(from: steps[current].entry))
            index = steps[current].previous
        }
        return segments.reversed().flatMap { $0 }
    }
}

extension Strand {
    /// The nodes this strand has claimed, from `entry` on, else all.
    func claimed(from entry: NodeID?) -> [NodeID] {
        let all = claims.elements(from: 0).map(\.node)
        guard let entry else { return all }
        return Array(all.drop { $0 != entry })
    }
}

extension Graph {
    fileprivate func holder(of id: NodeID, _ ledger: borrowing Ledger) -> Strand {
        ledger.strand(node(id).pointee.load().strand)
    }
}
