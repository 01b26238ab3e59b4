import ByteCoding
import Glibc
import Synchronization

/// Messages over a connected socket, in both directions.
///
/// Calls block. Any thread may send; one thread at a time receives.
final class MessageStream<Incoming: ByteCodable, Outgoing: ByteCodable>: Sendable {
    let descriptor: FileDescriptor
    private let sending = Mutex(())
    private let received = Mutex(FrameDecoder())

    init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

    /// Sends a message.
    ///
    /// - Returns: Whether the other end is still there.
    @discardableResult
    func send(_ message: Outgoing) -> Bool {
        let frame = FrameDecoder.frame(message)
        return sending.withLock { _ in descriptor.writeAll(frame) }
    }

    /// Waits for the next message.
    ///
    /// - Returns: Nil when the other end has closed the connection.
    /// - Throws: `.lost` if what came cannot be read.
    func receive() throws(ConnectionError) -> Incoming? {
        while true {
            if let message = try buffered() { return message }
            let bytes = descriptor.readSome()
            if bytes.isEmpty { return nil }
            received.withLock { $0.append(bytes) }
        }
    }

    /// Takes in what is there to be read; waits if there is nothing.
    ///
    /// - Returns: Whether the other end is still there.
    func fill() -> Bool {
        let bytes = descriptor.readSome()
        received.withLock { $0.append(bytes) }
        return !bytes.isEmpty
    }

    /// The next message that has come whole, without waiting.
    func buffered() throws(ConnectionError) -> Incoming? {
        do throws(DamagedBytes) {
            guard
                let bytes = try received.withLock({ decoder throws(DamagedBytes) in
                    try decoder.next()
                })
            else { return nil }
            return try Incoming.decode(bytes)
        } catch {
            throw ConnectionError(
                .lost, "What the other end of the socket sent is garbled: \(error)")
        }
    }
}
