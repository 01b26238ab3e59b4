public import Synchronization

/// One line of execution: a task, and the nodes it has claimed, each for the sake of the one
/// before.
///
/// A request that finds its node not computed claims it and computes it right there, in the
/// requester's task. So the claims of a strand form a stack:
/// ```
///   claims    [ verify package(//a) ][ execute parse(a/BUCK) ][ execute text(a/BUCK) ]
///   recorded  [                        x  y  z               |                       ]
///                                      what parse has asked for so far
/// ```
/// A strand forks only in `all`, `results`, `request(pack:)` and the verification of what these
/// have recorded: one child strand, in a child task, for each node that needs work.
///
/// `@unchecked Sendable`: the first group of properties is used by the strand's own task, one call
/// at a time since a `Context` cannot leave that task; others read `claims` under the graph's lock
/// while the strand is blocked, when its task does not run (see `CycleSearch`). The second group is
/// used under the graph's lock.
@usableFromInline
final class Strand: @unchecked Sendable {
    @usableFromInline let graphReference: Unmanaged<Graph>
    @usableFromInline let revision: Revision
    /// The number of the evaluation.
    @usableFromInline let evaluation: UInt32
    let parent: Strand?
    /// The services of the evaluation.
    @usableFromInline let resources: Resources
    /// Set when the task of the evaluation is cancelled.
    ///
    /// The task itself knows, but is retained whenever it is asked.
    let cancellation: Cancellation

    // Used by the own task.
    let claims = UnsafeStack<Claim>()
    @usableFromInline let recorded = UnsafeStack<UInt32>()
    /// Why this strand publishes nothing any more: cancelled or superseded.
    private(set) var abandonment: (any Error)?

    /// The cycle that this child strand would have closed; read by its parent when it has ended.
    var cycle: CycleError?

    // Used under the graph's lock.
    var number: UInt32 = 0
    /// The node for whose claim to end this strand waits.
    var wanted: NodeID?
    /// Which search for a cycle has last come here, and from which end.
    var searchMark: UInt64 = 0
    /// The first of the children that are blocked, linked by `nextBlocked`.
    unowned(unsafe) var firstBlocked: Strand?
    unowned(unsafe) var nextBlocked: Strand?
    unowned(unsafe) var previousBlocked: Strand?

    /// A strand at a revision.
    ///
    /// The graph outlives it, since the engine is kept by the evaluation.
    init(
        graph: Graph, revision: Revision, evaluation: UInt32, parent: Strand?,
        resources: Resources, cancellation: Cancellation
    ) {
        self.cancellation = cancellation
        graphReference = .passUnretained(graph)
        self.resources = resources
        self.revision = revision
        self.evaluation = evaluation
        self.parent = parent
    }

    @usableFromInline var graph: Graph { graphReference.takeUnretainedValue() }

    /// Notes that everything this strand is at is to be released.
    func abandon(_ reason: any Error) {
        if abandonment == nil { abandonment = reason }
    }

    /// Whether no commit has come since this strand began.
    @inlinable var isLive: Bool {
        graphReference._withUnsafeGuaranteedRef { $0.live.load(ordering: .acquiring) } == revision
    }

    /// Throws if the strand was cancelled or superseded.
    func checkLive() throws {
        if abandonment == nil {
            if !isLive {
                abandon(SupersededError())
            } else if cancellation.isRequested {
                abandon(CancellationError())
            }
        }
        if let abandonment { throw abandonment }
    }

    /// Says that the computation on top has asked for a node.
    @inlinable
    func record(_ id: NodeID) { recorded.push(id.raw) }

    /// Says that the computation on top has asked for nodes together.
    func record(group ids: [NodeID]) {
        var bit: UInt32 = 0
        for id in ids {
            recorded.push(id.raw | bit)
            bit = DependencyList.groupedBit
        }
    }
}

/// Whether the task of an evaluation has been cancelled, seen by all of its strands.
///
/// Their tasks are cancelled when it is, and never otherwise.
final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    var isRequested: Bool { flag.load(ordering: .relaxed) }

    func request() { flag.store(true, ordering: .relaxed) }
}

/// A node that a strand is verifying or computing.
struct Claim: BitwiseCopyable {
    let node: NodeID
    /// The state that the claim replaced.
    let before: NodeState
    /// While verifying: the index of the dependency to look at next.
    var cursor = 0
    /// Where in `recorded` the requests of its own computation start.
    let base: Int
    /// The outcome is not to outlive the revision.
    var isTransient = false

    init(node: NodeID, before: NodeState, base: Int) {
        self.node = node
        self.before = before
        self.base = base
    }

    /// What computing the node is called.
    var verb: EventLog.Verb {
        if before.isClean { return .restore }
        return before.isComputed ? .recompute : .compute
    }
}
