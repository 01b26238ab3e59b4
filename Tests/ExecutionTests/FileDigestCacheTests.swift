import BuildModel
import Glibc
import Storage
import Testing

@testable import Execution

struct FileDigestCacheTests {
    private let folder: TemporaryFolder
    private let records = MemoryRecordStore()
    private let workers = JobSlots(count: 2)

    init() throws {
        folder = try TemporaryFolder()
    }

    private func cache() -> FileDigestCache {
        FileDigestCache(records: records, workers: workers)
    }

    /// Sets a file's modification time; its change time becomes now.
    private func setModified(_ name: String, _ seconds: Int) throws {
        let times = [timespec(tv_sec: seconds, tv_nsec: 5), timespec(tv_sec: seconds, tv_nsec: 5)]
        try #require(utimensat(AT_FDCWD, folder.text(name), times, 0) == 0)
    }

    private func record(_ digest: Digest, of name: String, age: Int64) throws -> FileDigestRecord {
        let status = try #require(try FileStatus(at: folder.text(name)))
        return FileDigestRecord(
            version: status.version, digest: digest, readAt: status.version.changed + age)
    }

    @Test func digestsAreThoseOfTheContent() async throws {
        try folder.write("a", "alpha")
        try folder.write("empty", "")
        try folder.write("d/file", "in a folder")
        let cache = cache()
        let paths = try ["a", "empty", "d", "none", "d/file"].map {
            try AbsolutePath(folder.text($0))
        }
        let digests = try await cache.digests(of: paths)
        #expect(
            digests == [Digest(of: "alpha"), .empty, nil, nil, Digest(of: "in a folder")])
        try folder.write("a", "other")
        #expect(try await cache.digest(of: paths[0]) == Digest(of: "other"))
    }

    /// A change of equal size within one tick of the clock leaves the time stamps as they are; a
    /// record made that soon must not be believed.
    @Test func recordsThatAreTooYoungAreNotBelieved() async throws {
        try folder.write("f", "new!")
        let path = try AbsolutePath(folder.text("f"))
        let status = try #require(try FileStatus(at: path.text))
        let lie = Digest(of: "old!")

        let young = cache()
        await young.remember(try record(lie, of: "f", age: 10_000_000), of: status.identity)
        #expect(try await young.digest(of: path) == Digest(of: "new!"))

        // The same record, made a while after the last change, is what the cache is for.
        let old = cache()
        await old.remember(try record(lie, of: "f", age: 100_000_000), of: status.identity)
        #expect(try await old.digest(of: path) == lie)
    }

    @Test func restoredModificationTimeDoesNotHideAChange() async throws {
        try folder.write("f", "one")
        try setModified("f", 1_000_000)
        let path = try AbsolutePath(folder.text("f"))
        let cache = cache()
        let status = try #require(try FileStatus(at: path.text))
        await cache.remember(
            try record(Digest(of: "one"), of: "f", age: 100_000_000), of: status.identity)
        // Same inode, same size, same modification time: only the change time differs.
        try folder.write("f", "two")
        try setModified("f", 1_000_000)
        #expect(try await cache.digest(of: path) == Digest(of: "two"))
    }

    @Test func coarseTimeStampsNeedALongerWait() {
        let version = FileStatus.Version(
            sizeBytes: 1, modified: 5_000_000_000, changed: 5_000_000_000)
        #expect(version.isRacy(readAt: 6_999_999_999))
        #expect(!version.isRacy(readAt: 7_000_000_001))
        let fine = FileStatus.Version(
            sizeBytes: 1, modified: 5_000_000_001, changed: 5_000_000_001)
        #expect(fine.isRacy(readAt: 5_020_000_001))
        #expect(!fine.isRacy(readAt: 5_020_000_002))
    }

    @Test func safeRecordsOutliveTheProcess() async throws {
        try folder.write("old", "content")
        try folder.write("young", "content")
        let lie = Digest(of: "a lie..")
        let first = cache()
        for (name, age) in [("old", Int64(100_000_000)), ("young", 0)] {
            let status = try #require(try FileStatus(at: folder.text(name)))
            await first.remember(try record(lie, of: name, age: age), of: status.identity)
        }
        await first.flush()
        let second = cache()
        #expect(try await second.digest(of: AbsolutePath(folder.text("old"))) == lie)
        #expect(
            try await second.digest(of: AbsolutePath(folder.text("young")))
                == Digest(of: "content"))
    }

    @Test func recordsSurviveTheirEncoding() throws {
        let version = FileStatus.Version(sizeBytes: 7, modified: -3, changed: .max)
        let digest = Digest(of: "seven b")
        let record = FileDigestRecord(version: version, digest: digest, readAt: 1)
        let decoded = try #require(FileDigestRecord(record.encoded))
        #expect(decoded.version == version)
        #expect(decoded.digest == digest)
        #expect(FileDigestRecord(record.encoded.dropLast()) == nil)
    }
}

extension FileDigestRecord {
    fileprivate init?(_ bytes: ArraySlice<UInt8>) {
        self.init(Array(bytes))
    }
}
