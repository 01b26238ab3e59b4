import BuildModel
import DaemonProtocol
import Diagnostics
import Execution
import Glibc
import Loading

/// Fetches git cells by the `git` of the machine, a folder of the isolation folder for each commit.
struct GitCellFetcher: GitCellSource {
    let root: AbsolutePath
    let layout: ArtifactLayout

    func folder(of cell: GitCell) -> ProjectPath {
        layout.root.appending(RelativePath(unchecked: "external_cells/git/\(cell.commit)"))
    }

    func fetch(_ cell: GitCell) throws {
        let folder = folder(of: cell)
        guard access(root.appending(folder).text, F_OK) != 0 else { return }
        let part = ProjectPath(unchecked: "\(folder).\(getpid()).part")
        let unfinished = root.appending(part)
        let files = ProjectFolder(root: root)
        try files.makeFolder(around: part)
        try files.remove(part)
        let format = cell.objectFormat.map { ["--object-format=\($0)"] } ?? []
        try git(["init", "-q"] + format + [unfinished.text], in: root, of: cell)
        // Not every server gives a commit by its hash; every one gives its branches and tags.
        do {
            try git(
                ["fetch", "-q", "--depth=1", cell.origin, cell.commit], in: unfinished, of: cell)
        } catch is Diagnostic {
            let all = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]
            try git(["fetch", "-q", "-u", cell.origin] + all, in: unfinished, of: cell)
        }
        try git(["checkout", "-q", "--detach", cell.commit], in: unfinished, of: cell)
        try files.remove(part.appending(RelativePath(unchecked: ".git")))
        do {
            try files.move(part, to: folder)
        } catch {
            // Another process has fetched the same commit meanwhile.
            guard access(root.appending(folder).text, F_OK) == 0 else { throw error }
            try files.remove(part)
        }
    }

    private func git(
        _ arguments: [String], in folder: AbsolutePath, of cell: GitCell
    ) throws {
        do {
            try Self.run(["git", "-c", "advice.detachedHead=false"] + arguments, in: folder)
        } catch let error as Diagnostic {
            throw Diagnostic.error(
                "Error fetching the commit `\(cell.commit)` of `\(cell.origin)`: \(error.message)")
        }
    }

    private static func run(_ arguments: [String], in folder: AbsolutePath) throws {
        let environment = CommandRequest.ofThisProcess(arguments: []).environment
        let outcome = try ProcessRunner().run(
            ProcessInvocation(
                arguments: arguments, environment: environment, directory: folder))
        guard outcome.ending == .exited(0) else {
            let text = String(decoding: outcome.standardError, as: UTF8.self)
            throw Diagnostic.error(
                "`\(arguments.joined(separator: " "))` failed: \(text)")
        }
    }
}
