/// A program of this machine that commands run, and what stands for its content.
///
/// It lies outside the project, so it is no input; an action's digest covers ``digest`` instead,
/// and another version of a compiler is another action.
public struct HostProgram: Hashable, Sendable {
    /// The name under which it was looked for.
    public let name: String
    /// Where it is.
    public let path: AbsolutePath
    /// The digest of the program, or whatever else changes when it does.
    public let digest: Digest

    /// Describes a program.
    public init(name: String, path: AbsolutePath, digest: Digest) {
        self.name = name
        self.path = path
        self.digest = digest
    }
}
