/// The start of a snapshot.
///
/// ```text
/// header      what follows here
/// objects     words with addresses in them: objects, tables, code blocks
/// raw         words without: strings, numbers, hashes, instructions, source ranges
/// references  one bit for each word of `objects`: whether it is an offset from `objects`
/// fixups      pairs (word, import) of 32 bits each: words that what is imported is written to
/// manifest    packed: source, imported modules, imports, native objects, tables to hash again
/// ```
/// Addresses within a snapshot are offsets from `objects` until it is read. The rest of the
/// snapshot stays as it is read: reading ends with `objects` and `raw` as a frozen heap in place.
struct SnapshotHeader: BitwiseCopyable {
    var magic: UInt64
    /// Stands for everything that gives the bytes their meaning: see `SnapshotFormat`.
    var format: UInt64
    /// The digest of all bytes after it, which other snapshots know this one by.
    var digest: SnapshotDigest
    var objectBytes: UInt32
    var rawBytes: UInt32
    /// Fixups of everything but native objects, which are made when these are done.
    var fixupCount: UInt32
    var nativeFixupCount: UInt32
    var manifestBytes: UInt32
    /// The object of the global variables.
    var variables: UInt32
    /// The `struct` of the exports.
    var exports: UInt32
    var blocks: UInt32
    var blockCount: UInt32
    var globalNames: UInt32
    var globalCount: UInt32
    var attributes: UInt32
    var attributeCount: UInt32
    var reserved: UInt32 = 0

    static let size = 96
    static let magic: UInt64 = 0x3174_6F68_7370_616E
    /// Where the bytes begin that the digest covers.
    static let digested = 32

    var referenceBytes: Int { (Int(objectBytes) / 8 + 63) / 64 * 8 }
    var imageBytes: Int { Int(objectBytes) + Int(rawBytes) }
    var fixups: Int { Int(fixupCount) + Int(nativeFixupCount) }
    var totalBytes: Int {
        SnapshotHeader.size + imageBytes + referenceBytes + fixups * 8 + Int(manifestBytes)
    }
}

/// What gives the bytes of a snapshot their meaning, as one number.
///
/// Objects and code are written as they lie in memory, so every change of a layout or of an opcode
/// is a change of the format. The build of the program, which is part of the number, stands for
/// all of them; sizes are there lest a build be named carelessly.
enum SnapshotFormat {
    private static let version = 1

    /// The number for a build of the program.
    static func number(build: String) -> UInt64 {
        let sizes = [
            MemoryLayout<SnapshotHeader>.size, MemoryLayout<ObjectHeader>.size,
            MemoryLayout<StringLayout>.size, MemoryLayout<ListLayout>.size,
            MemoryLayout<TupleLayout>.size, MemoryLayout<TableLayout>.size,
            MemoryLayout<RangeLayout>.size, MemoryLayout<BigIntegerLayout>.size,
            MemoryLayout<FloatLayout>.size, MemoryLayout<FunctionLayout>.size,
            MemoryLayout<ModuleLayout>.size, MemoryLayout<CodeBlock>.size,
            MemoryLayout<ParameterLayout>.size, MemoryLayout<CallShape>.size,
            MemoryLayout<DictTemplate>.size, MemoryLayout<AttributeName>.size,
            MemoryLayout<CaptureSource>.size, MemoryLayout<ByteRange>.size,
            ObjectKind.count, Opcode.allCases.count,
        ]
        return SnapshotDigest(of: Array("\(version) \(sizes) \(build)".utf8)).low
    }
}
