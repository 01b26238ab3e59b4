import Glibc
import Synchronization

/// Blocks of memory that evaluations take and give back.
///
/// Fresh memory costs a page fault every 4 KiB; with a pool an evaluation runs on pages that an
/// earlier one has touched, which halves its time. The pools are the one thing that evaluations
/// share, each behind a lock that is held for a push or a pop.
final class ChunkPool: Sendable {
    private struct Free: @unchecked Sendable {
        // Unused memory: whoever pops a block is its only user.
        var chunks: [UnsafeMutableRawPointer] = []
    }

    /// The length of every block.
    let chunkBytes: Int
    private let keptChunks: Int
    private let free = Mutex(Free())

    init(chunkBytes: Int, keptChunks: Int) {
        self.chunkBytes = chunkBytes
        self.keptChunks = keptChunks
    }

    /// Blocks of heaps: at most 64 MiB are kept.
    static let heaps = ChunkPool(chunkBytes: Heap.chunkBytes, keptChunks: 256)
    /// Register stacks, of which only the touched pages take memory.
    static let stacks = ChunkPool(chunkBytes: 2 << 20, keptChunks: 16)

    func take() -> UnsafeMutableRawPointer {
        if let chunk = free.withLock({ $0.chunks.popLast() }) { return chunk }
        return ChunkPool.allocate(bytes: chunkBytes)
    }

    func give(_ chunk: UnsafeMutableRawPointer) {
        let isKept = free.withLock { free in
            guard free.chunks.count < keptChunks else { return false }
            free.chunks.append(chunk)
            return true
        }
        if !isKept { Glibc.free(chunk) }
    }

    static func allocate(bytes: Int) -> UnsafeMutableRawPointer {
        guard let memory = malloc(bytes) else {
            preconditionFailure("the machine has no \(bytes) bytes left for a Starlark heap")
        }
        return memory
    }
}
