import ArgumentParser
import BuildEvents
import BuildModel
import Diagnostics
import Incremental
import Loading

/// `bld audit package-values`: what `PACKAGE` files say about packages.
struct AuditPackageValuesCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "package-values",
        abstract: "Shows the values and the visibility that PACKAGE files give to packages.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var unused: UnusedTargetOptions

    @Argument(help: "Packages, such as //folder or cell//folder.")
    var packages: [String] = []

    func run(in session: Session) async throws -> CommandEnding {
        if packages.isEmpty { session.complain("No packages specified\n") }
        return try await Workspace.open(for: session, common: common) { workspace in
            let members = try await workspace.ask { context in
                let cells = try await context.cells()
                let here = try session.folder(in: cells, workspace.root).cell
                var members: [(name: String, value: JSONContent)] = []
                for text in packages {
                    let label = try cells.package(text, in: here)
                    let package = try await context.superPackage(of: label)
                    members.append((label.description, package.description))
                }
                return members
            }
            session.write(jsonText(.object(members), isPretty: true))
            return .exit(.success)
        }
    }
}

extension CellResolver {
    /// Parses `//folder` or `cell//folder`.
    fileprivate func package(
        _ text: String, in here: CellName
    ) throws -> PackageLabel {
        guard let slashes = text.firstRange(of: "//") else {
            throw Diagnostic.error(
                "`\(text)` is no package; write `//folder` or `cell//folder`")
        }
        let path = try RelativePath(normalizing: String(text[slashes.upperBound...]))
        return PackageLabel(
            cell: try cell(alias: text[..<slashes.lowerBound], in: here), path: path)
    }
}

extension SuperPackage {
    /// Buck2's form: the values, then who sees whom.
    fileprivate var description: JSONContent {
        func content(_ set: Visibility) -> JSONContent {
            guard case .patterns(let patterns) = set else { return .array([.string("PUBLIC")]) }
            return .array(
                patterns.map { pattern in
                    guard case .names(let glob) = pattern else {
                        return .string(pattern.description)
                    }
                    return .object([
                        ("__type", .string("target_name_glob")),
                        ("name_globs", .array(glob.globs.map { .string($0) })),
                        ("within", .array(glob.scopes.map { .string($0.description) })),
                    ])
                })
        }
        let cap: JSONContent =
            switch visibilityCaps.count {
            case 0: content(.everyone)
            case 1: content(visibilityCaps[0])
            default: .object([("intersection", .array(visibilityCaps.map(content)))])
            }
        return .object(
            values.map { ($0.key, $0.json) } + [
                ("visibility", content(visibility)), ("within_view", content(withinView)),
                ("visibility_cap", cap),
            ])
    }
}
