/// All that can influence the outcome of running a command.
///
/// Its digest is the one name of the action: in the local cache, for workers and in clusters.
public struct Action: Hashable, Sendable {
    /// The digest of the `Command` message.
    public var command: Digest
    /// The digest of the `Directory` message of the input root, which is the project root.
    public var inputRoot: Digest
    /// After what time the command is killed; nil for never.
    public var timeout: Duration?
    /// Whether the result must not be kept or shared.
    public var doNotCache: Bool
    /// Any bytes that separate results which must not be shared.
    public var salt: [UInt8]
    /// What the worker must offer: the same as in the command.
    public var platform: Platform

    /// Creates an action.
    public init(
        command: Digest, inputRoot: Digest, timeout: Duration? = nil, doNotCache: Bool = false,
        salt: [UInt8] = [], platform: Platform = Platform()
    ) {
        self.command = command
        self.inputRoot = inputRoot
        self.timeout = timeout
        self.doNotCache = doNotCache
        self.salt = salt
        self.platform = platform
    }

    /// Creates the action that runs a command on the files of a tree.
    public init(_ command: Command, inputs: DirectoryTree, timeout: Duration? = nil) {
        self.init(
            command: Digest(of: command.encoded), inputRoot: inputs.digest, timeout: timeout,
            platform: command.platform)
    }

    /// The canonical `Action` message.
    ///
    /// ```text
    /// Action { 1: Digest (command)  2: Digest (input root)  6: Duration  7: do_not_cache
    ///          9: salt  10: Platform }
    /// ```
    public var encoded: [UInt8] {
        var writer = WireWriter(reserving: 192)
        writer.digest(1, command)
        writer.digest(2, inputRoot)
        if let timeout { writer.duration(6, timeout) }
        writer.flag(7, doNotCache)
        if !salt.isEmpty { writer.element(9, salt) }
        if !platform.properties.isEmpty {
            writer.message(10) { platform.encode(into: &$0) }
        }
        return writer.bytes
    }

    /// The digest of the message.
    public var digest: ActionDigest { ActionDigest(Digest(of: encoded)) }
}
