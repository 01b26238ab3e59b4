import BuildModel
import DaemonProtocol
import Diagnostics
import Glibc
import Loading
import Starlark
import StarlarkTools

/// Finds Starlark files and what they can see: within a project what its files see, elsewhere the
/// names of the language.
struct StarlarkFiles {
    private let session: Session
    /// The project that the command was started in, if it was started in one.
    private let workspace: Workspace?
    private let cells: CellResolver?
    private let buildFileNames: Set<String>

    /// Opens the project of the session, if there is one, for as long as `body` runs.
    ///
    /// - Throws: What is wrong with the project's configuration; what the body throws.
    static func open<Success: Sendable>(
        for session: Session, common: CommonOptions,
        _ body: (StarlarkFiles) async throws -> Success
    ) async throws -> Success {
        let names: Set = ["BUCK", "BUCK.v2", "TARGETS", "TARGETS.v2", "PACKAGE"]
        guard (try? session.projectRoot()) != nil else {
            return try await body(
                StarlarkFiles(session: session, workspace: nil, cells: nil, buildFileNames: names))
        }
        return try await Workspace.open(for: session, common: common) { workspace in
            let (cells, own) = try await workspace.ask { context in
                let cells = try await context.cells()
                return (cells, try await context.buildFileNames(of: cells.rootCell))
            }
            return try await body(
                StarlarkFiles(
                    session: session, workspace: workspace, cells: cells,
                    buildFileNames: names.union(own)))
        }
    }

    /// The names that a file sees without loading them, or why they are not known.
    func globals(for file: StarlarkFile) async throws -> Result<Globals, Diagnostic> {
        guard let workspace, let place = file.place else { return .success(.standard) }
        let isBuildFile = file.kind == .buildFile
        do {
            return .success(
                try await workspace.ask { context in
                    try await context.globals(of: place.cell, inBuildFiles: isBuildFile)
                })
        } catch let diagnostic as Diagnostic {
            return .failure(diagnostic)
        }
    }

    // MARK: Files by path

    /// The files that paths of the command line name; of a folder all below it, in order.
    ///
    /// - Throws: A diagnostic if a path does not exist or cannot be read.
    func files(_ paths: [String]) throws -> [StarlarkFile] {
        var files: [StarlarkFile] = []
        for path in paths {
            let shown = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
            if isFolder(shown) {
                try collect(shown, into: &files)
            } else {
                files.append(try file(shown))
            }
        }
        return files
    }

    private func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : session.request.workingDirectory + "/" + path
    }

    private func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(absolute(path), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Links to folders are not followed, hidden folders and outputs not looked into.
    private func collect(_ folder: String, into files: inout [StarlarkFile]) throws {
        guard let directory = opendir(absolute(folder)) else { throw unreadable(folder) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix("."), name != "buck-out" { names.append(name) }
        }
        closedir(directory)
        for name in names.sorted() {
            let path = folder == "." ? name : folder == "/" ? "/" + name : "\(folder)/\(name)"
            var status = stat()
            guard lstat(absolute(path), &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                try collect(path, into: &files)
            } else if name.hasSuffix(".bzl") || buildFileNames.contains(name) {
                files.append(try file(path))
            }
        }
    }

    private func file(_ path: String) throws -> StarlarkFile {
        let text = try StarlarkModules.read(absolute(path), as: path)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return StarlarkFile(
            path: path, place: place(of: path),
            kind: buildFileNames.contains(name) ? .buildFile : .module, text: text)
    }

    private func unreadable(_ path: String) -> Diagnostic {
        .error("Cannot read `\(path)`: \(String(cString: strerror(errno)))")
    }

    private func place(of path: String) -> CellPath? {
        guard let workspace, let cells,
            let absolute = try? AbsolutePath(absolute(path)),
            let relative = absolute.relative(to: workspace.root)
        else { return nil }
        return cells.cellPath(of: ProjectPath(unchecked: relative.text))
    }

    // MARK: Files by the path of a load

    /// The file that a `load` leads to; nothing if there is none, which is not for tools to report.
    func file(loadedAs path: String, from file: StarlarkFile) async -> StarlarkFile? {
        guard let place = file.place else {
            let path = StarlarkModules.resolve(path, from: file.path)
            return try? self.file(path)
        }
        let folder = CellPath(cell: place.cell, path: place.path.parent ?? .base)
        guard let cells, let target = try? cells.modulePath(path, from: folder) else { return nil }
        return await self.file(at: target)
    }

    /// A `.bzl` file of the project.
    func file(at place: CellPath) async -> StarlarkFile? {
        guard let workspace,
            let text = try? await workspace.ask({ try await $0.text(of: place) })
        else { return nil }
        return StarlarkFile(path: place.description, place: place, kind: .module, text: text)
    }

    /// The place that a label such as `//folder:file.bzl` names, seen from the working directory.
    ///
    /// - Throws: A diagnostic outside of a project, or if it is malformed.
    func place(named label: String) throws -> CellPath {
        guard let workspace, let cells else {
            _ = try session.projectRoot()
            preconditionFailure("a session without a workspace lies in no project")
        }
        let folder = try session.folder(in: cells, workspace.root)
        do {
            return try cells.modulePath(label, from: folder)
        } catch {
            throw Diagnostic.error(error.message)
        }
    }
}
