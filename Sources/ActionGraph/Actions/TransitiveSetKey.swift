import Analysis
import BuildModel
import ByteCoding
import Diagnostics
import Incremental
import Loading

/// One node of a transitive set, as bytes: its value, and the identities of its children.
struct TransitiveSetNodeKey: PersistentOutputKey {
    let identity: CommandLineSet.Identity

    init(identity: CommandLineSet.Identity) { self.identity = identity }

    var description: String { "set-node(\(identity.owner) #\(identity.index))" }

    func compute(in context: borrowing Context) async throws -> EncodedValue {
        let sets = try await context.analysis(of: identity.owner).sets
        guard identity.index < sets.count else {
            throw Diagnostic.error("`\(identity.owner)` has no set \(identity.index) any more")
        }
        let node = sets[identity.index]
        return EncodedValue { writer in
            writer.bytes.write(node.value != nil)
            if let value = node.value { writer.write(value) }
            writer.write(node.children) { $0.write($1) }
        }
    }

    static func fingerprint(_ output: EncodedValue) -> Fingerprint? { output.fingerprint }

    static func sizeBytes(of output: EncodedValue) -> Int { 64 + output.bytes.count }

    static let persistentName = "set-node"

    func write(to writer: inout ByteWriter) { writer.write(model: { $0.write(identity) }) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        identity = try reader.model { reader throws(DamagedBytes) in
            try reader.setIdentity()
        }
    }
}

/// A transitive set with all that is below it, and what stands for all of that.
struct TransitiveSet: Sendable {
    let set: CommandLineSet
    let fingerprint: Fingerprint
}

/// A transitive set, put together of its nodes.
///
/// Command lines hold sets by reference and visit each node once, so there must be one object for
/// each identity: its value is never evicted, and it is put together again after a restart.
struct TransitiveSetKey: PersistentKey {
    let identity: CommandLineSet.Identity

    init(identity: CommandLineSet.Identity) { self.identity = identity }

    var description: String { "set(\(identity.owner) #\(identity.index))" }

    func compute(in context: borrowing Context) async throws -> TransitiveSet {
        let node = try await context.request(TransitiveSetNodeKey(identity: identity))
        let parts = try await context.all(node.sets.map { TransitiveSetKey(identity: $0) })
        let set = try node.decode(parts.map(\.set)) { reader throws(DamagedBytes) in
            let value = try reader.bytes.bool() ? try reader.line() : nil
            let children = try reader.list { reader throws(DamagedBytes) in try reader.set() }
            return CommandLineSet(value: value, children: children, identity: identity)
        }
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(node.fingerprint)
        for part in parts { fingerprinter.combine(part.fingerprint) }
        return TransitiveSet(set: set, fingerprint: fingerprinter.finish())
    }

    static func fingerprint(_ output: TransitiveSet) -> Fingerprint? { output.fingerprint }

    static func sizeBytes(of output: TransitiveSet) -> Int { 0 }

    static let persistentName = "set"

    func write(to writer: inout ByteWriter) { writer.write(model: { $0.write(identity) }) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        identity = try reader.model { reader throws(DamagedBytes) in
            try reader.setIdentity()
        }
    }
}
