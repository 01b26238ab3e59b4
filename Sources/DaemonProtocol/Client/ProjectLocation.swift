import Glibc

/// The project and isolation folder that a command line is about.
public struct ProjectLocation: Sendable, Hashable {
    /// The root of the project, an absolute path.
    public let root: String
    /// The folder below `buck-out` that holds the outputs.
    public let isolation: String

    /// Finds the project that a request was made in.
    ///
    /// Buck2's rule: the outermost folder with a `.buckconfig`, looked for from the working
    /// directory up to the nearest `.buckroot`, or up to the user's home folder, whose
    /// `.buckconfig` is no project's. The isolation folder is `--isolation-dir`, else
    /// `$BUCK_ISOLATION_DIR`, else `bld`.
    ///
    /// - Returns: Nil if the working directory lies in no project.
    public init?(of request: CommandRequest) {
        let folder = request.workingDirectory
        guard let root = ProjectLocation.root(from: folder, home: request.environment["HOME"])
        else { return nil }
        self.root = root
        isolation = ProjectLocation.isolation(of: request)
    }

    /// The root of the project that a folder lies in, if it lies in one.
    public static func root(from folder: String, home: String?) -> String? {
        var outermost: String?
        var current = folder[...]
        while current.last == "/" { current.removeLast() }
        while true {
            let path = current.isEmpty ? "/" : String(current)
            if exists("\(current)/.buckconfig") {
                if path == home { break }
                outermost = path
            }
            if exists("\(current)/.buckroot") { return outermost ?? path }
            guard let slash = current.lastIndex(of: "/") else { break }
            current = current[..<slash]
        }
        return outermost
    }

    private static func isolation(of request: CommandRequest) -> String {
        let option = "--isolation-dir"
        var words = request.arguments.prefix { $0 != "--" }[...]
        while let word = words.popFirst() {
            if word == option, let name = words.first { return name }
            if word.hasPrefix("\(option)=") { return String(word.dropFirst(option.utf8.count + 1)) }
        }
        let variable = request.environment["BUCK_ISOLATION_DIR"] ?? ""
        return variable.isEmpty ? "bld" : variable
    }

    private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
