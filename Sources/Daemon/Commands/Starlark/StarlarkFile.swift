import BuildModel
import Diagnostics
import Starlark
import StarlarkTools

/// A file that a command on Starlark files looks at.
struct StarlarkFile: Sendable {
    /// How the file is shown: as it was named on the command line, or below a folder that was.
    let path: String
    /// Where it is in the project; nothing outside of any.
    let place: CellPath?
    /// What it is for, which is told by its name.
    let kind: Linter.FileKind
    let text: [UInt8]

    /// What tells the file apart from others, whichever way it was found.
    var key: String { place?.description ?? path }

    /// Parses the file by the rules of its kind.
    ///
    /// - Returns: The program unless there are errors, and all errors and warnings.
    func parse() -> (program: Program?, diagnostics: [Diagnostic]) {
        Program.parse(
            SourceFile(path: path, text: text),
            dialect: kind == .buildFile ? .buildFile : .extensionFile)
    }
}
