public import BuildModel
public import Incremental
public import Starlark

/// What tools that look at Starlark files without running them need to know of a project.
extension Context {
    /// The names that a file sees without loading them.
    ///
    /// - Parameters:
    ///   - cell: The cell of the file.
    ///   - inBuildFiles: Whether it is a `BUCK` or `PACKAGE` file rather than a `.bzl` file.
    /// - Returns: Those of loading and of rules, and those that the project's prelude adds.
    /// - Throws: A diagnostic if the project's prelude cannot be run.
    public borrowing func globals(
        of cell: CellName, inBuildFiles: Bool
    ) async throws -> Globals {
        let isPrelude = try await cells().prelude == cell
        var audience: FileGlobalsKey.Audience = isPrelude ? .preludeModule : .module
        if inBuildFiles { audience = .buildFile }
        return try await request(FileGlobalsKey(audience: audience)).globals
    }

    /// The bytes of a file; nothing if there is none.
    public borrowing func text(of file: CellPath) async throws -> [UInt8]? {
        try await request(FileBytesKey(location: cells().location(of: file)))
    }

    /// What build files of a cell are called, the preferred name first.
    public borrowing func buildFileNames(of cell: CellName) async throws -> [String] {
        try await request(CellSettingsKey(cell: cell)).buildFileNames
    }
}
