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
        return (LocalStore(paths) { continuation.yield($0) }, events)
    }

    @Test func theSecondWaitsForTheFirstAndNamesIt() async throws {
        let folder = try TemporaryFolder()
        let paths = StorePaths(root: folder.path)
        let first = LocalStore(paths)
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
        #expect(try contents(of: paths.lock).isEmpty, "nobody is named when nobody holds it")
    }

    @Test func waitingCanBeCancelled() async throws {
        let folder = try TemporaryFolder()
        let paths = StorePaths(root: folder.path)
        let first = LocalStore(paths)
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
}
