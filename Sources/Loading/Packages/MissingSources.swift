import BuildEvents
import BuildModel
import Diagnostics
import Incremental
import Starlark

/// Whether sources that do not exist fail the package that names them.
///
/// They do unless the command's `BUCK2_HARD_ERROR` says `false`, or names other categories; then
/// whoever reads such a source fails. Only packages that name some ask.
///
/// Source: Buck2's soft error `source_file_missing`.
struct MissingSourcesFailKey: Key {
    static let category = "source_file_missing"

    var description: String { "missing-sources-fail" }

    func compute(in context: borrowing Context) async throws -> Bool {
        let sources = try await context.request(ConfigSourcesKey())
        return SoftErrorPolicy(sources.hardErrors).fails(Self.category, usually: true)
    }

    static func fingerprint(_ output: Bool) -> Fingerprint? {
        Fingerprint(low: output ? 1 : 0, high: 0)
    }
}

extension Context {
    /// Checks that sources below the package's own folder exist and belong to the package.
    ///
    /// - Throws: A diagnostic about the first that fails it.
    borrowing func check(
        _ pending: [SourceRegister.Pending], of package: PackageLabel
    ) async throws {
        let statuses = try await all(
            pending.map { SourceStatusKey(package: package, path: $0.path) })
        for (source, status) in zip(pending, statuses) {
            guard let error = status.error(source.path, in: package, allowsDirectory: false)
            else { continue }
            let failure = source.owner.failure(error.inside("Error coercing \"\(source.path)\""))
            if status.isAbsent, try await !request(MissingSourcesFailKey()) {
                tolerate(failure.line)
                continue
            }
            var diagnostic = failure.diagnostic
            diagnostic.span = source.owner.span
            throw diagnostic
        }
    }

    /// Tells of a source that does not exist and is let pass.
    borrowing func tolerate(_ message: String) {
        let error = SoftError(MissingSourcesFailKey.category, message)
        try? softErrors.report(error)
    }
}

extension SourceStatus {
    /// Whether the package has no such file, wherever else it may be.
    var isAbsent: Bool {
        switch self {
        case .missing, .inside: true
        case .file, .directory: false
        }
    }
}
