import Diagnostics
import Glibc
import Storage

/// A file that a log is written to, a piece at a time.
struct EventLogFile: ~Copyable {
    /// How a log lies in a file.
    enum Encoding: Sendable {
        /// A line for each event.
        case lines
        /// The same in zstd frames.
        case compressedLines

        /// The encoding that a file's name tells.
        ///
        /// - Throws: A diagnostic if it tells none.
        init(path: String) throws {
            if path.hasSuffix(".json-lines") {
                self = .lines
            } else if path.hasSuffix(".json-lines.zst") {
                self = .compressedLines
            } else {
                throw Diagnostic.error(
                    "Event log at path `\(path)` has an extension that was not recognized. "
                        + "Valid extensions are: .json-lines, .json-lines.zst")
            }
        }
    }

    private let descriptor: Int32
    private let encoding: Encoding
    private var pending: [UInt8] = []
    /// How many bytes were written.
    private(set) var sizeBytes = 0

    /// How much is gathered before it is compressed and written, as one frame.
    private static let piece = 1 << 18

    /// Makes an empty file; nil if it cannot be.
    init?(path: String, encoding: Encoding) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return nil }
        self.encoding = encoding
    }

    deinit { close(descriptor) }

    /// Appends lines, which are written once there are enough of them.
    mutating func append(_ lines: [UInt8]) {
        pending += lines
        if pending.count >= EventLogFile.piece { flush() }
    }

    /// Writes what was appended; a full disk costs the log, not the command.
    mutating func flush() {
        guard !pending.isEmpty else { return }
        let bytes = encoding == .lines ? pending : ZstdFrames.frame(pending)
        pending = []
        var written = 0
        bytes.withUnsafeBytes { buffer in
            while written < buffer.count {
                let count = write(
                    descriptor, UnsafeRawBufferPointer(rebasing: buffer[written...]).baseAddress,
                    buffer.count - written)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                written += count
            }
        }
        sizeBytes += written
    }
}
