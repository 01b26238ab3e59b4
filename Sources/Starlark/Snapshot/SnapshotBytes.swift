import Glibc

/// Memory that holds one snapshot, to become the module itself.
///
/// A snapshot is read into its place and used there: nothing is copied once the bytes are here.
public struct SnapshotBytes: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer
    /// What owns the memory, if it is not this.
    private let file: Unmanaged<SnapshotFile>?

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
            file = nil
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

    init(_ memory: UnsafeMutableRawBufferPointer, of file: SnapshotFile) {
        self.memory = memory
        self.file = .passRetained(file)
    }

    deinit {
        SnapshotBytes.release(memory, file)
    }

    /// Gives the memory away: whoever takes it releases it.
    consuming func take() -> (UnsafeMutableRawBufferPointer, Unmanaged<SnapshotFile>?) {
        let taken = (memory, file)
        discard self
        return taken
    }

    static func release(
        _ memory: UnsafeMutableRawBufferPointer, _ file: Unmanaged<SnapshotFile>?
    ) {
        if let file { file.release() } else { free(memory.baseAddress) }
    }
}

/// A file with many snapshots in it, read as a whole.
///
/// Modules read from it stay where they are and keep all of it alive.
///
/// Unchecked: who reads a snapshot is the only user of its range; a second reader finds the
/// addresses of the first, to which the digest is not right.
public final class SnapshotFile: @unchecked Sendable {
    private let memory: UnsafeMutableRawBufferPointer
    private let mapped: UnsafeMutableRawBufferPointer

    private static let pageBytes = 2 << 20

    /// Reads a file, unless it cannot be read or is empty.
    public init?(path: String) {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_size > 0 else { return nil }
        // Large pages where there are any: small ones would take longer to come by than the
        // reading itself, and pages of the file would be copied when addresses are written.
        let (length, page) = (Int(status.st_size), SnapshotFile.pageBytes)
        let room = (length + page - 1) / page * page + page
        let (rights, flags) = (PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS)
        guard let start = mmap(nil, room, rights, flags, -1, 0), start != MAP_FAILED else {
            return nil
        }
        mapped = UnsafeMutableRawBufferPointer(start: start, count: room)
        let aligned = start.alignedUp(toMultipleOf: page)
        madvise(aligned, room - page, MADV_HUGEPAGE)
        var count = 0
        while count < length {
            let more = read(file, aligned + count, length - count)
            if more <= 0 { break }
            count += more
        }
        memory = UnsafeMutableRawBufferPointer(start: aligned, count: count)
    }

    deinit {
        munmap(mapped.baseAddress, mapped.count)
    }

    /// The bytes of the file.
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(memory) }

    /// A snapshot in the file.
    ///
    /// - Parameter range: Where it is; it begins at a multiple of 8.
    /// - Returns: Nothing if the file has no such range.
    public func snapshot(_ range: Range<Int>) -> SnapshotBytes? {
        guard range.lowerBound >= 0, range.upperBound <= memory.count, range.lowerBound % 8 == 0
        else { return nil }
        return SnapshotBytes(UnsafeMutableRawBufferPointer(rebasing: memory[range]), of: self)
    }
}
