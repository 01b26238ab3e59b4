/// What strands and commits share besides the nodes' states, under one lock: the graph's.
///
/// The lock is held for one transition (a publication, a release, a wait, a commit's marks) and
/// never across a suspension or a call of anything a module above has written, except descriptions.
/// Lock order: the graph's lock, then a kind's locks.
struct Ledger {
    /// The strands by their numbers; number 0 is nobody's.
    private(set) var strands: [Strand?] = [nil]
    private var freeNumbers: [UInt32] = []

    /// Who waits for the end of a claim.
    var waiters: [NodeID: [Waiter]] = [:]

    /// Nodes whose outcome the next commit forgets.
    var transients: [NodeID] = []

    /// How many evaluations have begun: what the last use of a value is told by.
    private var evaluations: UInt32 = 0

    /// How many searches for a cycle there have been.
    private var searches: UInt64 = 0

    var edges = EdgeUpdate()
    var retirement = Retirement()
    var eviction = Eviction()

    /// What nobody can be reading any more.
    mutating func drain() -> [Retirement.Value] { retirement.drain(to: edges.pool) }

    /// Gives a strand its number.
    mutating func register(_ strand: Strand) {
        if let number = freeNumbers.popLast() {
            strand.number = number
            strands[Int(number)] = strand
            return
        }
        precondition(strands.count <= Int(NodeState.lastStrand), "fewer than 16 million strands")
        strand.number = UInt32(strands.count)
        strands.append(strand)
    }

    /// The number of a new evaluation.
    mutating func nextEvaluation() -> UInt32 {
        evaluations &+= 1
        return evaluations
    }

    /// What the two ends of a new search for a cycle leave on the strands they visit.
    mutating func nextSearchMarks() -> (down: UInt64, up: UInt64) {
        searches += 1
        return (2 * searches, 2 * searches + 1)
    }

    /// Takes the number of a strand back.
    mutating func unregister(_ strand: Strand) {
        strands[Int(strand.number)] = nil
        freeNumbers.append(strand.number)
    }

    /// The strand that has a claim.
    func strand(_ number: UInt32) -> Strand {
        guard let strand = strands[Int(number)] else {
            preconditionFailure("a claim is held by a registered strand")
        }
        return strand
    }
}
