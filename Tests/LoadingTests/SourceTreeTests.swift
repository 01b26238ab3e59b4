import BuildModel
import CBundledRules
import Glibc
import Testing

@testable import Loading

@Suite struct SourceTreeTests {
    /// The same files on disk and in memory answer alike.
    @Test func conformersAgree() throws {
        let folder = try TemporaryFolder()
        let files = [
            ".buckconfig": "[project]\n", "a/BUCK": "x = 1\n", "a/b/c.txt": "", "a.txt": "hello",
        ]
        for (path, text) in files { try folder.write(path, text) }
        let disk = DiskSourceTree(projectRoot: folder.path)
        let memory = MemorySourceTree(files)
        for path in ["a/BUCK", "a.txt", "a/b/c.txt"] {
            let location = FileLocation.project(ProjectPath(unchecked: path))
            #expect(try disk.read(location) == memory.read(location))
        }
        for path in ["", "a", "a/b"] {
            let location = FileLocation.project(ProjectPath(unchecked: path))
            #expect(try disk.list(location) == memory.list(location))
        }
        for tree in [disk, memory] as [any SourceTree] {
            let location = FileLocation.project(ProjectPath(unchecked: "gone"))
            #expect(throws: FileSystemError.self) { try tree.read(location) }
            #expect(throws: FileSystemError.self) { try tree.list(location) }
        }
    }

    @Test func readsALargeFile() throws {
        let folder = try TemporaryFolder()
        let text = String(repeating: "0123456789", count: 100_000)
        try folder.write("large", text)
        let disk = DiskSourceTree(projectRoot: folder.path)
        #expect(try disk.read(.project(ProjectPath(unchecked: "large"))) == Array(text.utf8))
    }

    @Test func aFolderIsNoFile() throws {
        let folder = try TemporaryFolder()
        let disk = DiskSourceTree(projectRoot: folder.path)
        let error = #expect(throws: FileSystemError.self) { try disk.read(.project(.base)) }
        #expect(error?.code == .wrongKind)
        #expect(error?.description == "Cannot read `.`: Is a directory")
    }

    @Test func theBundledPreludeIsThere() throws {
        let disk = DiskSourceTree(projectRoot: .root)
        let listing = try disk.list(.bundled(.base))
        #expect(listing.kind(of: "prelude.bzl") == .file)
        #expect(try !disk.read(.bundled(RelativePath("prelude.bzl"))).isEmpty)
        #expect(throws: FileSystemError.self) { try disk.read(.bundled(RelativePath("gone"))) }
    }

    /// Which folders have a `.buckconfig` or `.buckroot`, and where the project is for `a/b/c`.
    static let roots: [([String], String?)] = [
        (["a/.buckconfig"], "a"),
        (["a/.buckconfig", "a/b/.buckconfig"], "a"),
        (["a/.buckconfig", "a/b/.buckconfig", "a/b/.buckroot"], "a/b"),
        (["a/.buckconfig", "a/b/.buckroot"], "a/b"),
        ([".buckconfig", "a/b/.buckconfig"], "a/b"),
    ]

    @Test(arguments: roots)
    func findsTheProject(_ files: [String], _ expected: String?) throws {
        let folder = try TemporaryFolder()
        try folder.write("a/b/c/file", "")
        for file in files { try folder.write(file, "") }
        let start = folder.path.appending(RelativePath(unchecked: "a/b/c"))
        let root = try findProjectRoot(from: start, home: folder.path)
        #expect(root.relative(to: folder.path)?.text == expected)
    }
}

/// A folder under the system's temporary one, removed when the value goes away.
final class TemporaryFolder {
    let path: AbsolutePath

    init() throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let name = "loading-\(UInt64.random(in: 0...UInt64.max))"
        path = try AbsolutePath(base).appending(RelativePath(name))
        try #require(mkdir(path.text, 0o700) == 0)
    }

    func write(_ file: String, _ text: String) throws {
        var folder = path.text
        for component in file.split(separator: "/").dropLast() {
            folder += "/" + component
            mkdir(folder, 0o700)
        }
        let stream = try #require(fopen(path.text + "/" + file, "w"))
        fputs(text, stream)
        fclose(stream)
    }

    deinit {
        removeTree(path.text)
    }
}

private func removeTree(_ path: String) {
    if let stream = opendir(path) {
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        closedir(stream)
        for name in names where name != "." && name != ".." { removeTree(path + "/" + name) }
        rmdir(path)
    } else {
        unlink(path)
    }
}
