import Glibc

/// An error number of the operating system.
public struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The value of `errno`.
    public let number: Int32

    /// Wraps an error number.
    public init(number: Int32) {
        self.number = number
    }

    /// What the calling thread's last failed system call reported.
    static var last: SystemError { SystemError(number: errno) }

    /// The system's own words for it.
    public var description: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let start = buffer.baseAddress, strerror_r(number, start, buffer.count) == 0
            else { return "error \(number)" }
            return String(cString: start)
        }
    }
}
