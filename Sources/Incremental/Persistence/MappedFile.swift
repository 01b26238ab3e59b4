import Glibc

/// A file in memory: read when it is touched, and copied, page by page, when it is written to.
///
/// The file itself never changes through it. It stays what it was when another takes its place.
///
/// `@unchecked Sendable`: who writes to a part of it says why nobody else uses that part.
final class MappedFile: @unchecked Sendable {
    let bytes: UnsafeMutableRawBufferPointer

    /// Maps a file, or nothing of one that is empty.
    ///
    /// - Returns: Nil if there is no such file or it cannot be read.
    init?(path: String) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var information = stat()
        guard fstat(file, &information) == 0 else { return nil }
        let count = Int(information.st_size)
        if count == 0 {
            bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
            return
        }
        let memory = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, file, 0)
        guard let memory, memory != MAP_FAILED else { return nil }
        bytes = UnsafeMutableRawBufferPointer(start: memory, count: count)
    }

    deinit {
        if let base = bytes.baseAddress { munmap(base, bytes.count) }
    }

    /// A part of the file.
    ///
    /// - Returns: Nil if it is not inside.
    func part(_ offset: UInt64, _ count: Int) -> UnsafeRawBufferPointer? {
        guard count >= 0, count <= bytes.count, offset <= UInt64(bytes.count - count) else {
            return nil
        }
        return UnsafeRawBufferPointer(rebasing: bytes[Int(offset)..<Int(offset) + count])
    }
}
