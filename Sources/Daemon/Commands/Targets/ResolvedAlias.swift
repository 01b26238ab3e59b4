import BuildModel
import Diagnostics
import Incremental
import Loading
import Query

/// A word of the command line and the target that it names: `targets --resolve-alias`.
struct ResolvedAlias: Sendable {
    /// The word, an alias or a label.
    let alias: String
    /// The target.
    let label: TargetLabel

    /// What is printed of aliases, in their order.
    static func text(of aliases: [ResolvedAlias], _ format: TargetListFormat) -> String {
        guard format.json || format.jsonLines else {
            return aliases.map { "\($0.label)\n" }.joined()
        }
        var writer = TargetRecordWriter(isLines: format.jsonLines)
        let records = aliases.map { alias in
            writer.text(
                of: TargetRecord(members: [
                    ("alias", .string(alias.alias)),
                    ("buck.package", .string(alias.label.package.description)),
                    ("name", .string(alias.label.name)),
                ]))
        }
        return writer.opening + records.joined() + writer.closing
    }
}

extension Workspace {
    /// The targets that words name.
    ///
    /// - Throws: A diagnostic for the first that names no target, or more than one.
    func resolveAliases(_ words: [String]) async throws -> [ResolvedAlias] {
        try await ask { context in
            var resolved: [ResolvedAlias] = []
            for word in words {
                guard case .target(let label) = try await self.parse([word], in: context)[0] else {
                    throw Diagnostic.error(
                        "Invalid alias: `\(word)` does not expand to a single target")
                }
                let package = label.target.package
                let names: [String]
                do {
                    names = try await context.targetNames(of: package)
                } catch {
                    throw error.within(
                        .step("Invalid alias: `\(word)`: Package cannot be evaluated"))
                }
                guard names.contains(label.target.name) else {
                    throw Diagnostic.error(
                        "Invalid alias: `\(word)`: Target does not exist in package: "
                            + "`\(label.target)`"
                            + didYouMean(label.target.name, among: names))
                }
                resolved.append(ResolvedAlias(alias: word, label: label.target))
            }
            return resolved
        }
    }
}
