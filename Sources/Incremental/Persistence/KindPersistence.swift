public import ByteCoding

/// How keys and outputs of one type are kept, without the type.
///
/// A class, for it is passed on with one count where five functions would have five.
@usableFromInline
final class KindPersistence: Sendable {
    /// Writes the key in a slot.
    @usableFromInline let writeKey: @Sendable (UInt32, inout ByteWriter) -> Void

    /// Reads the key of a node that was read from disk.
    ///
    /// Returns the slot of the key.
    @usableFromInline
    let readKey: @Sendable (UnsafeRawBufferPointer, NodeID, Graph) throws -> UInt32

    /// Reads a key that is new, and makes its node.
    @usableFromInline
    let internKey: @Sendable (UnsafeRawBufferPointer, Graph) throws -> NodeID

    /// Writes the outcome in a slot; false if it is not to be kept.
    @usableFromInline let writeValue: @Sendable (UInt32, inout ByteWriter) -> Bool

    /// Reads an outcome.
    ///
    /// Returns its slot.
    @usableFromInline let readValue: @Sendable (UnsafeRawBufferPointer) throws -> UInt32

    @inlinable
    init<K: PersistentKey>(_ table: KeyTable<K>) {
        writeKey = { slot, writer in table.keys[slot].pointee.key.write(to: &writer) }
        readKey = { bytes, node, graph in
            var reader = ByteReader(bytes)
            let key = try K(from: &reader)
            try reader.end()
            return table.slot(of: key, restoredAs: node, in: graph)
        }
        internKey = { bytes, graph in
            var reader = ByteReader(bytes)
            let key = try K(from: &reader)
            try reader.end()
            return table.intern(key, in: graph)
        }
        writeValue = { slot, writer in
            guard case .success(let output)? = table.values[slot].pointee else { return false }
            return K.write(output, to: &writer)
        }
        readValue = { bytes in
            var reader = ByteReader(bytes)
            let output = try K.readOutput(from: &reader)
            try reader.end()
            return table.keep(.success(output))
        }
    }
}

/// Makes what the engine needs to handle keys of one type; see `PersistentKey.kindMaker`.
public struct PersistentKindMaker: Sendable {
    @usableFromInline let make: @Sendable (UInt16) -> Kind

    @inlinable
    init<K: PersistentKey>(_ type: K.Type) {
        make = { number in
            let table = KeyTable<K>(kind: number) { key, graph in
                graph.persistence?.node(ofKind: number) { key.write(to: &$0) }
            }
            return Kind(table: table, persistence: KindPersistence(table))
        }
    }
}

extension PersistentKey {
    /// The only one there is.
    @inlinable public static var kindMaker: PersistentKindMaker { PersistentKindMaker(Self.self) }
}
