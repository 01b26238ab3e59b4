import BuildModel
import Execution
import Glibc
import Storage
import Testing

struct MaterializerTests {
    private let folder: TemporaryFolder
    private let store = MemoryContentStore()
    private let collector: OutputCollector
    private let materializer: Materializer

    init() throws {
        folder = try TemporaryFolder()
        let digests = FileDigestCache(
            records: MemoryRecordStore(), workers: JobSlots(count: 2))
        collector = OutputCollector(project: folder.project, digests: digests, store: store)
        materializer = Materializer(project: folder.project, digests: digests, store: store)
    }

    private func path(_ text: String) throws -> ProjectPath { try ProjectPath(text) }

    private func collect(_ name: String) async throws -> OutputValue {
        try #require(try await collector.collect([path(name)]).values[path(name)])
    }

    @Test func filesLinksAndFoldersComeBackAsTheyWere() async throws {
        try folder.write("out/plain", "data")
        try folder.write("out/tool", "#!/bin/sh\n", mode: 0o755)
        try folder.write("out/deep/er/file", "deep")
        try folder.write("out/empty", "")
        symlink("../plain", folder.text("out/deep/link"))
        symlink("nowhere", folder.text("out/dangling"))
        mkdir(folder.text("out/nothing"), 0o755)
        let value = try await collect("out")

        #expect(try await materializer.materialize(value, at: path("copy/of/out")))
        #expect(try await collect("copy/of/out") == value)
        #expect(folder.read("copy/of/out/deep/link") == "data")
        #expect(access(folder.text("copy/of/out/tool"), X_OK) == 0)
        #expect(access(folder.text("copy/of/out/plain"), X_OK) != 0)
        #expect(try await !materializer.materialize(value, at: path("copy/of/out")))
    }

    @Test func whatDiffersIsReplacedAndWhatIsExtraRemoved() async throws {
        try folder.write("out/a", "a")
        try folder.write("out/b/c", "c")
        symlink("a", folder.text("out/l"))
        let value = try await collect("out")
        let damages: [@Sendable (TemporaryFolder) throws -> Void] = [
            { try $0.write("out/extra", "x") },
            { try $0.write("out/b/extra/deep", "x") },
            { try $0.write("out/a", "b") },
            { unlink($0.text("out/b/c")) },
            { chmod($0.text("out/a"), 0o755) },
            {
                unlink($0.text("out/l"))
                symlink("b", $0.text("out/l"))
            },
            {
                unlink($0.text("out/a"))
                mkdir($0.text("out/a"), 0o755)
                try $0.write("out/a/inside", "x")
            },
            {
                try $0.project.remove(ProjectPath("out/b"))
                try $0.write("out/b", "a file")
            },
            {
                try $0.project.remove(ProjectPath("out"))
                symlink("elsewhere", $0.text("out"))
            },
        ]
        for (index, damage) in damages.enumerated() {
            try damage(folder)
            #expect(try await !materializer.holds(value, at: path("out")), "damage \(index)")
            #expect(try await materializer.materialize(value, at: path("out")), "damage \(index)")
            #expect(try await collect("out") == value, "damage \(index)")
        }
    }

    @Test func untouchedFilesKeepTheirIdentity() async throws {
        try folder.write("out/same", "same")
        try folder.write("out/other", "other")
        let value = try await collect("out")
        var before = stat()
        lstat(folder.text("out/same"), &before)
        unlink(folder.text("out/other"))
        try await materializer.materialize(value, at: path("out"))
        var after = stat()
        lstat(folder.text("out/same"), &after)
        #expect(before.st_ino == after.st_ino)
        #expect(before.st_ctim.tv_nsec == after.st_ctim.tv_nsec)
    }

    @Test func changingACopyDoesNoHarmToTheStore() async throws {
        try folder.write("out", "original")
        let value = try await collect("out")
        try await materializer.materialize(value, at: path("copy"))
        try folder.write("copy", "scribble")
        try folder.write("out", "scribbled")
        try await materializer.materialize(value, at: path("third"))
        #expect(folder.read("third") == "original")
    }

    @Test func missingContentIsReportedAsSuch() async throws {
        let value = OutputValue.file(FileValue(digest: Digest(of: "never stored")))
        let error = await #expect(throws: ExecutionError.self) {
            try await materializer.materialize(value, at: path("x/y"))
        }
        #expect(error?.code == .notFound)
        #expect(!folder.exists("x/y"))
    }

    @Test func staleFilesInTheWayOfFoldersAreRemoved() async throws {
        try folder.write("buck-out/bld/art/a", "was a file")
        symlink("/etc", folder.text("buck-out/bld/art/l"))
        let value = OutputValue.symlink(target: "target")
        try await materializer.materialize(value, at: path("buck-out/bld/art/a/b/c"))
        try await materializer.materialize(value, at: path("buck-out/bld/art/l/c"))
        #expect(try await collect("buck-out/bld/art/a/b/c") == value)
        #expect(try await collect("buck-out/bld/art/l/c") == value)
    }

    @Test func buckOutMayBeALink() async throws {
        mkdir(folder.text("disk"), 0o755)
        symlink("disk", folder.text("buck-out"))
        let value = OutputValue.symlink(target: "target")
        try await materializer.materialize(value, at: path("buck-out/bld/art/x"))
        #expect(try await collect("disk/bld/art/x") == value)
    }
}

struct OutputCollectorTests {
    private let folder: TemporaryFolder
    private let store = MemoryContentStore()
    private let collector: OutputCollector

    init() throws {
        folder = try TemporaryFolder()
        collector = OutputCollector(
            project: folder.project,
            digests: FileDigestCache(records: MemoryRecordStore(), workers: JobSlots(count: 2)),
            store: store)
    }

    @Test func missingOutputsAreNamedWithWhatIsThereInstead() async throws {
        try folder.write("out/helo.txt", "x")
        let collection = try await collector.collect([
            ProjectPath("out/hello.txt"), ProjectPath("out/helo.txt"), ProjectPath("gone/x"),
        ])
        #expect(collection.values.count == 1)
        #expect(
            collection.missing.map(\.description) == [
                "did not write `out/hello.txt`; its folder has `helo.txt`",
                "did not write `gone/x`",
            ])
    }

    @Test func outputsAreInTheStore() async throws {
        try folder.write("out/a", "first")
        try folder.write("out/b/c", "second")
        _ = try await collector.collect([ProjectPath("out")])
        #expect(
            try await store.missing(among: [Digest(of: "first"), Digest(of: "second")]).isEmpty)
    }

    @Test func sourcesFollowLinksAndOutputsDoNot() async throws {
        try folder.write("real", "data", mode: 0o755)
        symlink("real", folder.text("link"))
        symlink("nowhere", folder.text("dangling"))
        let file = OutputValue.file(FileValue(digest: Digest(of: "data"), isExecutable: true))
        #expect(try await collector.source(at: ProjectPath("link")) == file)
        #expect(try await collector.output(at: ProjectPath("link")) == .symlink(target: "real"))
        #expect(try await collector.source(at: ProjectPath("dangling")) == nil)
        #expect(try await collector.source(at: ProjectPath("none/at/all")) == nil)
        #expect(try await store.missing(among: [Digest(of: "data")]).count == 1)
    }

    @Test func namedPipesAreRefused() async throws {
        mkfifo(folder.text("pipe"), 0o600)
        let error = await #expect(throws: ExecutionError.self) {
            try await collector.collect([ProjectPath("pipe")])
        }
        #expect(
            error?.message
                == "`\(folder.text("pipe"))` is neither a file, a link nor a folder")
    }
}
