import BuildModel
import DaemonProtocol
import Diagnostics
import Execution
import Glibc
import Incremental
import Loading
import Storage

/// Puts what files of arguments say in place of the words `@file` and `--flagfile file`.
///
/// A file has a word a line; it can name others, relative to where the command was started, too.
/// Lines that begin with `--#` are comments. What follows `--` is left alone.
struct ArgumentExpansion {
    private let session: Session
    private let folder: AbsolutePath
    private var project: (root: AbsolutePath, cells: CellResolver)?
    private var words: [ExpandedArguments.Word] = []

    private init(_ session: Session) throws {
        self.session = session
        folder = try AbsolutePath(session.request.workingDirectory)
    }

    /// The command line of a session with all files of arguments replaced.
    ///
    /// - Throws: A diagnostic about a file; what goes wrong with the project's cells.
    static func expanding(_ session: Session) async throws -> ExpandedArguments {
        let words = session.request.arguments
        guard words.contains(where: isSpecial) else { return ExpandedArguments(literal: words) }
        var expansion = try ArgumentExpansion(session)
        try await expansion.add(words, from: nil)
        var expanded = ExpandedArguments(literal: [])
        expanded.words = expansion.words
        return expanded
    }

    private static func isSpecial(_ word: String) -> Bool {
        word.hasPrefix("@") || word == "--flagfile" || word.hasPrefix("--#")
    }

    private mutating func add(_ texts: [String], from file: ArgumentFile?) async throws {
        var rest = texts[...]
        while let text = rest.popFirst() {
            if text == "--flagfile" {
                guard let name = rest.popFirst() else {
                    throw Diagnostic.error("Missing flag file path after --flagfile argument")
                }
                try await addFile(name, from: file)
            } else if text.hasPrefix("@") {
                guard text != "@" else {
                    throw Diagnostic.error(
                        "No flag file path after @ symbol in argfile argument")
                }
                try await addFile(String(text.dropFirst()), from: file)
            } else if text == "--" {
                let all = [text] + rest
                words += all.map { ExpandedArguments.Word(text: $0, file: file) }
                return
            } else if !text.hasPrefix("--#") {
                words.append(ExpandedArguments.Word(text: text, file: file))
            }
        }
    }

    private mutating func addFile(_ name: String, from parent: ArgumentFile?) async throws {
        guard name != "-" else {
            throw Diagnostic.error(
                "Standard input can be named on the command line only, not in a file of arguments")
        }
        let (file, path) = try await find(name, parent)
        var other = parent
        while let current = other {
            guard current.text != file.text else {
                throw Diagnostic.error(
                    "`\(file.text)` includes itself by way of `\(parent?.text ?? file.text)`")
            }
            other = current.parent
        }
        try await add(try await lines(of: file, at: path, called: name), from: file)
    }

    // MARK: Finding

