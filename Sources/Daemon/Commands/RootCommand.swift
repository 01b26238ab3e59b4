import ArgumentParser
import BuildEvents
import BuildModel
import DaemonProtocol
import Loading

/// `bld root`: where the cell or the project is.
struct RootCommand: SessionCommand {
    /// Whose root is printed.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case cell, project, daemon
    }

    static let configuration = CommandConfiguration(
        commandName: "root",
        abstract: "Prints the root folder of the cell, of the project, or of the daemon's files.")

    @OptionGroup var common: CommonOptions

    @Option(name: .shortAndLong, help: "Whose root: cell, project or daemon.")
    var kind = Kind.cell

    @Option(help: "A folder to look from instead of the current one.")
    var dir: String?

    func run(in session: Session) async throws -> CommandEnding {
        let session = try session.looking(from: dir)
        let root = try session.projectRoot()
        switch kind {
        case .project: session.write("\(root)\n")
        case .daemon:
            let runtime = try RuntimeFolder(environment: session.request.environment)
            session.write("\(runtime.path)\n")
        case .cell:
            let path = try await Workspace.open(for: session, common: common) { workspace in
                let cells = try await workspace.ask { try await $0.cells() }
                let cell = try session.folder(in: cells, root).cell
                return cells.projectPath(of: CellPath(cell: cell, path: .base)) ?? .base
            }
            session.write("\(root.appending(path))\n")
        }
        return .exit(.success)
    }
}

extension Session {
    /// The same session as if it had been started in another folder.
    fileprivate func looking(from folder: String?) throws -> Session {
        guard let folder else { return self }
        var request = request
        request.workingDirectory = try AbsolutePath(request.workingDirectory)
            .resolving(folder).text
        var session = Session(request: request, reply: reply, projects: projects, input: input)
        session.arguments = arguments
        return session
    }
}
