import BuildModel
import Storage
import Testing

/// What every action cache promises over the content store it was made with.
func checkActionCache(
    make: () throws -> (any ActionCache, any ContentAddressableStore)
) async throws {
    let (cache, contents) = try make()
    let action = ActionDigest(Digest(of: "action"))
    #expect(try await cache.result(for: action) == nil)

    let small = Blob(Array("object code".utf8))
    let large = Blob(noise(50_000, seed: 9))
    let inside = Blob(Array("inside a folder".utf8))
    let printed = Blob(Array("warning: unused".utf8))
    let tree = DirectoryTree(entries: [
        .init(name: "empty", node: .directory(.empty)),
        .init(name: "file", node: .file(FileValue(digest: inside.digest))),
        .init(name: "link", node: .symlink(target: "file")),
    ])
    let result = ActionResult(
        outputs: [
            try ProjectPath("out/small"): .file(FileValue(digest: small.digest)),
            try ProjectPath("out/large"): .file(
                FileValue(digest: large.digest, isExecutable: true)),
            try ProjectPath("out/tree"): .directory(tree),
            try ProjectPath("out/link"): .symlink(target: "small"),
        ],
        stderr: printed.digest, wallTime: .milliseconds(1_234))

    // Not before all of its content is there.
    for blob in [small, large, inside, printed] {
        await #expect { try await cache.record(result, for: action) } throws: {
            isStorageError($0, .missingContent)
        }
        #expect(try await cache.result(for: action) == nil)
        try await contents.write([blob])
    }
    try await cache.record(result, for: action)
    #expect(try await cache.result(for: action) == result)

    // A later result replaces it; another action's is another's.
    let other = ActionDigest(Digest(of: "other"))
    try await cache.record(ActionResult(), for: other)
    var second = result
    second.outputs[try ProjectPath("out/large")] = nil
    try await cache.record(second, for: action)
    #expect(try await cache.result(for: action) == second)
    try await cache.remove(action)
    try await cache.remove(action)
    #expect(try await cache.result(for: action) == nil)
    #expect(try await cache.result(for: other) == ActionResult())
}

@Suite struct ActionCacheTests {
    @Test func inMemory() async throws {
        try await checkActionCache {
            let contents = MemoryContentStore()
            return (MemoryActionCache(contents: contents), contents)
        }
    }

    @Test func onDisk() async throws {
        let folder = try TemporaryFolder()
        let store = LocalStore(StorePaths(root: folder.path))
        try await checkActionCache { (store.results, store.contents) }
        store.close()
    }

    @Test func aResultWhoseContentHasGoneIsAMiss() async throws {
        let contents = MemoryContentStore()
        let cache = MemoryActionCache(contents: contents)
        let digest = try await contents.write([1, 2, 3])
        let action = ActionDigest(Digest(of: "action"))
        let result = ActionResult(
            outputs: [try ProjectPath("o"): .file(FileValue(digest: digest))])
        try await cache.record(result, for: action)
        contents.remove(digest)
        #expect(try await cache.result(for: action) == nil)
        try await contents.write([1, 2, 3])
        #expect(try await cache.result(for: action) == nil, "the record was dropped")
    }
}
