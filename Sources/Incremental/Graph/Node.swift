public import Synchronization

/// One key's place in the graph: a cache line.
/// ```
///    0  state           8   see NodeState
///    8  fingerprint    16   of the outcome, if hasFingerprint
///   24  value           4   slot in the kind's values; `noValue` if it never had one in memory
///   28  changedAt       4   the revision whose outcome differed from the one before
///   32  dependencies    8   what was asked for, in order; see DependencyList
///   40  dependents      8   who asked for this; see DependentList
///   48  key             4   slot in the kind's keys; see `noKey`
///   52  mark            4   scratch of EdgeUpdate
///   56  kind            2
///   58  flags           1   see NodeFlags
///   60  lastUse         4   the number of the evaluation that read the value last
/// ```
/// `state` says who may touch the rest: the claim's holder reads `dependencies`; everything is
/// written under the graph's lock. A superseded strand may still read `value`, `changedAt` and
/// `dependencies` while a newer one writes; what they led to stays alive until no older evaluation
/// runs (`Retirement`).
///
/// All that changes is atomic, also what is used under the lock only, because an assignment to a
/// stored property would formally be an access to the whole node. Relaxed, it costs nothing.
@usableFromInline
struct Node: ~Copyable {
    @usableFromInline let state = Atomic<UInt64>(0)
    private let low = Atomic<UInt64>(0)
    private let high = Atomic<UInt64>(0)
    @usableFromInline let value = Atomic<UInt32>(Node.noValue)
    let changedAt = Atomic<Revision>(0)
    let dependencies = Atomic<UnsafeMutablePointer<UInt32>?>(nil)
    private let dependentsBase = Atomic<UnsafeMutablePointer<UInt32>?>(nil)
    @usableFromInline let key: Atomic<UInt32>
    let mark = Atomic<UInt32>(0)
    let kind: UInt16
    private let flagBits = Atomic<UInt8>(0)
    @usableFromInline let lastUse = Atomic<UInt32>(0)

    /// The slot of a value that is not in memory.
    @inlinable static var noValue: UInt32 { .max }

    @usableFromInline
    init(kind: UInt16, key: UInt32) {
        self.kind = kind
        self.key = Atomic(key)
    }

    /// The slot of a key that has not been read yet from the file which has the node.
    @usableFromInline static var noKey: UInt32 { .max }
}

extension Node {
    /// The fingerprint of the outcome, if it has one.
    ///
    /// Used under the graph's lock.
    var fingerprint: Fingerprint? {
        guard flags.contains(.hasFingerprint) else { return nil }
        return Fingerprint(low: low.load(ordering: .relaxed), high: high.load(ordering: .relaxed))
    }

    /// Replaces the fingerprint.
    func store(_ fingerprint: Fingerprint?) {
        var flags = flags
        flags.set(.hasFingerprint, fingerprint != nil)
        store(flags)
        low.store(fingerprint?.low ?? 0, ordering: .relaxed)
        high.store(fingerprint?.high ?? 0, ordering: .relaxed)
    }

    /// What else is known of the outcome.
    ///
    /// Used under the graph's lock.
    var flags: NodeFlags { NodeFlags(rawValue: flagBits.load(ordering: .relaxed)) }

    /// Replaces the flags.
    func store(_ flags: NodeFlags) { flagBits.store(flags.rawValue, ordering: .relaxed) }

    /// Notes that an evaluation reads the value.
    ///
    /// Written only when it differs, so that workers do not take the line from each other.
    @inlinable
    func use(in evaluation: UInt32) {
        if lastUse.load(ordering: .relaxed) != evaluation {
            lastUse.store(evaluation, ordering: .relaxed)
        }
    }

    /// Who asked for this.
    ///
    /// Used under the graph's lock.
    var dependents: DependentList {
        DependentList(base: dependentsBase.load(ordering: .relaxed))
    }

    /// Replaces the dependents by what was made of them.
    func store(_ list: DependentList) {
        dependentsBase.store(list.base, ordering: .relaxed)
    }

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

/// What is known of a node's outcome besides its state.
struct NodeFlags: OptionSet, BitwiseCopyable {
    let rawValue: UInt8

    /// The outcome has a fingerprint.
    static let hasFingerprint = NodeFlags(rawValue: 1 << 0)
    /// The outcome was set by a commit, so that computing the key would not bring it back.
    static let injected = NodeFlags(rawValue: 1 << 1)

    /// The durability of a node without dependencies.
    var durability: Durability {
        get { Durability(rawValue: rawValue >> 2 & 3) ?? .high }
        set { self = NodeFlags(rawValue: rawValue & ~0b1100 | newValue.rawValue << 2) }
    }

    /// The files have the dependencies that the node has.
    static let edgesAreSaved = NodeFlags(rawValue: 1 << 6)
    /// The node has changed since the graph was saved.
    static let unsaved = NodeFlags(rawValue: 1 << 7)
    /// What is kept on disk.
    static var kept: NodeFlags { NodeFlags(rawValue: 0x3F) }

    /// Adds or removes a flag.
    mutating func set(_ flag: NodeFlags, _ value: Bool) {
        if value { insert(flag) } else { remove(flag) }
    }
}
