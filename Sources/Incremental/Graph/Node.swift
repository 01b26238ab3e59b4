public import Synchronization

/// One key's place in the graph: a cache line.
/// ```
///    0  state           8   atomic; see NodeState
///    8  fingerprint    16   of the outcome, if hasFingerprint
///   24  value           4   atomic; slot in the kind's values
///   28  changedAt       4   atomic; the revision whose outcome differed from the one before
///   32  dependencies    8   atomic; what was asked for, in order; see DependencyList
///   40  dependents      8   who asked for this; see DependentList
///   48  key             4   slot in the kind's keys
///   52  mark            4   scratch of EdgeUpdate
///   56  kind            2
///   58  hasFingerprint  1
/// ```
/// `state` says who may touch the rest: the claim's holder reads `dependencies`; everything is
/// written under the graph's lock. `value`, `changedAt` and `dependencies` are atomics because a
/// superseded strand may still read them while a newer one writes; what they led to stays alive
/// until no older evaluation runs (`Retirement`).
@usableFromInline
struct Node: ~Copyable {
    @usableFromInline let state = Atomic<UInt64>(0)
    var fingerprint = Fingerprint(low: 0, high: 0)
    @usableFromInline let value = Atomic<UInt32>(0)
    let changedAt = Atomic<Revision>(0)
    let dependencies = Atomic<UnsafeMutablePointer<UInt32>?>(nil)
    var dependents = DependentList()
    let key: UInt32
    var mark: UInt32 = 0
    let kind: UInt16
    var hasFingerprint = false

    @usableFromInline
    init(kind: UInt16, key: UInt32) {
        self.kind = kind
        self.key = key
    }

    deinit {
        DependencyList(base: dependencies.load(ordering: .acquiring)).deallocate()
        dependents.deallocate()
    }
}

extension Node {
    @inlinable
    func load() -> NodeState { NodeState(bits: state.load(ordering: .acquiring)) }

    /// The state, in one order with claims and with changes of the live revision.
    func loadOrdered() -> NodeState {
        NodeState(bits: state.load(ordering: .sequentiallyConsistent))
    }

    /// Replaces the state.
    ///
    /// The caller has the graph's lock, and the node is claimed or no strand could claim it.
    func store(_ new: NodeState) { state.store(new.bits, ordering: .releasing) }

    /// Replaces the state if it still is `old`.
    ///
    /// Sequentially consistent: a claim must be ordered with the look at the live revision after
    /// it, as a commit's change of the live revision is with its marks; see `Strand.claim`.
    func exchange(_ old: NodeState, _ new: NodeState) -> Bool {
        state.compareExchange(
            expected: old.bits, desired: new.bits, ordering: .sequentiallyConsistent
        ).exchanged
    }
}
