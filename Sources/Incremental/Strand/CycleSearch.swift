/// Looks for a strand that would wait for itself.
///
/// Only a strand that is about to block can close a cycle, so the search is made then, under the
/// lock that blocks it: two strands that block at the same moment are put in an order, and the
/// second sees the first. Looking at one's own claims alone would miss cycles that go through
/// several strands, which would then wait for each other for ever.
///
/// From the strand that has the wanted node, the search follows what each blocked strand waits for:
/// the holder of another claim, or its blocked children. A strand that runs ends the path. If the
/// path comes back to the strand that asks, the cycle is read off the claims of the strands on it:
/// ```
///   A:  claims [ a, b ]     waits for d, which C has
///   C:  claims [ c, d, e ]  asks for a          cycle: a -> b -> d -> e
/// ```
struct CycleSearch {
    let graph: Graph

    private struct Step {
        let strand: Strand
        /// The claim through which the path enters the strand; nil for a child: the first one.
        let entry: NodeID?
        /// The index of the step before; nil for the first.
        let previous: Int?
    }

    /// The nodes of the cycle that `requester`, which has just been blocked on a node, would close,
    /// from that node on; nil if there is none.
    func cycle(closedBy requester: Strand, in ledger: borrowing Ledger) -> [NodeID]? {
        guard let wanted = requester.wanted else {
            preconditionFailure("a strand that closes a cycle wants a node")
        }
        var steps = [Step(strand: holder(of: wanted, ledger), entry: wanted, previous: nil)]
        var visited: Set<UInt32> = [steps[0].strand.number]
        var next = 0
        while next < steps.count {
            let strand = steps[next].strand
            if strand === requester { return path(to: next, steps) }
            if let wanted = strand.wanted {
                let holder = holder(of: wanted, ledger)
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

    private func holder(of id: NodeID, _ ledger: borrowing Ledger) -> Strand {
        ledger.strand(graph.node(id).pointee.load().strand)
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
