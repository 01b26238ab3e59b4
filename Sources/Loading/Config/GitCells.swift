public import BuildModel
import Diagnostics
public import Incremental

/// Where the files of a cell come from: a commit of a git repository.
public struct GitCell: Sendable, Hashable {
    /// The URL of the repository.
    public let origin: String
    /// The whole hash of the commit.
    public let commit: String
    /// `sha1` or `sha256`, if the project says which.
    public let objectFormat: String?

    init(origin: String, commit: String, objectFormat: String?) {
        self.origin = origin
        self.commit = commit
        self.objectFormat = objectFormat
    }

    /// Reads `[external_cell_name]`.
    ///
    /// - Throws: A diagnostic if a value is missing or the commit is no hash.
    init(
        of cell: CellName, in config: CellConfig, at span: SourceSpan?
    ) throws(Diagnostic) {
        let section = "external_cell_\(cell)"
        func value(_ key: String) throws(Diagnostic) -> String {
            guard let value = config.value(section, key) else {
                throw Diagnostic.error(
                    "Missing buckconfig `\(section).\(key)` for external cell configuration",
                    at: span)
            }
            return value
        }
        origin = try value("git_origin")
        commit = try value("commit_hash")
        objectFormat = config.value(section, "object_format")
        let length = objectFormat == "sha256" ? 64 : 40
        guard commit.utf8.count == length, commit.allSatisfy(\.isHexDigit) else {
            throw Diagnostic.error(
                "`\(commit)` is no commit: the value of `\(section).commit_hash` must be all "
                    + "\(length) digits of its hash",
                at: config.sections[section]?["commit_hash"]?.span)
        }
    }
}

/// Gets the files of git cells.
public protocol GitCellSource: Sendable {
    /// The folder of the project in which the files of a commit lie, once they are fetched.
    func folder(of cell: GitCell) -> ProjectPath

    /// Fetches the files of a commit, unless they are there.
    ///
    /// - Throws: A diagnostic that says what git says.
    func fetch(_ cell: GitCell) throws
}

/// Who gets the files of git cells; without it there can be none.
public enum GitCellResource: ResourceKey {
    /// The source for the project.
    public typealias Service = any GitCellSource
}

/// The folder with the files of a git cell, which are there when this is known.
struct GitCellKey: Key {
    let cell: GitCell

    var description: String { "git-cell(\(cell.origin) \(cell.commit))" }

    func compute(in context: borrowing Context) async throws -> ProjectPath {
        guard context.resources.contains(GitCellResource.self) else {
            throw Diagnostic.error("Git cells are not to be had here (`\(cell.origin)`)")
        }
        let source = context.resources[GitCellResource.self]
        let folder = source.folder(of: cell)
        // Whoever removes the folder makes it be fetched again.
        context.willRead(.project(folder), for: self)
        try source.fetch(cell)
        return folder
    }

    static func fingerprint(_ output: ProjectPath) -> Fingerprint? {
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(output.text)
        return fingerprinter.finish()
    }
}
