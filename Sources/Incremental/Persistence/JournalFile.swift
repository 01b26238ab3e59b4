import CXXHash
import Glibc

/// The changes since a snapshot, batch after batch, each of one save.
/// ```
///   header   [ magic 8 ][ version 4 ][ - 4 ][ identity 16 ][ generation 8 ][ checksum 8 ]
///   batch    [ count 8 ][ sequence 8 ][ count bytes ][ commit record: xxh3-128 of all before 16 ]
/// ```
/// The hash of a batch is seeded with that of the batch before, the first one's with the checksum
/// of the header. So a batch counts only if it is whole and everything before it is, and what an
/// earlier journal left behind the end of a newer one never counts. What follows the last batch
/// that counts is cut off.
///
/// Nothing is synchronized after a batch: the kernel keeps what a killed process has written, and
/// after a power failure the hashes tell how many batches have reached the disk. All that a batch
/// says is of one moment, so any number of them is a graph that was once right; it is brought up to
/// date from there by whoever compares it with the world.
struct JournalFile: ~Copyable {
    static let magic: UInt64 = 0x6C61_6E72_756F_6A62  // "bjournal"
    static let headerBytes = 48
    static let batchOverhead = 32

    private let device: any StoreDevice
    private let file: Int32
    private(set) var end: Int
    private var seed: UInt64
    private var sequence: UInt64

    /// Makes the file an empty journal that continues a snapshot.
    ///
    /// - Throws: If it cannot be written; it may then be cut short, hence nothing.
    init(
        path: String, identity: Fingerprint, generation: UInt64, device: any StoreDevice
    ) throws(StoreError) {
        // Another file: the one before may be mapped.
        device.remove(path)
        let file = try device.open(path, truncate: true)
        var header = [UInt8](repeating: 0, count: Self.headerBytes)
        let sum = header.withUnsafeMutableBytes { header in
            header.put(Self.magic, 0)
            header.put(SnapshotLayout.version, 8)
            header.put(identity.low, 16)
            header.put(identity.high, 24)
            header.put(generation, 32)
            let sum = checksum(UnsafeRawBufferPointer(rebasing: header[..<40]))
            header.put(sum, 40)
            return sum
        }
        do throws(StoreError) {
            try device.write(header, to: file, at: 0)
        } catch {
            close(file)
            throw error
        }
        self.device = device
        self.file = file
        end = Self.headerBytes
        seed = sum
        sequence = 0
    }

    /// Goes on with a journal after its last whole batch, cutting off what is behind.
    init(
        path: String, after contents: borrowing JournalContents, device: any StoreDevice
    ) throws(StoreError) {
        let file = try device.open(path, truncate: false)
        do throws(StoreError) {
            try device.truncate(file, to: contents.end)
        } catch {
            close(file)
            throw error
        }
        self.device = device
        self.file = file
        end = contents.end
        seed = contents.seed
        sequence = UInt64(contents.batches.count)
    }

    deinit { close(file) }

    /// Adds a batch.
    ///
    /// - Parameter payload: The bytes.
    /// - Returns: The place of the first of them in the file.
    /// - Throws: If it could not be written; it then does not count, and can be tried again.
    mutating func append(_ payload: [UInt8]) throws(StoreError) -> Int {
        var batch: [UInt8] = []
        batch.reserveCapacity(payload.count + Self.batchOverhead)
        withUnsafeBytes(of: UInt64(payload.count).littleEndian) { batch.append(contentsOf: $0) }
        withUnsafeBytes(of: sequence.littleEndian) { batch.append(contentsOf: $0) }
        batch.append(contentsOf: payload)
        let hash = batch.withUnsafeBytes { bld_xxh3_128($0.baseAddress, $0.count, seed) }
        withUnsafeBytes(of: hash.low.littleEndian) { batch.append(contentsOf: $0) }
        withUnsafeBytes(of: hash.high.littleEndian) { batch.append(contentsOf: $0) }
        do throws(StoreError) {
            try device.write(batch, to: file, at: end)
        } catch {
            // On a full disk the space is given back. If that fails too, the next batch is written
            // over this one.
            try? device.truncate(file, to: end)
            throw error
        }
        let place = end + 16
        end += batch.count
        seed = hash.low
        sequence += 1
        return place
    }

    /// Reads some of the bytes.
    ///
    /// - Returns: Nil if they are not there.
    func read(_ count: Int, at offset: Int) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            while done < count {
                let rest = UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[done...])
                let read = pread(file, rest.baseAddress, rest.count, off_t(offset + done))
                if read <= 0 { break }
                done += read
            }
        }
        return bytes.count == count ? bytes : nil
    }
}

/// What a journal says, as far as it is whole.
struct JournalContents: ~Copyable {
    /// One past the last byte that counts.
    let end: Int
    /// The hash of the last batch, with which the next one's is seeded.
    let seed: UInt64
    /// The place and the count of the bytes of each batch.
    let batches: [(place: Int, count: Int)]
    let mapping: MappedFile

    /// Reads a journal.
    ///
    /// - Returns: Nil if it does not continue the snapshot of this generation, or has no header.
    init?(_ mapping: MappedFile, identity: Fingerprint, generation: UInt64) {
        let bytes = UnsafeRawBufferPointer(mapping.bytes)
        guard bytes.count >= JournalFile.headerBytes,
            bytes.get(UInt64.self, 0) == JournalFile.magic,
            bytes.get(UInt32.self, 8) == SnapshotLayout.version,
            bytes.get(UInt64.self, 16) == identity.low,
            bytes.get(UInt64.self, 24) == identity.high,
            bytes.get(UInt64.self, 32) == generation
        else { return nil }
        var seed = checksum(UnsafeRawBufferPointer(rebasing: bytes[..<40]))
        guard bytes.get(UInt64.self, 40) == seed else { return nil }
        var batches: [(place: Int, count: Int)] = []
        var end = JournalFile.headerBytes
        while bytes.count - end >= JournalFile.batchOverhead {
            let count = bytes.get(UInt64.self, end)
            guard count <= UInt64(bytes.count - end - JournalFile.batchOverhead),
                bytes.get(UInt64.self, end + 8) == UInt64(batches.count)
            else { break }
            let commit = end + 16 + Int(count)
            let hash = bld_xxh3_128(bytes.baseAddress.map { $0 + end }, commit - end, seed)
            guard bytes.get(UInt64.self, commit) == hash.low,
                bytes.get(UInt64.self, commit + 8) == hash.high
            else { break }
            batches.append((end + 16, Int(count)))
            seed = hash.low
            end = commit + 16
        }
        self.end = end
        self.seed = seed
        self.batches = batches
        self.mapping = mapping
    }

    /// The bytes of a batch, valid as long as the mapping.
    func bytes(_ batch: Int) -> UnsafeRawBufferPointer {
        let (place, count) = batches[batch]
        return UnsafeRawBufferPointer(rebasing: mapping.bytes[place..<place + count])
    }
}

extension StoreDevice {
    /// Writes all the bytes at an offset.
    func write(_ bytes: [UInt8], to file: Int32, at offset: Int) throws(StoreError) {
        let result = bytes.withUnsafeBytes { bytes -> Result<Void, StoreError> in
            do throws(StoreError) {
                return .success(try write(bytes, to: file, at: offset))
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }
}
