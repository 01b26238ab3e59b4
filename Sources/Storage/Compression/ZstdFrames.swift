internal import CZstd

/// Files that are zstd frames one after the other, as the `zstd` program reads and writes them.
public enum ZstdFrames {
    /// A file that is damaged, or no such file.
    public struct Malformed: Error {}

    /// Compresses bytes to one frame, to be appended to a file.
    public static func frame(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) { buffer, count in
            let written = ZSTD_compress(
                buffer.baseAddress, buffer.count, bytes, bytes.count, 1)
            // The room is what the library asks for, so nothing else than memory can be missing.
            precondition(ZSTD_isError(written) == 0, "zstd compresses what fits its bound")
            count = written
        }
    }

    /// Decompresses a file.
    ///
    /// A last frame that is not whole, as one that is being written, gives what there is of it.
    ///
    /// - Returns: The bytes of all frames.
    /// - Throws: `Malformed` if the file is damaged.
    public static func bytes(of file: [UInt8]) throws(Malformed) -> [UInt8] {
        guard let stream = ZSTD_createDStream() else { throw Malformed() }
        defer { ZSTD_freeDStream(stream) }
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: ZSTD_DStreamOutSize())
        let isWhole = file.withUnsafeBytes { source -> Bool in
            var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
            while true {
                let before = input.pos
                let (status, written) = chunk.withUnsafeMutableBytes { room in
                    var output = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
                    return (ZSTD_decompressStream(stream, &output, &input), output.pos)
                }
                if ZSTD_isError(status) != 0 { return false }
                result += chunk[..<written]
                if input.pos == input.size, written < chunk.count { return true }
                if input.pos == before, written == 0 { return true }
            }
        }
        guard isWhole else { throw Malformed() }
        return result
    }
}
