import Analysis
import BuildModel
import Diagnostics
import Incremental
import Loading

/// What one action does.
///
/// Stands between analysis and performance for two reasons: an analysis that changes leaves alone
/// the actions that stay as they were, and a spec is plain data, which outlives the process, so
/// that an action is performed again without evaluating any Starlark.
struct ActionSpecKey: PersistentKey {
    let action: ActionKey

    init(action: ActionKey) { self.action = action }

    var description: String { "spec(\(action))" }

    func compute(in context: borrowing Context) async throws -> ActionSpec {
        let actions = try await context.analysis(of: action.owner).actions
        guard action.index < actions.count else {
            throw Diagnostic.error("`\(action.owner)` has no action \(action.index) any more")
        }
        return actions[action.index]
    }

    /// Stands for the bytes that are kept.
    static func fingerprint(_ output: ActionSpec) -> Fingerprint? {
        var writer = ByteWriter()
        writer.write(model: { $0.write(output) })
        return Fingerprinter.fingerprint(of: writer.bytes)
    }

    static let persistentName = "action-spec"

    func write(to writer: inout ByteWriter) { writer.write(action) }

    init(from reader: inout ByteReader) throws(DamagedBytes) { action = try reader.actionKey() }

    static func write(_ output: ActionSpec, to writer: inout ByteWriter) -> Bool {
        writer.write(model: { $0.write(output) })
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> ActionSpec {
        try reader.model { reader throws(DamagedBytes) in try reader.actionSpec() }
    }
}
