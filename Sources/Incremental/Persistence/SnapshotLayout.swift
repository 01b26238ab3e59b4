import CXXHash

/// The form of a snapshot on disk.
///
/// All numbers are little-endian.
/// ```
///   header      4096 bytes, see SnapshotHeader
///   stream      values and blocks of nodes, in the order in which they were written
///     value       [ checksum 8 ][ count 4 ][ bytes ]
///     block       [ record 64 ] x nodes  [ words 4 ] x words  [ key ] x nodes
///     key         [ count 4 ][ bytes ]
///   index       pages of 512 words: [ upper 32 bits of the key's hash | node + 1 ], or 0
///   attachments bytes
///   directory   [ BlockEntry 24 ] x blocks  [ checksum 8 ] x pages of the index  [ names ]
///     names       the kinds' names; name, place, count and checksum of each attachment
/// ```
/// The header has a checksum of itself and one of the directory; the directory those of all else,
/// but that a value has its own in front. So a file is known to be whole as far as it is used: a
/// block, a page of the index, an attachment and a value are checked when they are first touched.
enum SnapshotLayout {
    static let magic: UInt64 = 0x6870_6172_6764_6C62  // "bldgraph"
    /// Another form of the file needs another number.
    static let version: UInt32 = 1
    static let headerBytes = 4_096
    static let recordBytes = 64
    static let blockNodes = NodeStorage.blockSize
    static let pageWords = 512
    static let pageBytes = 4_096
    static let blockEntryBytes = 24

    /// How many words an index of some nodes has: a power of two, at most three quarters full.
    static func indexWords(nodes: Int) -> Int {
        var words = pageWords
        while words * 3 < nodes * 4 { words *= 2 }
        return words
    }

    static func blockCount(nodes: Int) -> Int { (nodes + blockNodes - 1) / blockNodes }
}

/// 64 bits by which damage is seen.
func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
    bld_xxh3_128(bytes.baseAddress, bytes.count, seed).low
}

/// The first page of a snapshot.
/// ```
///    0  magic 8          32  generation 8     64  directory's place 8      96  length of file 8
///    8  version 4        40  revision 4       72  directory's count 8     104  names' count 8
///   12  - 4              44  nodes 4          80  directory's checksum 8  112  checksum of 0..<112
///   16  identity 16      48  index's place 8  88  - 8
///                        56  index's words 8
/// ```
struct SnapshotHeader: Hashable {
    var identity: Fingerprint
    /// Random, so that a journal knows the snapshot that it continues.
    var generation: UInt64
    var revision: UInt32
    var nodes: UInt32
    var index: UInt64
    var indexWords: UInt64
    var directory: UInt64
    var directoryBytes: UInt64
    var directoryChecksum: UInt64
    var fileBytes: UInt64
    var nameBytes: UInt64

    static let checkedBytes = 112

    /// The header page.
    func encoded() -> [UInt8] {
        var page = [UInt8](repeating: 0, count: SnapshotLayout.headerBytes)
        page.withUnsafeMutableBytes { page in
            page.put(SnapshotLayout.magic, 0)
            page.put(SnapshotLayout.version, 8)
            page.put(identity.low, 16)
            page.put(identity.high, 24)
            page.put(generation, 32)
            page.put(revision, 40)
            page.put(nodes, 44)
            page.put(index, 48)
            page.put(indexWords, 56)
            page.put(directory, 64)
            page.put(directoryBytes, 72)
            page.put(directoryChecksum, 80)
            page.put(fileBytes, 96)
            page.put(nameBytes, 104)
            let checked = UnsafeRawBufferPointer(rebasing: page[..<Self.checkedBytes])
            page.put(checksum(checked), Self.checkedBytes)
        }
        return page
    }

    /// Reads a header.
    ///
    /// - Throws: In words, why the file is of no use.
    init(_ bytes: UnsafeRawBufferPointer) throws(StoreDiscard) {
        guard bytes.count >= SnapshotLayout.headerBytes else { throw .damaged }
        guard bytes.get(UInt64.self, 0) == SnapshotLayout.magic else { throw .damaged }
        guard bytes.get(UInt32.self, 8) == SnapshotLayout.version else { throw .otherVersion }
        let checked = UnsafeRawBufferPointer(rebasing: bytes[..<Self.checkedBytes])
        guard bytes.get(UInt64.self, Self.checkedBytes) == checksum(checked) else {
            throw .damaged
        }
        identity = Fingerprint(low: bytes.get(UInt64.self, 16), high: bytes.get(UInt64.self, 24))
        generation = bytes.get(UInt64.self, 32)
        revision = bytes.get(UInt32.self, 40)
        nodes = bytes.get(UInt32.self, 44)
        index = bytes.get(UInt64.self, 48)
        indexWords = bytes.get(UInt64.self, 56)
        directory = bytes.get(UInt64.self, 64)
        directoryBytes = bytes.get(UInt64.self, 72)
        directoryChecksum = bytes.get(UInt64.self, 80)
        fileBytes = bytes.get(UInt64.self, 96)
        nameBytes = bytes.get(UInt64.self, 104)
    }

    /// A header of these facts.
    init(
        identity: Fingerprint, generation: UInt64, revision: UInt32, nodes: UInt32, index: UInt64,
        indexWords: UInt64, directory: UInt64, directoryBytes: UInt64, directoryChecksum: UInt64,
        fileBytes: UInt64, nameBytes: UInt64
    ) {
        self.identity = identity
        self.generation = generation
        self.revision = revision
        self.nodes = nodes
        self.index = index
        self.indexWords = indexWords
        self.directory = directory
        self.directoryBytes = directoryBytes
        self.directoryChecksum = directoryChecksum
        self.fileBytes = fileBytes
        self.nameBytes = nameBytes
    }
}

/// Why a kept graph is of no use, as the log says it.
enum StoreDiscard: Error, Hashable {
    case damaged
    case otherVersion
    case otherIdentity
    case unknownKind(String)
}

extension StoreDiscard: CustomStringConvertible {
    var description: String {
        switch self {
        case .damaged: "it is damaged"
        case .otherVersion: "it is of another version"
        case .otherIdentity: "it is of another build of the program, or another project"
        case .unknownKind(let name): "it has keys of an unknown kind, \(name)"
        }
    }
}

extension UnsafeMutableRawBufferPointer {
    func put<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number, _ offset: Int) {
        storeBytes(of: number.littleEndian, toByteOffset: offset, as: Number.self)
    }
}

extension UnsafeRawBufferPointer {
    func get<Number: FixedWidthInteger & BitwiseCopyable>(
        _ type: Number.Type, _ offset: Int
    ) -> Number {
        Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: type))
    }
}
