import Diagnostics
import Synchronization

/// The text of a module that was read from a snapshot: wanted only once something has failed.
///
/// The snapshot knows the digest of the text and where its lines begin. If the text cannot be read
/// any more, or is another one by now, errors still name the right line and column, and show none
/// of it.
///
/// Unchecked: constant, but for what the lock guards.
final class LateSource: @unchecked Sendable {
    let path: String
    private let byteCount: Int
    private let digest: SnapshotDigest
    /// The lengths of the lines with their line breaks, as the writer packed them: part of the
    /// snapshot, whose memory lives as long as the code that asks for its source.
    private let lineLengths: PackedReader
    private let read: @Sendable () -> [UInt8]?
    private let known = Mutex<SourceFile?>(nil)

    init(
        path: String, byteCount: Int, digest: SnapshotDigest, lineLengths: PackedReader,
        read: @escaping @Sendable () -> [UInt8]?
    ) {
        self.path = path
        self.byteCount = byteCount
        self.digest = digest
        self.lineLengths = lineLengths
        self.read = read
    }

    /// The source, read at most once.
    var file: SourceFile {
        if let file = known.withLock({ $0 }) { return file }
        // Outside the lock: reading may take time, and twice does no harm.
        let file = SourceFile(path: path, text: text)
        return known.withLock { known in
            known = known ?? file
            return known ?? file
        }
    }

    private var text: [UInt8] {
        if let text = read(), text.count == byteCount, SnapshotDigest(of: text) == digest {
            return text
        }
        var blank = [UInt8](repeating: UInt8(ascii: " "), count: byteCount)
        var reader = lineLengths
        var end = 0
        while let length = try? reader.integer(), length > 0, end + length <= byteCount {
            end += length
            blank[end - 1] = UInt8(ascii: "\n")
        }
        return blank
    }

    /// Packs the lengths of the lines of a text.
    static func lineLengths(of text: [UInt8]) -> [UInt8] {
        var writer = PackedWriter()
        var start = 0
        for (position, byte) in text.enumerated() where byte == UInt8(ascii: "\n") {
            writer.write(position + 1 - start)
            start = position + 1
        }
        return writer.bytes
    }
}
