import ActionGraph
import BuildModel
import DaemonProtocol
import Diagnostics
import Glibc

/// Copies what was built to where `--out` says.
struct OutputCopy {
    /// The only output of each target.
    private let outputs: [AbsolutePath]
    private let targets: [BuiltTarget]

    /// Finds the outputs.
    ///
    /// - Throws: A diagnostic if a target has none or several.
    init(_ targets: [BuiltTarget], root: AbsolutePath) throws {
        self.targets = targets
        outputs = try targets.map { target in
            guard let output = target.outputs.first else {
                throw Diagnostic.error(
                    "target \(target.label) produced zero default outputs")
            }
            guard target.outputs.count == 1 else {
                throw Diagnostic.error(
                    "target \(target.label) produced \(target.outputs.count) outputs, "
                        + "choice of output is ambiguous")
            }
            return root.appending(output)
        }
    }

    /// Copies the outputs.
    ///
    /// - Parameters:
    ///   - place: A path from where the client was started, or `-` for standard output.
    ///   - session: The command.
    /// - Throws: A diagnostic if there is more than one output for a path, a folder for standard
    ///   output, or a file that cannot be written.
    func copy(to place: String, _ session: Session) throws {
        guard place != "-" else { return try print(session) }
        guard let output = outputs.first, outputs.count == 1 else {
            throw Diagnostic.error(
                "build command built multiple top-level targets, choice of output is ambiguous",
                help: ["`--out` takes the output of one target, and \(outputs.count) were built"])
        }
        try OutputCopy.copy(output.text, to: session.absolute(place))
    }

    private func print(_ session: Session) throws {
        for (target, output) in zip(targets, outputs) where OutputCopy.isFolder(output.text) {
            throw Diagnostic.error(
                "target \(target.label) produces a default output that is a directory, "
                    + "and cannot be sent to stdout")
        }
        for output in outputs {
            guard let bytes = FileText.read(output.text) else {
                throw Diagnostic.error("Cannot read `\(output)`")
            }
            session.reply(.output(bytes))
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Copies a file to a path or into a folder, or what is in a folder into another.
    private static func copy(_ source: String, to place: String) throws {
        if isFolder(source) {
            guard let boundary = canonical(source) else {
                throw Diagnostic.error("Cannot read `\(source)`")
            }
            return try copyFolder(source, to: place, boundary: boundary)
        }
        let name = source.split(separator: "/").last.map(String.init) ?? ""
        try copyFile(source, to: isFolder(place) ? "\(place)/\(name)" : place)
    }

    private static func copyFile(_ source: String, to place: String) throws {
        var status = stat()
        guard let bytes = FileText.read(source), stat(source, &status) == 0 else {
            throw Diagnostic.error("Cannot read `\(source)`")
        }
        guard FileText.write(bytes, to: place), chmod(place, status.st_mode | S_IWUSR) == 0 else {
            throw Diagnostic.error("Cannot write `\(place)`: \(String(cString: strerror(errno)))")
        }
    }

    private static func copyFolder(_ source: String, to place: String, boundary: String) throws {
        FileText.makeFolder(place)
        guard let folder = opendir(source) else {
            throw Diagnostic.error("Cannot read `\(source)`")
        }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            let (from, to) = ("\(source)/\(name)", "\(place)/\(name)")
            var status = stat()
            guard lstat(from, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: try copyFolder(from, to: to, boundary: boundary)
            case S_IFLNK: try copyLink(from, to: to, boundary: boundary)
            default: try copyFile(from, to: to)
            }
        }
    }

    /// A link inside the output stays as it is; one that leads out of it becomes absolute.
    private static func copyLink(_ source: String, to place: String, boundary: String) throws {
        guard let target = canonical(source) else {
            throw Diagnostic.error("The link `\(source)` leads to nothing")
        }
        var text = target
        if target.hasPrefix(boundary + "/") {
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = readlink(source, &buffer, buffer.count - 1)
            text = String(
                decoding: buffer.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
        unlink(place)
        guard symlink(text, place) == 0 else {
            throw Diagnostic.error("Cannot write `\(place)`: \(String(cString: strerror(errno)))")
        }
    }

    private static func canonical(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}
