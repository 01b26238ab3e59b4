public import BuildModel
import Glibc

/// Finds the programs that toolchains ask for by name.
///
/// A name that leads to a version manager's shim (a link to a program of quite another name, as
/// `rustc` to `rustup`) is followed to the program that the manager would start: the shim's content
/// says nothing about the tool's version, and outside the user's environment it may find nothing.
public struct HostTools: Sendable {
    /// Where programs are looked up.
    public let searchPath: SearchPath
    private let environment: [String: String]
    private let digests: FileDigestCache
    private let workers: JobSlots

    /// Makes a finder.
    ///
    /// - Parameters:
    ///   - environment: The user's own; its `PATH` is searched, and version managers get all of it.
    ///   - digests: Remembers what files hold.
    ///   - workers: Threads on which version managers are asked.
    public init(environment: [String: String], digests: FileDigestCache, workers: JobSlots) {
        searchPath = SearchPath(environment["PATH"] ?? SearchPath.standard)
        self.environment = environment
        self.digests = digests
        self.workers = workers
    }

    /// Finds the first of several programs that this machine has.
    ///
    /// - Parameter names: Names to be looked up, or absolute paths, the preferred one first.
    /// - Returns: `nil` when it has none of them; ``searchPath`` says where was looked.
    /// - Throws: `.ioFailure` when a program cannot be read.
    public func tool(named names: [String]) async throws(ExecutionError) -> HostProgram? {
        for name in names {
            guard let found = location(of: name) else { continue }
            let path = await program(behind: found, name: name)
            if let digest = try await digests.digest(of: path) {
                return HostProgram(name: name, path: path, digest: digest)
            }
        }
        return nil
    }

    /// The folders and files that a search looks at: another program is found only if one of them
    /// changes.
    ///
    /// - Parameter names: As in ``tool(named:)``.
    /// - Returns: Their paths, whether there is anything or not.
    public func searched(for names: [String]) -> [AbsolutePath] {
        var places: [AbsolutePath] = []
        for name in names {
            if !name.hasPrefix("/") {
                places += searchPath.folders.compactMap { try? AbsolutePath($0) }
            }
            if let found = location(of: name) {
                places.append(found)
                if let real = realPath(found), real != found { places.append(real) }
            } else if let path = try? AbsolutePath(name) {
                places.append(path)
            }
        }
        return places
    }

    /// What of a user's environment decides where a search looks, in words.
    public static func places(in environment: [String: String]) -> String {
        let names = ["PATH", "HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "CARGO_HOME"]
        return names.map { "\($0)=\(environment[$0] ?? "")" }.joined(separator: "\n")
    }

    private func location(of name: String) -> AbsolutePath? {
        guard !name.hasPrefix("/") else {
            return access(name, X_OK) == 0 ? try? AbsolutePath(name) : nil
        }
        return searchPath.program(named: name).flatMap { try? AbsolutePath($0) }
    }

    private func program(behind path: AbsolutePath, name: String) async -> AbsolutePath {
        guard let real = realPath(path), !isNamed(String(real.name), after: String(path.name))
        else { return path }
        let question = ProcessInvocation(
            arguments: [real.text, "which", String(path.name)], environment: environment,
            directory: .root, timeout: .seconds(10))
        let outcome = try? await workers.run { (signal) throws(ExecutionError) in
            try ProcessRunner().run(question, cancellation: signal)
        }
        guard let outcome, outcome.ending == .exited(0) else { return path }
        let lines = String(decoding: outcome.standardOutput, as: UTF8.self).split(separator: "\n")
        guard lines.count == 1, let answer = try? AbsolutePath(String(lines[0])),
            answer.name == path.name, access(answer.text, X_OK) == 0, realPath(answer) != real
        else { return path }
        return answer
    }
}

/// Whether a program's real name is a variant of the name it was asked for by, as `clang-21` of
/// `clang++` or `x86_64-linux-gnu-gcc-12` of `gcc`.
private func isNamed(_ real: String, after name: String) -> Bool {
    let letters = name.prefix { $0.isLetter }
    return real.contains(letters)
}

private func realPath(_ path: AbsolutePath) -> AbsolutePath? {
    guard let resolved = realpath(path.text, nil) else { return nil }
    defer { free(resolved) }
    return try? AbsolutePath(String(cString: resolved))
}
