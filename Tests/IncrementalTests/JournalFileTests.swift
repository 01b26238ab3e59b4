import Testing

@testable import Incremental

/// Journals of plain bytes: appended to, cut, damaged.
@Suite struct JournalFileTests {
    static let identity = Fingerprint(low: 1, high: 2)
    static let batches: [[UInt8]] = [[1, 2, 3], [], Array(repeating: 7, count: 100), [9]]
    let folder = TemporaryFolder()

    func write(_ batches: [[UInt8]] = batches, device: any StoreDevice = KernelDevice()) throws {
        var journal = try JournalFile(
            path: folder / "journal", identity: Self.identity, generation: 5, device: device)
        for batch in batches {
            let place = try journal.append(batch)
            #expect(journal.read(batch.count, at: place) == batch)
        }
    }

    func read(_ identity: Fingerprint = identity, _ generation: UInt64 = 5) -> [[UInt8]]? {
        guard let mapping = MappedFile(path: folder / "journal"),
            let contents = JournalContents(mapping, identity: identity, generation: generation)
        else { return nil }
        return contents.batches.indices.map { Array(contents.bytes($0)) }
    }

    @Test func batchesAreRead() throws {
        try write()
        #expect(read() == Self.batches)
        #expect(read(Fingerprint(low: 1, high: 3)) == nil)
        #expect(read(Self.identity, 6) == nil)
    }

    /// Whatever is missing at the end, the batches before are there, and the journal goes on.
    @Test func aTornTailIsCutOff() throws {
        try write()
        let whole = try #require(folder.read("journal"))
        for count in whole.indices {
            folder.write("journal", Array(whole[..<count]))
            guard count >= JournalFile.headerBytes else {
                #expect(read() == nil)
                continue
            }
            let left = try #require(read())
            #expect(left == Array(Self.batches.prefix(left.count)))
            #expect(left.count < Self.batches.count)
            let mapping = try #require(MappedFile(path: folder / "journal"))
            guard let contents = JournalContents(mapping, identity: Self.identity, generation: 5)
            else {
                Issue.record("a journal with a header")
                return
            }
            var journal = try JournalFile(
                path: folder / "journal", after: contents, device: KernelDevice())
            _ = try journal.append([42])
            #expect(read() == left + [[42]])
        }
    }

    /// What lies behind the end of a newer journal in the same file does not count.
    @Test func whatAnEarlierJournalLeftDoesNotCount() throws {
        try write()
        let old = try #require(folder.read("journal"))
        try write([[5, 5, 5]])
        let new = try #require(folder.read("journal"))
        folder.write("journal", new + old[new.count...])
        #expect(read() == [[5, 5, 5]])
    }

    /// A flipped bit ends the journal before the batch that has it.
    @Test func noDamageIsRead() throws {
        try write()
        let whole = try #require(folder.read("journal"))
        for place in whole.indices {
            for bit in UInt8(0)..<8 {
                var bytes = whole
                bytes[place] ^= 1 << bit
                folder.write("journal", bytes)
                guard let left = read() else { continue }
                #expect(left == Array(Self.batches.prefix(left.count)))
                #expect(left.count < Self.batches.count || (12..<16).contains(place))
            }
        }
    }
}
