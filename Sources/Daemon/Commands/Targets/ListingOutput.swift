import BuildModel
import DaemonProtocol
import Diagnostics
import Glibc

/// Where a listing goes: to standard output, or to a file.
final class ListingOutput {
    private let session: Session
    private let file: UnsafeMutablePointer<FILE>?
    private let path: String

    /// Opens the file, if there is one; a relative path is below the client's folder.
    ///
    /// - Throws: A diagnostic if it cannot be written.
    init(_ workspace: Workspace, path: String?) throws(Diagnostic) {
        session = workspace.session
        guard let path else {
            file = nil
            self.path = ""
            return
        }
        self.path = path.hasPrefix("/") ? path : "\(session.request.workingDirectory)/\(path)"
        file = fopen(self.path, "w")
        if file == nil { throw Self.failure(self.path) }
    }

    deinit { if let file { fclose(file) } }

    func write(_ text: String) {
        guard !text.isEmpty else { return }
        guard let file else { return session.write(text) }
        fputs(text, file)
    }

    /// Ends the file.
    ///
    /// - Throws: A diagnostic if it could not be written.
    func close() throws(Diagnostic) {
        if let file, fflush(file) != 0 || ferror(file) != 0 { throw Self.failure(path) }
    }

    private static func failure(_ path: String) -> Diagnostic {
        .error(
            "Failed to open file `\(path)` for `targets` output: \(String(cString: strerror(errno)))"
        )
    }
}
