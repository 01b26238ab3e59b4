import ArgumentParser
import BuildEvents
import BuildModel
import Diagnostics
import Glibc
import Incremental
import Loading

/// `bld audit includes`: the files that build files load, directly or not.
struct AuditIncludesCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "includes",
        abstract: "Lists the files that build files load, directly and by way of others.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var unused: UnusedTargetOptions

    @Flag(help: "Print JSON.")
    var json = false

    @Argument(help: "Build files, relative to the root of the current cell or absolute.")
    var files: [String] = []

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let results = try await workspace.ask { context in
                var results: [(file: String, includes: Result<[String], any Error>)] = []
                for file in files where !results.contains(where: { $0.file == file }) {
                    do {
                        let paths = try await includes(of: file, workspace, in: context)
                        results.append((file, .success(paths)))
                    } catch is SupersededError {
                        throw SupersededError()
                    } catch {
                        results.append((file, .failure(error)))
                    }
                }
                return results
            }
            session.write(json ? jsonText(results) : plainText(results))
            var code = CommandExitCode.success
            for (_, result) in results {
                if case .failure(let error) = result { code = session.report(error) }
            }
            return .exit(code)
        }
    }

    private func includes(
        of file: String, _ workspace: Workspace, in context: borrowing Context
    ) async throws -> [String] {
        let cells = try await context.cells()
        let cell = try workspace.session.folder(in: cells, workspace.root).cell
        let base = cells.projectPath(of: CellPath(cell: cell, path: .base)) ?? .base
        let path = try workspace.root.appending(base).resolving(file)
        guard let project = canonical(path).relative(to: canonical(workspace.root)),
            let folder = project.parent
        else { throw Diagnostic.error("`\(file)` is no file of the project") }
        let owner = cells.cellPath(of: ProjectPath(unchecked: folder.text))
        let label = PackageLabel(cell: owner.cell, path: owner.path)
        let package = try await context.package(at: label)
        guard package.buildFile.path.name == project.name else {
            throw Diagnostic.error(
                "The build file of package `\(label)` is `\(package.buildFile.path.name)`, "
                    + "not `\(project.name)`")
        }
        return try await context.allLoads(of: package).map { path in
            let project = cells.projectPath(of: path)
            return project.map { workspace.root.appending($0).text } ?? path.description
        }
    }

    private func canonical(_ path: AbsolutePath) -> AbsolutePath {
        guard let resolved = realpath(path.text, nil) else { return path }
        defer { free(resolved) }
        return (try? AbsolutePath(String(cString: resolved))) ?? path
    }

    private func plainText(
        _ results: [(file: String, includes: Result<[String], any Error>)]
    ) -> String {
        results.map { file, result in
            switch result {
            case .success(let paths): "# \(file)\n\n" + paths.map { $0 + "\n" }.joined()
            case .failure: "! \(file)\n\n"
            }
        }.joined()
    }

    private func jsonText(
        _ results: [(file: String, includes: Result<[String], any Error>)]
    ) -> String {
        if results.count == 1, case .success(let paths) = results[0].includes {
            return Daemon.jsonText(.array(paths.map { .string($0) }), isPretty: true)
        }
        return Daemon.jsonText(
            .object(
                results.map { file, result in
                    switch result {
                    case .success(let paths):
                        (file, .object([("includes", .array(paths.map { .string($0) }))]))
                    case .failure(let error): (file, .object([("$error", .string("\(error)"))]))
                    }
                }), isPretty: true)
    }
}
