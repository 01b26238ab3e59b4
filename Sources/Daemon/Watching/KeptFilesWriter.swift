import ByteCoding
import Incremental
import Loading

/// Writes what is known of files in the form that ``KeptFiles`` reads.
struct KeptFilesWriter {
    private var count = 0
    private var files: [UInt8] = []
    private var paths: [UInt8] = []
    private var uses = ByteWriter()
    private var kinds: [String] = []
    private var starts: [UInt32] = []

    /// Adds a file; one that no kept key has read is left out.
    ///
    /// - Parameters:
    ///   - path: As it is kept.
    ///   - file: What is known of it.
    mutating func add(_ path: String, _ file: TrackedFile) {
        let kept = file.uses.compactMap(\.kept)
        guard !kept.isEmpty else { return }
        starts.append(UInt32(paths.count))
        for half in [file.stamp.hash.low, file.stamp.hash.high] { append(half) }
        append(file.stamp.changed)
        append(UInt32(paths.count))
        append(UInt32(uses.bytes.count))
        append(KeptFiles.Flags(of: file).rawValue)
        append(UInt32(0))
        paths += path.utf8
        paths.append(0)
        let numbered = kept.map { (kind: number(of: $0.kind), key: $0.key) }
        uses.write(numbered) { writer, use in
            writer.write(UInt64(use.kind))
            writer.write(raw: use.key)
        }
        count += 1
    }

    private mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number) { files.append(contentsOf: $0) }
    }

    private mutating func number(of kind: String) -> Int {
        if let number = kinds.firstIndex(of: kind) { return number }
        kinds.append(kind)
        return kinds.count - 1
    }

    /// Writes all that was added.
    func write(to writer: inout ByteWriter) {
        var slots = 16
        while slots < count * 2 { slots *= 2 }
        var index = [UInt32](repeating: 0, count: slots)
        paths.withUnsafeBufferPointer { paths in
            for (file, start) in starts.enumerated() {
                let end = file + 1 < count ? Int(starts[file + 1]) : paths.count
                let path = UnsafeBufferPointer(rebasing: paths[Int(start)..<end - 1])
                var slot = Int(truncatingIfNeeded: KeptFiles.hash(path)) & (slots - 1)
                while index[slot] != 0 { slot = (slot + 1) & (slots - 1) }
                index[slot] = UInt32(file + 1)
            }
        }
        withUnsafeBytes(of: KeptFiles.magic) { writer.write(raw: $0) }
        for number in [count, slots, paths.count, uses.bytes.count] {
            withUnsafeBytes(of: UInt32(number)) { writer.write(raw: $0) }
        }
        index.withUnsafeBytes { writer.write(raw: $0) }
        writer.write(raw: files)
        writer.write(raw: paths)
        writer.write(kinds)
        writer.write(raw: uses.bytes)
    }
}

extension KeptFiles.Flags {
    /// How a file is kept.
    init(of file: TrackedFile) {
        self = file.isFresh || file.isStale ? .unsure : []
        if file.follows { insert(.follows) }
    }
}

/// Some files, to be read one after the other.
enum KeptFileChanges {
    /// Writes files with their paths as they are kept.
    static func write(_ files: [(path: String, file: TrackedFile)], to writer: inout ByteWriter) {
        writer.write(files) { writer, entry in
            writer.write(entry.path)
            writer.write(entry.file.stamp.hash)
            writer.write(entry.file.stamp.changed)
            writer.write(UInt64(KeptFiles.Flags(of: entry.file).rawValue))
            writer.write(entry.file.uses.compactMap(\.kept)) { writer, use in
                writer.write(use.kind)
                writer.write(raw: use.key)
            }
        }
    }

    /// Reads what ``write(_:to:)`` wrote.
    ///
    /// - Throws: If it is damaged.
    static func read(
        _ bytes: UnsafeRawBufferPointer, kinds: [String: any PersistentKey.Type],
        _ body: (String, TrackedFile) -> Void
    ) throws(DamagedBytes) {
        var reader = ByteReader(bytes)
        _ = try reader.list { (reader) throws(DamagedBytes) in
            let path = try reader.string()
            let stamp = FileStamp(
                hash: try reader.read(), changed: try reader.signed())
            let flags = KeptFiles.Flags(rawValue: UInt32(truncatingIfNeeded: try reader.number()))
            let uses = try reader.list { (reader) throws(DamagedBytes) -> FileUse in
                guard let kind = kinds[try reader.string()] else { throw DamagedBytes() }
                return try .by(kind, from: &reader)
            }
            body(
                path,
                TrackedFile(
                    stamp: stamp, isFresh: false, isStale: flags.contains(.unsure),
                    follows: flags.contains(.follows), uses: uses))
        }
        try reader.end()
    }
}
