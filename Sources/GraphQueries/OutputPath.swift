import BuildModel
import Diagnostics

/// A path below `buck-out`, taken apart.
///
/// ```text
/// buck-out/<isolation>/art/<cell>/<configuration hash>/<package>/__<name>__/<path>
/// buck-out/<isolation>/art/<cell>/<package>/__<name>__/<content hash>/<path>
/// ```
/// `art` stands for `gen` too, as Buck2 calls the folder in some releases.
struct OutputPath {
    /// The target whose rule declares the output.
    let target: TargetLabel
    /// The hash of its configuration; nil where the path has that of the content instead.
    let configurationHash: String?
    /// The path below the target's folder.
    let path: RelativePath

    /// Takes a path apart.
    ///
    /// - Throws: A diagnostic if it does not have that form.
    init(parsing text: String, _ cells: CellResolver) throws(Diagnostic) {
        var parts = text.split(separator: "/").map(String.init)[...]
        guard parts.popFirst() == "buck-out" else {
            throw .error("Path does not start with buck-out: `\(text)`")
        }
        guard parts.popFirst() != nil else {
            throw .error("Path does not have an isolation dir: `\(text)`")
        }
        let malformed = Diagnostic.error(
            "Malformed buck-out path. Expected format: `buck-out/<isolation>/art/<cell>/"
                + "<configuration hash>/<package>/__<name>__/<output>`. Actual path was: `\(text)`")
        let prefix = parts.popFirst() ?? ""
        let others = ["tmp", "test", "art-anon", "gen-anon", "art-bxl", "gen-bxl"]
        guard ["gen", "art"].contains(prefix) || others.contains(prefix) else { throw malformed }
        guard let cell = parts.popFirst() else { throw malformed }
        guard cells.cell(CellName(unchecked: cell)) != nil else {
            throw malformed.adding(note: "unknown cell name: `\(cell)`")
        }
        guard !others.contains(prefix) else {
            throw .error(
                "BXL, anonymous target, test, and tmp artifacts are not supported for audit "
                    + "output. Only rule output artifacts are supported. Path: `\(text)`")
        }
        let hash = parts.first.flatMap { Self.isHash($0) ? $0 : nil }
        if hash != nil { parts.removeFirst() }
        guard let start = parts.firstIndex(where: { $0.hasPrefix("__") }),
            let end = parts[start...].firstIndex(where: { $0.hasSuffix("__") })
        else { throw malformed.adding(note: "no part of it is the name of a target, `__name__`") }
        let name = parts[start...end].joined(separator: "/").dropFirst(2).dropLast(2)
        var rest = parts[(end + 1)...]
        if let first = rest.first, Self.isHash(first) {
            guard hash == nil else {
                throw malformed.adding(note: "it has the hash of a configuration and of a content")
            }
            rest.removeFirst()
        } else if hash == nil {
            throw malformed.adding(
                note: "it has neither the hash of a configuration nor that of a content")
        }
        let package = PackageLabel(
            cell: CellName(unchecked: cell),
            path: RelativePath(unchecked: parts[..<start].joined(separator: "/")))
        target = TargetLabel(package: package, name: String(name))
        configurationHash = hash
        path = RelativePath(unchecked: rest.joined(separator: "/"))
    }

    private static func isHash(_ text: String) -> Bool {
        text.utf8.count == 16 && text.allSatisfy(\.isHexDigit)
    }
}
