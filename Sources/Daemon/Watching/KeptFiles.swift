import ByteCoding
import Glibc
import Incremental
import Loading

/// What an earlier process knew of files, used where it lies: nothing is read that is not asked
/// for.
/// ```
///    0  magic    8    "bldfile1"
///    8  count    4    files
///   12  slots    4    of the index, a power of two
///   16  paths    4    bytes
///   20  uses     4    bytes
///   24  index    4 × slots    file + 1, or 0 when empty; by the low half of the path's xxh3-128
///       files   40 × count    stamp's hash 16, changed 8, path 4, uses 4, flags 4, unused 4
///       paths                 each ends in a zero byte; below the project's root without it
///       kinds                 list of names
///       uses                  for each file a list of kind's number and key's bytes
/// ```
/// All numbers are of the machine's own byte order.
///
/// `@unchecked Sendable`: it is never written, and `owner` keeps it mapped.
struct KeptFiles: @unchecked Sendable {
    static let magic: UInt64 = 0x31_656c_6966_646c_62
    static let headSize = 24
    static let fileSize = 40

    /// Flags of a file.
    struct Flags: OptionSet {
        let rawValue: UInt32
        /// Its uses are to be told whatever its stamp is.
        static let unsure = Flags(rawValue: 1)
        /// What a link leads to is looked at too.
        static let follows = Flags(rawValue: 2)
    }

    /// How many files there are.
    let count: Int
    private let slots: Int
    private let index: UnsafeRawPointer
    private let files: UnsafeRawPointer
    private let paths: UnsafeRawBufferPointer
    private let uses: UnsafeRawBufferPointer
    private let kinds: [any PersistentKey.Type]
    private let owner: (any AnyObject & Sendable)?

    /// Reads the head of what was kept.
    ///
    /// - Throws: If it is not what ``KeptFilesWriter`` wrote.
    init(
        _ bytes: UnsafeRawBufferPointer, kinds: [String: any PersistentKey.Type],
        owner: (any AnyObject & Sendable)?
    ) throws(DamagedBytes) {
        var reader = ByteReader(bytes)
        let head = try reader.slice(KeptFiles.headSize)
        guard head.loadUnaligned(as: UInt64.self) == KeptFiles.magic else { throw DamagedBytes() }
        func number(_ offset: Int) -> Int {
            Int(head.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }
        count = number(8)
        slots = number(12)
        guard slots > count, slots & (slots - 1) == 0,
            let index = try reader.slice(slots * 4).baseAddress,
            let files = try reader.slice(count * KeptFiles.fileSize).baseAddress
        else { throw DamagedBytes() }
        self.index = index
        self.files = files
        paths = try reader.slice(number(16))
        guard paths.last ?? 0 == 0 else { throw DamagedBytes() }
        self.kinds = try reader.list { (reader) throws(DamagedBytes) in
            guard let kind = kinds[try reader.string()] else { throw DamagedBytes() }
            return kind
        }
        uses = try reader.slice(number(20))
        self.owner = owner
    }

    /// The number of the file at a path, written as it is kept.
    func find(_ path: String) -> Int? {
        var path = path
        return path.withUTF8 { path in
            var slot = Int(truncatingIfNeeded: KeptFiles.hash(path)) & (slots - 1)
            while true {
                let entry = index.loadUnaligned(fromByteOffset: slot * 4, as: UInt32.self)
                guard entry != 0, entry <= count else { return nil }
                let file = Int(entry) - 1
                let kept = self.path(file)
                let count = strlen(kept)
                if UnsafeRawBufferPointer(start: kept, count: count).elementsEqual(path) {
                    return file
                }
                slot = (slot + 1) & (slots - 1)
            }
        }
    }

    static func hash(_ path: UnsafeBufferPointer<UInt8>) -> UInt64 {
        Fingerprinter.fingerprint(of: path).low
    }

    private func number(_ file: Int, _ offset: Int) -> UInt32 {
        files.loadUnaligned(
            fromByteOffset: file * KeptFiles.fileSize + offset, as: UInt32.self)
    }

    /// The path of a file as it is kept.
    func path(_ file: Int) -> UnsafePointer<CChar> {
        // The last byte of all is zero, so a path that begins among them ends among them.
        let offset = min(Int(number(file, 24)), paths.count - 1)
        guard let base = paths.baseAddress else { preconditionFailure("a file has a path") }
        return (base + offset).assumingMemoryBound(to: CChar.self)
    }

    /// What a file was.
    func stamp(_ file: Int) -> FileStamp {
        let record = files + file * KeptFiles.fileSize
        return FileStamp(
            hash: Fingerprint(
                low: record.loadUnaligned(as: UInt64.self),
                high: record.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
            changed: record.loadUnaligned(fromByteOffset: 16, as: Int64.self))
    }

    /// How a file is looked at.
    func flags(_ file: Int) -> Flags { Flags(rawValue: number(file, 32)) }

    /// All that is known of a file.
    ///
    /// - Throws: If the keys of its uses cannot be read.
    func file(_ file: Int) throws(DamagedBytes) -> TrackedFile {
        let flags = flags(file)
        return TrackedFile(
            stamp: stamp(file), isFresh: false, isStale: flags.contains(.unsure),
            follows: flags.contains(.follows), uses: try uses(file))
    }

    private func uses(_ file: Int) throws(DamagedBytes) -> [FileUse] {
        let offset = Int(number(file, 28))
        guard offset < uses.count else { throw DamagedBytes() }
        var reader = ByteReader(UnsafeRawBufferPointer(rebasing: uses[offset...]))
        return try reader.list { (reader) throws(DamagedBytes) in
            let kind = try reader.number()
            guard kind < UInt64(kinds.count) else { throw DamagedBytes() }
            return try .by(kinds[Int(kind)], from: &reader)
        }
    }
}
