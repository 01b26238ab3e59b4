import BuildModel
import Glibc
import Storage
import Testing

/// What every content store promises, with blobs on both sides of the size where files begin.
func checkContentStore(make: () throws -> any ContentAddressableStore) async throws {
    let folder = try TemporaryFolder()
    let store = try make()
    let blobs = [
        Blob([]), Blob([7]), Blob(Array("text, text, text".utf8)),
        Blob([UInt8](repeating: 5, count: 10_000)), Blob(noise(16_383, seed: 1)),
        Blob(noise(16_384, seed: 2)), Blob(noise(700_000, seed: 3)),
    ]
    let digests = blobs.map(\.digest)

    // Only the empty blob is there from the start.
    #expect(try await store.missing(among: digests + digests) == Array(digests.dropFirst()))
    #expect(try await store.read(.empty) == [])
    for digest in digests.dropFirst() {
        await #expect { _ = try await store.read(digest) } throws: { isStorageError($0, .notFound) }
        let target = try folder.child("absent")
        await #expect {
            try await store.copy(digest, to: target, isExecutable: false)
        } throws: {
            isStorageError($0, .notFound)
        }
        #expect(mode(of: target) == nil)
    }

    // Written twice at once, everything can be read.
    try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<4 { group.addTask { try await store.write(blobs) } }
        try await group.waitForAll()
    }
    #expect(try await store.missing(among: digests).isEmpty)
    for blob in blobs {
        #expect(try await store.read(blob.digest) == blob.bytes)
        #expect(try await store.contains(blob.digest))
    }
    let absent = Digest(of: "never written")
    #expect(try await store.missing(among: [digests[2], absent]) == [absent])

    // Copies have the content and the mode asked for, and are the caller's to change.
    for (index, blob) in blobs.enumerated() {
        let target = try folder.child("copy\(index)")
        try await store.copy(blob.digest, to: target, isExecutable: index % 2 == 1)
        #expect(try contents(of: target) == blob.bytes)
        #expect(mode(of: target) == (index % 2 == 1 ? 0o755 : 0o644))
        try write(Array("changed".utf8), to: target)
        #expect(try await store.read(blob.digest) == blob.bytes)
        try await store.copy(blob.digest, to: target, isExecutable: false)
        #expect(try contents(of: target) == blob.bytes)
        #expect(mode(of: target) == 0o644)
    }

    // Ingested files are left as they are; changing them later changes nothing stored.
    for (index, size) in [0, 1, 16_383, 16_384, 300_000, 524_288].enumerated() {
        let bytes = noise(size, seed: UInt64(100 + index))
        let source = try folder.child("source\(index)")
        try write(bytes, to: source)
        let digest = try await store.ingest(file: source)
        #expect(digest == Digest(of: bytes))
        #expect(try contents(of: source) == bytes)
        try write(Array("changed".utf8), to: source)
        #expect(try await store.read(digest) == bytes)
    }
    let gone = try folder.child("gone")
    await #expect { try await store.ingest(file: gone) } throws: { isStorageError($0, .notFound) }
    await #expect { try await store.ingest(file: folder.path) } throws: {
        isStorageError($0, .ioFailure)
    }
}

func isStorageError(_ error: any Error, _ code: StorageError.Code) -> Bool {
    (error as? StorageError)?.code == code
}

@Suite struct ContentStoreTests {
    @Test func inMemory() async throws {
        try await checkContentStore { MemoryContentStore() }
    }

    @Test func onDisk() async throws {
        let folder = try TemporaryFolder()
        let store = LocalStore(StorePaths(root: folder.path))
        try await checkContentStore { store.contents }
        store.close()
    }
}
