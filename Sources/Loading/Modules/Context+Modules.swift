public import BuildModel
public import Incremental

extension Context {
    /// Runs a `.bzl` file, unless it has run already.
    ///
    /// - Throws: A diagnostic if the file does not exist, does not parse or fails.
    public borrowing func module(at path: CellPath) async throws -> LoadedModule {
        do {
            return try await request(ModuleKey(path: path))
        } catch let error as MissingModule {
            throw try await missingFile(error.path, at: nil)
        }
    }
}
