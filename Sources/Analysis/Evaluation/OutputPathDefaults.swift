import BuildModel
import ByteCoding
import Incremental
import Loading

/// Whether outputs lie in places that follow from their contents, where a rule does not say.
struct OutputPathDefaults: Sendable, Hashable {
    /// Of what `declare_output` declares:
    /// `[buck2] declare_output_has_content_based_path_default`.
    var declared = false
    /// Of what an action declares by naming it: `[buck2] action_has_content_based_path_default`.
    var named = false
}

/// What the root cell's `.buckconfig` says of the places of outputs.
struct OutputPathDefaultsKey: PersistentOutputKey {
    var description: String { "output-path-defaults" }

    func compute(in context: borrowing Context) async throws -> OutputPathDefaults {
        let root = try await context.cells().rootCell
        func isSet(_ name: String, _ context: borrowing Context) async throws -> Bool {
            try await context.config(of: root, "buck2", name + "_has_content_based_path_default")
                == "true"
        }
        return OutputPathDefaults(
            declared: try await isSet("declare_output", context),
            named: try await isSet("action", context))
    }

    static let persistentName = "output-path-defaults"

    init() {}

    init(from reader: inout ByteReader) throws(DamagedBytes) {}

    func write(to writer: inout ByteWriter) {}
}

extension OutputPathDefaults: ByteCodable {
    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(declared: try reader.read(), named: try reader.read())
    }

    func write(to writer: inout ByteWriter) {
        writer.write(declared)
        writer.write(named)
    }
}
