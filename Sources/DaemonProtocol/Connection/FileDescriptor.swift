import Glibc

/// A descriptor that is closed when its last owner lets go of it.
public final class FileDescriptor: Sendable {
    /// The number; valid while this object is referenced.
    public let number: Int32

    /// Takes over an open descriptor.
    public init(owning number: Int32) { self.number = number }

    deinit { close(number) }

    /// Writes all bytes.
    ///
    /// - Returns: Whether the other end took them all.
    func writeAll(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                // A reader that has gone is an error to return, not a signal to die of.
                let written = send(
                    number, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count,
                    Int32(MSG_NOSIGNAL))
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { return false }
                rest = rest.dropFirst(written)
            }
            return true
        }
    }

    /// Reads what is there, waiting for a byte at least.
    ///
    /// - Returns: Nothing at the end of the stream, or if it is broken.
    func readSome() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            var got: Int
            repeat {
                got = read(number, buffer.baseAddress, buffer.count)
            } while got < 0
                && errno == EINTR
            count = max(0, got)
        }
    }
}
