import BuildModel

/// What an earlier run of an action really depended on, by its own account.
///
/// If all of this is as it was, running the action again would do what it did then, whatever else
/// has changed among its tagged inputs:
/// - everything that no tag covers: arguments, environment, programs, untagged inputs
///   (`invariant`),
/// - which paths the tagged inputs have, since a new file can shadow another (also `invariant`),
/// - the content of those tagged inputs that the command read (`used`).
///
/// ```text
/// version:1 | invariant:32+8 | action:32+8 | count:varint | (path length:varint path value)*
/// value = 0: not a file | 1 or 2 (executable): file digest
/// ```
struct DepFileRecord: Hashable {
    /// The digest of what must not have changed at all.
    var invariant: Digest
    /// The action under which the result was recorded.
    var action: ActionDigest
    /// The tagged inputs that were read, and what they were.
    var used: [ProjectPath: Content]

    /// What a used path was, following links.
    enum Content: Hashable {
        case file(FileValue)
        /// A folder or a dangling link: never equal to what a command could have read.
        case other
    }

    private static let version: UInt8 = 1

    /// The record as it is stored.
    var encoded: [UInt8] {
        var writer = RecordWriter()
        writer.byte(DepFileRecord.version)
        writer.digest(invariant)
        writer.digest(action.digest)
        writer.count(used.count)
        for (path, content) in used.sorted(by: { $0.key < $1.key }) {
            writer.text(path.text)
            switch content {
            case .other: writer.byte(0)
            case .file(let file):
                writer.byte(file.isExecutable ? 2 : 1)
                writer.digest(file.digest)
            }
        }
        return writer.bytes
    }

    /// Creates a record.
    init(invariant: Digest, action: ActionDigest, used: [ProjectPath: Content]) {
        self.invariant = invariant
        self.action = action
        self.used = used
    }

    /// Reads a stored record; nil if it is of another version or damaged.
    init?(decoding bytes: [UInt8]) {
        var reader = RecordReader(bytes)
        guard reader.byte() == DepFileRecord.version, let invariant = reader.digest(),
            let action = reader.digest(), let count = reader.count()
        else { return nil }
        self.invariant = invariant
        self.action = ActionDigest(action)
        used = [:]
        for _ in 0..<count {
            guard let text = reader.text(), let path = try? ProjectPath(text),
                let kind = reader.byte()
            else { return nil }
            switch kind {
            case 0: used[path] = .other
            case 1, 2:
                guard let digest = reader.digest() else { return nil }
                used[path] = .file(FileValue(digest: digest, isExecutable: kind == 2))
            default: return nil
            }
        }
        guard reader.isAtEnd else { return nil }
    }
}

/// Appends the fields of a record.
private struct RecordWriter {
    private(set) var bytes: [UInt8] = []

    mutating func byte(_ byte: UInt8) { bytes.append(byte) }

    mutating func count(_ count: Int) {
        var rest = UInt64(count)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func digest(_ digest: Digest) {
        bytes.append(contentsOf: digest.hashBytes)
        count(Int(digest.sizeBytes))
    }

    mutating func text(_ text: String) {
        count(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }
}

/// Takes the fields of a record apart; every method returns nil past the end.
private struct RecordReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func byte() -> UInt8? { rest.popFirst() }

    mutating func count() -> Int? {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 63, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return Int(exactly: value) }
        }
        return nil
    }

    mutating func digest() -> Digest? {
        guard let hash = take(Digest.hashByteCount), let size = count() else { return nil }
        return hash.withUnsafeBytes { Digest(hash: $0, sizeBytes: Int64(size)) }
    }

    mutating func text() -> String? {
        guard let length = count(), let bytes = take(length) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
