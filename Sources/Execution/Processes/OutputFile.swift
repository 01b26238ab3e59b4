import CSpawn
import Glibc

/// An anonymous file in memory that collects what a process writes.
///
/// Unlike a pipe it needs no reader while the process runs, and a daemon which the process has left
/// behind cannot hold it open.
final class OutputFile: Sendable {
    let descriptor: Int32

    init(for command: String) throws(ExecutionError) {
        descriptor = bld_output_file()
        guard descriptor >= 0 else {
            throw ExecutionError(
                code: .cannotStart, message: "Cannot start `\(command)`: no file for its output",
                cause: SystemError(number: -descriptor))
        }
    }

    deinit {
        close(descriptor)
    }

    /// All that has been written so far.
    func contents() -> [UInt8] {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size > 0 else { return [] }
        let size = Int(status.st_size)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                guard let start = buffer.baseAddress else { return }
                let got = pread(descriptor, start + count, size - count, off_t(count))
                if got < 0 && errno == EINTR { continue }
                guard got > 0 else { return }
                count += got
            }
        }
    }
}
