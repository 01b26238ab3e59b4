public import BuildModel
public import Diagnostics
public import Incremental

/// The cells that `[external_cells] name = bundled` may name besides the prelude in the program.
public enum BundledCells {
    /// The variables that say where such a cell lies, by the name of the cell.
    static let variables = ["nano_prelude": "NANO_PRELUDE"]

    /// Takes the folders of the cells that an environment offers.
    ///
    /// - Parameter environment: The variables of the command.
    /// - Returns: The folder of each cell whose variable is set.
    /// - Throws: A diagnostic if a variable is no absolute path.
    public static func folders(
        in environment: [String: String]
    ) throws(Diagnostic) -> [String: AbsolutePath] {
        var folders: [String: AbsolutePath] = [:]
        for (cell, variable) in variables {
            guard let text = environment[variable], !text.isEmpty else { continue }
            do {
                folders[cell] = try AbsolutePath(text)
            } catch {
                throw Diagnostic.error(
                    "The environment variable `\(variable)` must be an absolute path: "
                        + error.message)
            }
        }
        return folders
    }
}

/// Where the cells lie that the command's environment offers as bundled: an input.
struct BundledCellFoldersKey: Key {
    var description: String { "bundled-cells" }

    func compute(in context: borrowing Context) async throws -> [String: AbsolutePath] { [:] }
}

extension Transaction {
    /// Replaces the folders of the cells that the environment offers as bundled.
    public mutating func setBundledCellFolders(_ folders: [String: AbsolutePath]) {
        set(BundledCellFoldersKey(), folders)
    }
}
