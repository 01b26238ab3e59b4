import DaemonProtocol
import Diagnostics
import Glibc
import Starlark

/// Files as Starlark modules, each loaded once, with what they load relative to themselves.
struct StarlarkModules {
    /// Where relative paths of the command line start; absolute.
    let folder: String
    /// Where `print` goes.
    let printer: @Sendable (String) -> Void
    /// How much each file may use; it ends when the command is cancelled.
    let limits = EvaluationLimits { Task.isCancelled }
    /// Measures all files.
    var profiler: Profiler?
    private var loaded: [String: FrozenModule] = [:]
    /// Files whose loads are under way, the outermost first.
    private var loading: [String] = []

    /// Each file whose loads are under way takes stack of the thread.
    private static let loadDepthLimit = 200
    private static let sizeLimitBytes = 256 << 20

    /// Starts with nothing loaded; `print` goes to the session's standard error.
    init(_ session: Session) {
        folder = session.request.workingDirectory
        printer = { session.complain($0 + "\n") }
    }

    /// Runs a file.
    ///
    /// - Parameter path: As the user wrote it; without needless `.` and `..` diagnostics show it.
    /// - Returns: Its frozen module, the same one each time.
    /// - Throws: What is wrong with it or a file it loads.
    mutating func module(_ path: String) throws(Diagnostic) -> FrozenModule {
        try module(Self.simplified(path), requestedAt: nil)
    }

    /// Reads a file.
    ///
    /// - Throws: Why it cannot be read, at the place of the load.
    func source(
        _ path: String, requestedAt span: SourceSpan? = nil
    ) throws(Diagnostic) -> SourceFile {
        let absolute = path.hasPrefix("/") ? path : folder + "/" + path
        let text = try Self.read(absolute, as: path, requestedAt: span)
        return SourceFile(path: path, text: text)
    }

    /// Runs the files that a program loads.
    ///
    /// - Returns: Their modules by path as written.
    /// - Throws: What is wrong with one of them.
    mutating func loads(of program: Program) throws(Diagnostic) -> [String: FrozenModule] {
        var modules: [String: FrozenModule] = [:]
        for load in program.loads where modules[load.path] == nil {
            modules[load.path] = try module(
                Self.resolve(load.path, from: program.file.path), requestedAt: load.span)
        }
        return modules
    }

    private mutating func module(
        _ path: String, requestedAt span: SourceSpan?
    ) throws(Diagnostic) -> FrozenModule {
        if let module = loaded[path] { return module }
        if let start = loading.firstIndex(of: path) {
            let cycle = (loading[start...] + [path]).joined(separator: "` loads `")
            throw .error("Files load each other: `\(cycle)`", at: span)
        }
        guard loading.count < Self.loadDepthLimit else {
            throw .error(
                "Files load files more than \(Self.loadDepthLimit) levels deep", at: span)
        }
        let file = try source(path, requestedAt: span)
        let (program, diagnostics) = Program.parse(file, dialect: .extensionFile)
        guard let program else { throw Self.combined(diagnostics) }
        loading.append(path)
        defer { loading.removeLast() }
        let module = try program.evaluate(
            globals: .standard, loads: try loads(of: program), limits: limits, printer: printer,
            profiler: profiler)
        loaded[path] = module
        return module
    }

    /// The path of a load, which is relative to the folder of the file it is in.
    static func resolve(_ path: String, from file: String) -> String {
        let path = path.hasPrefix(":") ? String(path.dropFirst()) : path
        guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else {
            return simplified(path)
        }
        return simplified(String(file[...slash]) + path)
    }

    /// A path without `.` and `..` as far as they can be left out, so that a file has one path.
    private static func simplified(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        if parts.isEmpty { return path.hasPrefix("/") ? "/" : "." }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }

    /// All errors of a file as one: the first, with the others as notes.
    static func combined(_ diagnostics: [Diagnostic]) -> Diagnostic {
        let errors = diagnostics.filter { $0.severity == .error }
        guard var first = errors.first else { return .error("The file cannot be parsed") }
        for other in errors.dropFirst() {
            first = first.adding(note: other.message, at: other.span)
        }
        return first
    }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: An absolute path.
    ///   - name: The path as the user knows it.
    ///   - span: Where the file is asked for.
    /// - Returns: All of its bytes.
    /// - Throws: Why it cannot be read.
    static func read(
        _ path: String, as name: String, requestedAt span: SourceSpan? = nil
    ) throws(Diagnostic) -> [UInt8] {
        func unreadable(_ reason: String) -> Diagnostic {
            .error("Cannot read `\(name)`: \(reason)", at: span)
        }
        // A path with a NUL byte would be cut there.
        guard !path.utf8.contains(0) else { throw unreadable("the path has a NUL byte") }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 { throw unreadable(String(cString: strerror(errno))) }
            if count == 0 { return text }
            text.append(contentsOf: chunk[..<count])
            guard text.count <= sizeLimitBytes else {
                throw unreadable("it is larger than 256 MiB")
            }
        }
    }
}
