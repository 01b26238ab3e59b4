/// A question that the engine answers at most once per state of the world.
///
/// A key is plain data: two equal keys name the same node of the graph. Its answer may depend on
/// nothing but the key, on what it asked its `Context` for, and, for an input key, on the part of
/// the world which `Transaction.invalidate(_:)` watches for it. Keys stay internal to the module
/// that owns the phase; the question is published as a method in an extension of `Context`.
///
/// The description is what cycles and event logs print: `package(root//hello)`.
public protocol Key: Hashable, Sendable, CustomStringConvertible {
    /// What the key evaluates to.
    associatedtype Output: Sendable

    /// Computes the answer, asking `context` for whatever it needs.
    ///
    /// A conformance may leave out `nonisolated(nonsending)`, and pays about 50 ns for a look at
    /// which executor it is to run on.
    ///
    /// - Parameter context: Valid during this call only. It cannot be captured by a child task; ask
    ///   for several things at once with `all` or `request(pack:)`.
    /// - Returns: The answer, which is kept until one of its dependencies changes.
    /// - Throws: Any error, which is kept exactly like a value unless it is a `TransientError`.
    nonisolated(nonsending) func compute(in context: borrowing Context) async throws -> Output

    /// The identity of an answer, by which recomputing it to the same is seen to change nothing.
    ///
    /// - Returns: A digest that differs whenever a dependent could tell two answers apart, or nil
    ///   (the default), by which every recomputation counts as a change.
    static func fingerprint(_ output: Output) -> Fingerprint?

    /// A hash by whose upper 32 bits the engine finds the key; equal keys have equal ones.
    ///
    /// The default is `hashValue`, which takes about 20 ns even for a number. A key that is a
    /// number or a handle, and asked for very often, does better with ``mixed(_:)``.
    var lookupHash: UInt64 { get }

    /// How seldom the part of the world changes that the key reads, if it asks for nothing.
    ///
    /// The default is `.low`.
    var durability: Durability { get }

    /// What a request for the key evaluates to if it would wait for itself.
    ///
    /// The computation that asks goes on with that value, and its outcome is forgotten by the next
    /// commit. Which of the keys on a cycle is the one asked for twice depends on which was asked
    /// for first; so a key that recovers should come to the same answer from either end, as
    /// reachability does.
    ///
    /// - Parameter cycle: The keys on the way from this one to itself.
    /// - Returns: The value; nil, the default, if the request is to throw `cycle`.
    func valueInCycle(_ cycle: CycleError) -> Output?

    /// About how many bytes of memory an output holds, by which values are evicted when there are
    /// too many of them.
    ///
    /// - Returns: The same for the same output, each time. 0 if the output is never to be evicted,
    ///   because computing it again is too expensive to be done for its value alone. The default is
    ///   64, and 0 for types that hold no memory beyond themselves.
    static func sizeBytes(of output: Output) -> Int
}

extension Key {
    /// No early cutoff.
    public static func fingerprint(_ output: Output) -> Fingerprint? { nil }

    /// The hash of the standard library.
    @inlinable public var lookupHash: UInt64 { UInt64(bitPattern: Int64(hashValue)) }

    /// Spreads the bits of a number over the upper half of the result, in about a nanosecond.
    @inlinable
    public static func mixed(_ number: UInt64) -> UInt64 {
        let product = (number ^ 0xE703_7ED1_A0B4_28DB).multipliedFullWidth(
            by: 0xA076_1D64_78BD_642F)
        return (product.high ^ product.low) &* 0x9E37_79B9_7F4A_7C15
    }

    /// Changes all the time.
    @inlinable public var durability: Durability { .low }

    /// An error.
    @inlinable
    public func valueInCycle(_ cycle: CycleError) -> Output? { nil }

    /// A small guess.
    @inlinable
    public static func sizeBytes(of output: Output) -> Int { _isPOD(Output.self) ? 0 : 64 }
}
