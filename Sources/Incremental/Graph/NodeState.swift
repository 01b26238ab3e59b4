/// The number of a commit.
///
/// The first revision is 1; 0 is before everything.
@usableFromInline typealias Revision = UInt32

/// A node's index in the graph, 31 bits.
@usableFromInline
struct NodeID: Hashable, BitwiseCopyable, Sendable {
    @usableFromInline let raw: UInt32

    @inlinable
    init(raw: UInt32) { self.raw = raw }
}

/// The one word by which strands agree about a node.
/// ```
///   63          32 31         8
///   [ verifiedAt ][  strand   ]
///       7         6       5         4       3       2      1     0
///   [restoring][absent][transient][awaited][claimed][forced][dirty][computed]
/// ```
/// A node is **clean**, hence valid at the live revision whatever that is, when it is computed and
/// neither dirty nor claimed for being so.
///
/// A computed node may be **valueless**: its value was evicted, or has not been read from disk. It
/// is verified, is cut off, and lets its dependents be so without a value. Only a request needs
/// one: it claims the clean node for **restoring**, which reads the value from where it is kept, or
/// computes the key again. Such a claim takes nothing from the node's being clean, nor from its
/// dependents'. So **ready**, which is what a request wants, is clean, not claimed, and with a
/// value.
///
/// Who may change the word:
///
/// - From unclaimed and not clean to claimed: any strand, by compare-and-swap, without a lock.
/// - Everything else: under the graph's lock. So a claimed word changes under the lock only, and
///   the compare-and-swap of a commit can lose against a claim but against nothing else.
@usableFromInline
struct NodeState: BitwiseCopyable, Equatable {
    @usableFromInline var bits: UInt64

    @inlinable
    init(bits: UInt64) { self.bits = bits }

    @inlinable static var computed: UInt64 { 1 << 0 }
    @inlinable static var dirty: UInt64 { 1 << 1 }
    private static let forced: UInt64 = 1 << 2
    @inlinable static var claimed: UInt64 { 1 << 3 }
    private static let awaited: UInt64 = 1 << 4
    private static let transient: UInt64 = 1 << 5
    @inlinable static var absent: UInt64 { 1 << 6 }
    @inlinable static var restoring: UInt64 { 1 << 7 }
    private static let strandShift: UInt64 = 8
    private static let strandMask: UInt64 = 0xFF_FFFF << strandShift

    /// The largest strand number.
    static let lastStrand: UInt32 = 0xFF_FFFF

    /// Has an outcome, of whatever revision.
    var isComputed: Bool {
        get { bits & Self.computed != 0 }
        set { set(Self.computed, newValue) }
    }

    /// Something below it may have changed since `verifiedAt`.
    var isDirty: Bool {
        get { bits & Self.dirty != 0 }
        set { set(Self.dirty, newValue) }
    }

    /// The world below it was said to have changed: looking at its dependencies cannot clear it.
    var isForced: Bool {
        get { bits & Self.forced != 0 }
        set { set(Self.forced, newValue) }
    }

    /// A strand is verifying or computing it.
    var isClaimed: Bool {
        get { bits & Self.claimed != 0 }
        set { set(Self.claimed, newValue) }
    }

    /// Other strands are waiting for the claim to end.
    var isAwaited: Bool {
        get { bits & Self.awaited != 0 }
        set { set(Self.awaited, newValue) }
    }

    /// The outcome is to be forgotten by the next commit.
    var isTransient: Bool {
        get { bits & Self.transient != 0 }
        set { set(Self.transient, newValue) }
    }

    /// The outcome is known by its fingerprint and dependencies; its value is not in memory.
    var isAbsent: Bool {
        get { bits & Self.absent != 0 }
        set { set(Self.absent, newValue) }
    }

    /// The claim was made on a clean node, only to get its value back.
    var isRestoring: Bool {
        get { bits & Self.restoring != 0 }
        set { set(Self.restoring, newValue) }
    }

    /// The number of the strand that has the claim, else 0.
    var strand: UInt32 {
        get { UInt32(truncatingIfNeeded: (bits & Self.strandMask) >> Self.strandShift) }
        set { bits = bits & ~Self.strandMask | UInt64(newValue) << Self.strandShift }
    }

    /// The latest revision at which the outcome was computed or found to be up to date by a strand.
    var verifiedAt: Revision {
        get { UInt32(truncatingIfNeeded: bits >> 32) }
        set { bits = bits & 0xFFFF_FFFF | UInt64(newValue) << 32 }
    }

    /// Valid at the live revision.
    @inlinable var isClean: Bool {
        let known = bits & (Self.computed | Self.dirty | Self.claimed | Self.restoring)
        return known == Self.computed || known == Self.computed | Self.claimed | Self.restoring
    }

    /// Valid at the live revision, with a value that can be read.
    @inlinable var isReady: Bool {
        bits & (Self.computed | Self.dirty | Self.claimed | Self.absent) == Self.computed
    }

    private mutating func set(_ flag: UInt64, _ value: Bool) {
        if value { bits |= flag } else { bits &= ~flag }
    }
}