    /// What a name leads to.
    private mutating func find(
        _ name: String, _ parent: ArgumentFile?
    ) async throws -> (file: ArgumentFile, path: AbsolutePath) {
        let parts = name.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let (text, flavor) = (String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
        let written: AbsolutePath
        if let slashes = text.firstRange(of: "//"), !text.hasPrefix("/") || text.hasPrefix("//") {
            written = try await path(
                cell: String(text[..<slashes.lowerBound]), String(text[slashes.upperBound...]),
                in: name)
        } else {
            written = try await plainPath(text, in: name)
        }
        guard let path = AbsolutePath(resolvingLinksOf: written) else {
            throw missing(text, near: written, in: name)
        }
        var place = ArgumentFile.Place.external(path)
        if let root = try? session.projectRoot(), let inside = path.relative(to: root) {
            let cells = try await cells(called: name).cells
            place = .cell(cells.cellPath(of: ProjectPath(unchecked: inside.text)))
        }
        return (ArgumentFile(place: place, flavor: flavor, parent: parent), path)
    }

    /// A path that is absolute, relative to the current folder or else to the root of its cell.
    private mutating func plainPath(_ text: String, in name: String) async throws -> AbsolutePath {
        let path = try folder.resolving(text)
        guard !text.hasPrefix("/"), access(path.text, F_OK) != 0 else { return path }
        guard let below = try? await self.path(cell: "", text, in: name),
            access(below.text, F_OK) == 0
        else { throw missing(text, near: path, in: name) }
        session.complain(
            "WARNING: `@\(text)` was specified, but not found. Using file at `//\(text)`.\n")
        return below
    }

    private mutating func path(
        cell alias: String, _ text: String, in name: String
    ) async throws -> AbsolutePath {
        let (root, cells) = try await cells(called: name)
        do throws(LabelError) {
            let here = cells.cellPath(
                of: ProjectPath(unchecked: (folder.relative(to: root) ?? .base).text))
            let cell = try cells.cell(alias: alias, in: here.cell)
            let path = CellPath(cell: cell, path: try RelativePath(normalizing: text))
            guard let project = cells.sourcePath(of: path) else {
                throw LabelError(
                    .unknownCell, "The files of cell `\(cell)` lie in no folder of the project")
            }
            return root.appending(project)
        } catch {
            throw Diagnostic.error("Error resolving flagfile `\(name)`: \(error.message)")
        }
    }

    /// The cells as the project's files declare them, which no argument changes.
    private mutating func cells(
        called name: String
    ) async throws -> (root: AbsolutePath, cells: CellResolver) {
        if let project { return project }
        let root = try session.projectRoot()
        var resources = Resources()
        resources[SourceTreeResource.self] = DiskSourceTree(projectRoot: root)
        resources[GitCellResource.self] = GitCellFetcher(
            root: root, layout: try session.layout(isolationFolder: nil))
        let engine = Engine(resources: resources, workers: 1)
        let sources = try ConfigOptions.machineSources(of: session.request)
        let bundled = try BundledCells.folders(in: session.request.environment)
        engine.commit {
            $0.setConfigSources(sources)
            $0.setBundledCellFolders(bundled)
        }
        let found = (root, try await engine.withContext { try await $0.cells() })
        project = found
        return found
    }

    private func missing(
        _ text: String, near path: AbsolutePath, in name: String
    ) -> Diagnostic {
        let tree = DiskSourceTree(projectRoot: .root)
        let names = (try? tree.list(.external(path.parent)))?.entries.map(\.name) ?? []
        return .error(
            "Error resolving flagfile `\(name)`: Unable to read flag file at `\(text)`"
                + didYouMean(String(path.name), among: names))
    }

    // MARK: Reading

    private func lines(
        of file: ArgumentFile, at path: AbsolutePath, called name: String
    ) async throws -> [String] {
        let bytes: [UInt8]
        if file.isProgram {
            bytes = try await output(of: file, at: path)
        } else {
            guard let read = FileText.read(path.text) else {
                throw Diagnostic.error(
                    "Unable to read flag file at `\(file.text.dropFirst())`: "
                        + String(cString: strerror(errno)))
            }
            bytes = read
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Diagnostic.error(
                file.isProgram
                    ? "Python mode file `\(file.text.dropFirst())` output is not UTF-8"
                    : "Unable to read line in flag file `\(file.text.dropFirst())`: not UTF-8")
        }
        return text.split(whereSeparator: \.isNewline).map(String.init)
    }

    /// What a program in Python prints.
    private func output(of file: ArgumentFile, at path: AbsolutePath) async throws -> [UInt8] {
        var environment = session.request.environment
        environment["BUCK2_ARG_FILE"] = "1"
        let flavor = file.flavor.map { ["--flavors", $0] } ?? []
        let executor = LocalExecutor(projectRoot: folder, slots: JobSlots(count: 1))
        let result = try await executor.execute(
            CommandRequest(
                arguments: ["python3", path.text] + flavor, environment: environment))
        guard result.succeeded else {
            let text = String(decoding: result.outcome.standardError, as: UTF8.self)
            throw Diagnostic.error(
                "Python argfile at `\(file.text.dropFirst())` exited with non-zero status, "
                    + "stderr: \(text)")
        }
        return result.outcome.standardOutput
    }
}

extension AbsolutePath {
    /// The path without symbolic links; nil if nothing is there.
    init?(resolvingLinksOf path: AbsolutePath) {
        guard let resolved = realpath(path.text, nil) else { return nil }
        defer { free(resolved) }
        guard let found = try? AbsolutePath(String(cString: resolved)) else { return nil }
        self = found
    }
}
