import Glibc

/// The standard error stream, without buffers.
enum StandardError {
    static func write(_ text: String) {
        withUTF8Bytes(text) { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = Glibc.write(2, UTF8Bytes(rebasing: rest).baseAddress, rest.count)
                if written <= 0 { return }
                rest = rest.dropFirst(written)
            }
        }
    }
}
