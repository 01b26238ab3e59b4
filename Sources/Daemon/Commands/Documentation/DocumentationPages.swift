import BuildModel
import DaemonProtocol
import Diagnostics
import Glibc

/// A folder that pages are written to.
struct DocumentationPages {
    /// As on the command line.
    let folder: String
    let session: Session

    /// Writes a page, making the folders above it.
    ///
    /// - Throws: A diagnostic if that is not possible.
    func write(_ text: String, to path: String) throws {
        let folder =
            self.folder.hasPrefix("/")
            ? self.folder : session.request.workingDirectory + "/" + self.folder
        let target = folder + "/" + path
        var end = target.index(after: target.startIndex)
        while let slash = target[end...].firstIndex(of: "/") {
            mkdir(String(target[..<slash]), 0o777)
            end = target.index(after: slash)
        }
        guard let file = fopen(target, "w") else {
            throw Diagnostic.error(
                "Cannot write `\(target)`: \(String(cString: strerror(errno)))")
        }
        let isWritten = fputs(text, file) >= 0
        guard fclose(file) == 0, isWritten else {
            throw Diagnostic.error("Cannot write `\(target)`")
        }
    }
}
