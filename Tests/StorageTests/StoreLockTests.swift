import BuildModel
import Glibc
import Synchronization
import Testing

@testable import Storage

/// Two stores on one folder stand for two processes: the kernel keeps the lock by open file.
@Suite struct StoreLockTests {
    private let blob = Blob(Array("shared".utf8))

    /// A store that says through the stream when it starts to wait.
    private func waitingStore(
        _ paths: StorePaths
    ) -> (LocalStore, AsyncStream<StoreEvent>) {
        let (events, continuation) = AsyncStream.makeStream(of: StoreEvent.self)
        return (LocalStore(paths, patience: .zero) { continuation.yield($0) }, events)
    }

    /// A store that does not let go of the database by itself while somebody works.
    private func workingStore(_ paths: StorePaths) -> LocalStore {
        LocalStore(paths, turn: .seconds(3600))
    }

    @Test func theSecondWaitsForTheFirstAndNamesIt() async throws {
        let folder = try TemporaryFolder()
        let paths = StorePaths(root: folder.path)
        let first = workingStore(paths)
        try await first.contents.write([blob])
        #expect(try contents(of: paths.lock) == Array("\(getpid())\n".utf8))

        let (second, events) = waitingStore(paths)
        async let read = second.contents.read(blob.digest)
        async let missing = second.contents.missing(among: [blob.digest])
        var iterator = events.makeAsyncIterator()
        let waiting = await iterator.next()
        #expect(waiting?.description == "Waiting for process \(getpid()), which uses the cache")
        first.close()
        #expect(await iterator.next()?.description == "The cache is free")
        #expect(try await read == blob.bytes)
        #expect(try await missing.isEmpty)
        second.close()
        // The database goes with its last question, whose task may end after its answer.
        try StoreLock(paths.lock, patience: .zero) { _ in }.release()
        #expect(try contents(of: paths.lock).isEmpty, "nobody is named when nobody holds it")
    }

    @Test func waitingCanBeCancelled() async throws {
        let folder = try TemporaryFolder()
        let paths = StorePaths(root: folder.path)
        let first = workingStore(paths)
        try await first.contents.write([blob])
        let (second, events) = waitingStore(paths)
        let task = Task { [blob] in try await second.contents.read(blob.digest) }
        var iterator = events.makeAsyncIterator()
        _ = await iterator.next()
        task.cancel()
        await #expect { try await task.value } throws: { isStorageError($0, .locked) }
        // The wait itself goes on: the next question is answered once the lock is free.
        first.close()
        #expect(try await second.contents.read(blob.digest) == blob.bytes)
        second.close()
    }

    @Test func closingWaitsForRunningQuestions() async throws {
        let folder = try TemporaryFolder()
        let store = LocalStore(StorePaths(root: folder.path))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<50 {
                group.addTask {
                    let bytes = Array("\(index)".utf8)
                    let digest = try await store.contents.write(bytes)
                    #expect(try await store.contents.read(digest) == bytes)
                }
                if index % 10 == 9 { group.addTask { store.close() } }
            }
            try await group.waitForAll()
        }
        store.close()
    }

    @Test func restingLetsOthersHaveIt() async throws {
        let folder = try TemporaryFolder()
        let paths = StorePaths(root: folder.path)
        let first = workingStore(paths)
        try await first.contents.write([blob])
        first.rest()
        let second = workingStore(paths)
        #expect(try await second.contents.read(blob.digest) == blob.bytes)
        second.close()
        first.wake()
        #expect(try await first.contents.read(blob.digest) == blob.bytes)
        first.close()
    }

    @Test func workingStoresTakeTurns() async throws {
        let folder = try TemporaryFolder()
        let paths = StorePaths(root: folder.path)
        let stores = (0..<3).map { _ in LocalStore(paths, turn: .milliseconds(1)) }
        // Each asks again and again, and none is closed before all have been answered.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, store) in stores.enumerated() {
                group.addTask {
                    for round in 0..<20 {
                        let digest = try await store.contents.write(Array("\(index)".utf8))
                        let action = ActionDigest(Digest(of: "\(index) \(round)"))
                        let result = ActionResult(stdout: digest)
                        try await store.results.record(result, for: action)
                        #expect(try await store.results.result(for: action) == result)
                    }
                }
            }
            try await group.waitForAll()
        }
        for store in stores { store.close() }
    }

    /// A child has a copy of every descriptor until it executes its program.
    @Test func theLockGoesThoughAnotherHasACopyOfItsFile() async throws {
        let folder = try TemporaryFolder()
        let paths = StorePaths(root: folder.path)
        let first = LocalStore(paths)
        try await first.contents.write([blob])
        let copies = openDescriptors(of: paths.lock).map { dup($0) }
        #expect(!copies.isEmpty)
        defer { for copy in copies { close(copy) } }
        first.close()
        let reports = Reports()
        let second = LocalStore(paths, patience: .zero, report: reports.add)
        #expect(try await second.contents.read(blob.digest) == blob.bytes)
        #expect(reports.all.isEmpty)
        second.close()
    }

    /// The descriptors with which this process has a file open.
    private func openDescriptors(of path: AbsolutePath) -> [Int32] {
        (0..<Int32(1024)).filter { descriptor in
            var buffer = [CChar](repeating: 0, count: 4096)
            let count = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count)
            return count > 0
                && String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
                    == path.text
        }
    }
}
