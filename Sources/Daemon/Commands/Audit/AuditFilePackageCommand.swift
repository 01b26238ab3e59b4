import ArgumentParser
import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics
import Incremental
import Loading

/// `bld audit file-package`: the packages that files belong to.
struct AuditFilePackageCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "file-package", abstract: "Names the packages that files belong to.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var unused: UnusedTargetOptions

    @Flag(help: "Print JSON.")
    var json = false

    @Argument(help: "Files or folders, relative to the current folder or absolute.")
    var paths: [String] = []

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let rows = try await workspace.ask { context in
                var rows: [(path: String, package: Result<String, Diagnostic>)] = []
                for path in paths {
                    rows.append((path, try await package(of: path, workspace, in: context)))
                }
                return rows
            }
            session.write(json ? jsonText(of: rows) : plainText(of: rows))
            return .exit(.success)
        }
    }

    private func package(
        of path: String, _ workspace: Workspace, in context: borrowing Context
    ) async throws -> Result<String, Diagnostic> {
        let folder = try AbsolutePath(workspace.session.request.workingDirectory)
        guard let project = try folder.resolving(path).relative(to: workspace.root) else {
            return .failure(.error("`\(path)` is outside of the project"))
        }
        let cells = try await context.cells()
        let file = cells.cellPath(of: ProjectPath(unchecked: project.text))
        do {
            return .success(try await context.package(enclosing: file).description)
        } catch let error as Diagnostic {
            return .failure(error)
        }
    }

    private func plainText(
        of rows: [(path: String, package: Result<String, Diagnostic>)]
    ) -> String {
        rows.map { path, package in
            switch package {
            case .success(let label): "\(path): \(label)\n"
            case .failure(let error): "\(path): Error: \(error.message)\n"
            }
        }.joined()
    }

    private func jsonText(
        of rows: [(path: String, package: Result<String, Diagnostic>)]
    ) -> String {
        Daemon.jsonText(
            .object(
                rows.map { path, package in
                    switch package {
                    case .success(let label): (path, .object([("package", .string(label))]))
                    case .failure(let error):
                        (path, .object([("error", .string(error.message))]))
                    }
                }), isPretty: true)
    }
}
