import BuildModel
import Starlark

/// What `target_name_glob` returns: its `within` is understood by whoever reads the list that it is
/// in, in whose cell it stands.
final class TargetNameGlobObject: NativeObject {
    static let function = NativeFunction(
        "target_name_glob", "name_globs, /, *, within = []"
    ) { arguments, evaluation in
        let globs = try arguments.strings(0)
        guard !globs.isEmpty else {
            throw Failure("`target_name_glob(...)` requires at least one entry in `name_globs`")
        }
        for glob in globs {
            if let problem = TargetNameGlob.problem(of: glob) { throw Failure(problem) }
        }
        return evaluation.object(
            TargetNameGlobObject(globs: globs, scopes: try arguments.strings(1)))
    }

    /// The globs, which are right.
    let globs: [String]
    /// The scopes as written.
    let scopes: [String]

    init(globs: [String], scopes: [String]) {
        self.globs = globs
        self.scopes = scopes
    }

    override var typeName: String { "target_name_glob" }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(TargetNameGlob.call(globs, within: scopes))
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        guard let other = other.native(as: TargetNameGlobObject.self) else { return false }
        return other.globs == globs && other.scopes == scopes
    }

    /// What it means in a file.
    ///
    /// - Throws: A `CoercionError` about a scope.
    func pattern(by coercer: Coercer) throws -> VisibilityPattern {
        let patterns = try scopes.map { text in
            guard text != "PUBLIC" else {
                throw CoercionError(
                    "`PUBLIC` is not a valid `within` scope in `target_name_glob` (it is a target "
                        + "name, not a package pattern); omit `within` to match every package")
            }
            let pattern = try coercer.pattern(text)
            if case .target = pattern {
                throw CoercionError(
                    "Invalid `within` in `target_name_glob`: expected a package pattern (e.g. "
                        + "`//pkg:`) or recursive pattern (e.g. `//pkg/...`), got `\(text)`")
            }
            return pattern
        }
        return .names(TargetNameGlob(globs: globs, scopes: patterns))
    }
}

extension TargetNameGlobObject: PersistentNative {
    static let persistentName = "target_name_glob"

    func encode(to encoder: inout NativeEncoder) throws(SnapshotRefusal) {
        encoder.write(globs)
        encoder.write(scopes)
    }

    static func decode(from decoder: inout NativeDecoder) throws -> NativeObject {
        TargetNameGlobObject(globs: try decoder.strings(), scopes: try decoder.strings())
    }
}
