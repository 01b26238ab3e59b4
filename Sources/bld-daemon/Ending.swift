import DaemonProtocol
import Synchronization

/// Remembers the reply that tells the client how to end.
final class Ending: Sendable {
    private let reply = Mutex<CommandReply?>(nil)

    /// The last `.finished` or `.execute`, if one has come.
    var last: CommandReply? { reply.withLock { $0 } }

    /// Keeps the reply if it is an ending.
    func note(_ reply: CommandReply) {
        switch reply {
        case .finished, .execute: self.reply.withLock { $0 = reply }
        case .output, .error, .event: break
        }
    }
}
