import Glibc

/// A NULL-terminated vector of C strings in two allocations, as `execve` takes it.
final class CStringVector {
    private let bytes: UnsafeMutablePointer<CChar>
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    /// Copies the strings.
    ///
    /// - Throws: `.cannotStart` when one holds a NUL byte, which would silently end it.
    init(_ strings: [String], of command: String) throws(ExecutionError) {
        for string in strings where string.utf8.contains(0) {
            throw ExecutionError(
                code: .cannotStart,
                message: "Cannot start `\(command)`: `\(string.prefix(64))` contains a NUL byte")
        }
        bytes = .allocate(capacity: strings.reduce(0) { $0 + $1.utf8.count + 1 })
        pointers = .allocate(capacity: strings.count + 1)
        var offset = 0
        for (index, string) in strings.enumerated() {
            pointers[index] = bytes + offset
            for byte in string.utf8 {
                bytes[offset] = CChar(bitPattern: byte)
                offset += 1
            }
            bytes[offset] = 0
            offset += 1
        }
        pointers[strings.count] = nil
    }

    deinit {
        bytes.deallocate()
        pointers.deallocate()
    }
}
