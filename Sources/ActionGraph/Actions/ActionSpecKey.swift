import Analysis
import BuildModel
import ByteCoding
import Diagnostics
import Incremental
import Loading

/// What one action does, as bytes.
///
/// Stands between analysis and performance for two reasons: an analysis that changes leaves alone
/// the actions that stay as they were, and bytes outlive the process, so that an action is
/// performed again without evaluating any Starlark.
struct ActionSpecKey: PersistentOutputKey {
    let action: ActionKey

    init(action: ActionKey) { self.action = action }

    var description: String { "spec(\(action))" }

    func compute(in context: borrowing Context) async throws -> EncodedValue {
        let actions = try await context.analysis(of: action.owner).actions
        guard action.index < actions.count else {
            throw Diagnostic.error("`\(action.owner)` has no action \(action.index) any more")
        }
        return EncodedValue { $0.write(actions[action.index]) }
    }

    static func fingerprint(_ output: EncodedValue) -> Fingerprint? { output.fingerprint }

    static func sizeBytes(of output: EncodedValue) -> Int { 64 + output.bytes.count }

    static let persistentName = "action-spec"

    func write(to writer: inout ByteWriter) { writer.write(action) }

    init(from reader: inout ByteReader) throws(DamagedBytes) { action = try reader.read() }
}

extension Context {
    /// What one action does, with the transitive sets that its command line names.
    borrowing func spec(of action: ActionKey) async throws -> ActionSpec {
        let encoded = try await request(ActionSpecKey(action: action))
        let sets = try await all(encoded.sets.map { TransitiveSetKey(identity: $0) })
        return try encoded.decode(sets.map(\.set)) { reader throws(DamagedBytes) in
            try reader.actionSpec()
        }
    }
}
