public import Synchronization

/// One type of keys, as verification, forks and commits see it: what can be done with a node of any
/// kind.
///
/// Functions rather than overridden methods, because they are made where the type of the keys is
/// known and are compiled for it. A method of a generic class is reached through one table for all
/// types, and looks the layout of the type up at every step, at ten times the price.
///
/// `@unchecked Sendable`: the pointer is to a `Sendable` object.
@usableFromInline
struct Kind: @unchecked Sendable {
    /// The type of the keys.
    @usableFromInline let type: ObjectIdentifier

    /// The keys and outcomes: a `KeyTable` of that type, which the functions below keep alive.
    @usableFromInline let table: UnsafeRawPointer

    /// The description of the key in a slot.
    @usableFromInline let describe: @Sendable (UInt32) -> String

    /// The durability of the key in a slot.
    @usableFromInline let durability: @Sendable (UInt32) -> Durability

    /// Computes the key in a slot for the node on top of the strand's claims, and publishes or
    /// releases it.
    ///
    /// Throws if the strand is abandoned; an error of the computation is an outcome.
    @usableFromInline
    let execute: nonisolated(nonsending) @Sendable (UInt32, Strand) async throws -> Void

    /// Whether the outcome in a slot is an error.
    @usableFromInline let isFailure: @Sendable (UInt32) -> Bool

    /// How keys and outputs of the type are kept; nil if they are not.
    @usableFromInline let persistence: KindPersistence?

    /// Destroys the outcome in a slot that nobody can reach any more.
    @usableFromInline let discard: @Sendable (UInt32) -> Void

    /// About how many bytes are freed when the outcome in a slot goes; 0 if it is not to go.
    @usableFromInline let sizeBytes: @Sendable (UInt32) -> Int

    /// The sum of `sizeBytes` over all outcomes.
    @usableFromInline let valueBytes: @Sendable () -> Int

    @inlinable
    init<K: Key>(of type: K.Type, number: UInt16) {
        self.init(table: KeyTable<K>(kind: number, restored: nil), persistence: nil)
    }

    /// A kind with its keys and outcomes.
    @inlinable
    init<K: Key>(table: KeyTable<K>, persistence: KindPersistence?) {
        let type = K.self
        self.persistence = persistence
        isFailure = { table.isFailure($0) }
        self.type = ObjectIdentifier(type)
        self.table = UnsafeRawPointer(Unmanaged.passUnretained(table).toOpaque())
        describe = { table.keys[$0].pointee.key.description }
        durability = { table.keys[$0].pointee.key.durability }
        discard = { table.discard($0) }
        sizeBytes = { table.sizeBytes($0) }
        valueBytes = { table.bytes.load(ordering: .relaxed) }
        execute = { slot, strand in
            try await table.execute(slot, on: strand)
        }
    }
}
