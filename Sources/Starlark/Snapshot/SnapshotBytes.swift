import Glibc

/// Memory that holds one snapshot, to become the module itself.
///
/// A snapshot is read into its place and used there: nothing is copied once the bytes are here.
public struct SnapshotBytes: ~Copyable {
    private var memory: UnsafeMutableRawBufferPointer

    /// Makes room for a number of bytes and lets `fill` write them.
    ///
    /// - Parameters:
    ///   - capacity: Room for that many.
    ///   - fill: Writes the bytes from the start on; returns how many there are.
    public init(capacity: Int, fill: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows {
        let start = ChunkPool.allocate(bytes: max(capacity, SnapshotHeader.size))
        let room = UnsafeMutableRawBufferPointer(start: start, count: max(0, capacity))
        do {
            let count = min(try fill(room), room.count)
            memory = UnsafeMutableRawBufferPointer(rebasing: room[..<max(0, count)])
        } catch {
            free(start)
            throw error
        }
    }

    /// Copies bytes.
    public init(_ bytes: [UInt8]) {
        self.init(capacity: bytes.count) { room in
            room.copyBytes(from: bytes)
            return bytes.count
        }
    }

    deinit {
        free(memory.baseAddress)
    }

    var count: Int { memory.count }

    /// Gives the memory away: whoever takes it frees it.
    consuming func take() -> UnsafeMutableRawBufferPointer {
        let memory = self.memory
        discard self
        return memory
    }
}
