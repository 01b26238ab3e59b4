internal import CZstd
internal import Synchronization

/// Compression of short byte strings with contexts that are kept: making one costs more than the
/// compression of most records.
final class Zstd: Sendable {
    static let shared = Zstd()

    /// Fast enough to be no burden to a build; records are small either way.
    private static let level: Int32 = 1

    /// A context of the library.
    private struct Context: @unchecked Sendable {
        // Sendable because it is used by one caller at a time: it leaves `idle` under the lock
        // before use and returns there afterwards. No context is tied to a thread.
        let pointer: OpaquePointer
    }

    private struct Idle {
        var compressors: [Context] = []
        var decompressors: [Context] = []
    }

    private let idle = Mutex(Idle())

    private init() {}

    deinit {
        idle.withLock { idle in
            for context in idle.compressors { ZSTD_freeCCtx(context.pointer) }
            for context in idle.decompressors { ZSTD_freeDCtx(context.pointer) }
        }
    }

    /// Compresses bytes behind `headroom` zero bytes; nil if they would not become smaller.
    func compress(_ bytes: [UInt8], headroom: Int) -> [UInt8]? {
        guard
            let context = idle.withLock({ $0.compressors.popLast() })
                ?? ZSTD_createCCtx().map(Context.init)
        else { return nil }
        defer { idle.withLock { $0.compressors.append(context) } }
        var written = 0
        let result = [UInt8](unsafeUninitializedCapacity: headroom + bytes.count) { buffer, count in
            let target = UnsafeMutableRawBufferPointer(buffer)
            target[..<headroom].initializeMemory(as: UInt8.self, repeating: 0)
            // The capacity is that of the input: if the frame does not fit, it did not shrink.
            written = bytes.withUnsafeBytes { source in
                ZSTD_compressCCtx(
                    context.pointer, target.baseAddress.map { $0 + headroom }, bytes.count,
                    source.baseAddress, source.count, Self.level)
            }
            count = ZSTD_isError(written) == 0 ? headroom + written : 0
        }
        return ZSTD_isError(written) == 0 && written < bytes.count ? result : nil
    }

    /// Decompresses one frame; nil if it is malformed or does not tell its size.
    func decompress(_ frame: UnsafeRawBufferPointer) -> [UInt8]? {
        let size = ZSTD_getFrameContentSize(frame.baseAddress, frame.count)
        // The two highest values mean "unknown" and "error".
        guard size <= UInt64(Int32.max) else { return nil }
        guard
            let context = idle.withLock({ $0.decompressors.popLast() })
                ?? ZSTD_createDCtx().map(Context.init)
        else { return nil }
        defer { idle.withLock { $0.decompressors.append(context) } }
        var isWhole = false
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
            let written = ZSTD_decompressDCtx(
                context.pointer, buffer.baseAddress, buffer.count, frame.baseAddress, frame.count)
            isWhole = ZSTD_isError(written) == 0 && written == Int(size)
            count = isWhole ? written : 0
        }
        return isWhole ? bytes : nil
    }
}
