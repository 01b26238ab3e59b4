import Diagnostics
import Glibc
import Starlark

/// Files as Starlark modules, each loaded once, with what they load relative to themselves.
struct StarlarkModules {
    /// Where relative paths of the command line start; absolute.
    let folder: String
    /// Where `print` goes.
    let printer: @Sendable (String) -> Void
    private var loaded: [String: FrozenModule] = [:]
    /// Files whose loads are under way, the outermost first.
    private var loading: [String] = []

    init(folder: String, printer: @escaping @Sendable (String) -> Void) {
        self.folder = folder
        self.printer = printer
    }

    /// Runs a file.
    ///
    /// - Parameter path: As the user wrote it, which is how diagnostics show it.
    /// - Returns: Its frozen module, the same one each time.
    /// - Throws: What is wrong with it or a file it loads.
    mutating func module(_ path: String) throws(Diagnostic) -> FrozenModule {
        try module(path, requestedAt: nil)
    }

    private mutating func module(
        _ path: String, requestedAt span: SourceSpan?
    ) throws(Diagnostic) -> FrozenModule {
        if let module = loaded[path] { return module }
        if let start = loading.firstIndex(of: path) {
            let cycle = (loading[start...] + [path]).joined(separator: "` loads `")
            throw .error("Files load each other: `\(cycle)`", at: span)
        }
        let absolute = path.hasPrefix("/") ? path : folder + "/" + path
        guard let text = Self.read(absolute) else {
            let reason = String(cString: strerror(errno))
            throw .error("Cannot read `\(path)`: \(reason)", at: span)
        }
        let file = SourceFile(path: path, text: text)
        let (program, diagnostics) = Program.parse(file, dialect: .extensionFile)
        guard let program else { throw Self.combined(diagnostics) }
        loading.append(path)
        defer { loading.removeLast() }
        var modules: [String: FrozenModule] = [:]
        for load in program.loads where modules[load.path] == nil {
            modules[load.path] = try module(
                Self.resolve(load.path, from: path), requestedAt: load.span)
        }
        let module = try program.evaluate(
            globals: .standard, loads: modules, printer: printer)
        loaded[path] = module
        return module
    }

    /// The path of a load, which is relative to the folder of the file it is in.
    static func resolve(_ path: String, from file: String) -> String {
        let path = path.hasPrefix(":") ? String(path.dropFirst()) : path
        guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
        return String(file[...slash]) + path
    }

    /// All errors of a file as one: the first, with the others as notes.
    private static func combined(_ diagnostics: [Diagnostic]) -> Diagnostic {
        let errors = diagnostics.filter { $0.severity == .error }
        guard var first = errors.first else { return .error("The file cannot be parsed") }
        for other in errors.dropFirst() {
            first = first.adding(note: other.message, at: other.span)
        }
        return first
    }

    /// The bytes of a file; nothing if it cannot be read, in which case `errno` says why.
    static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 { return nil }
            if count == 0 { return text }
            text.append(contentsOf: chunk[..<count])
        }
    }
}
