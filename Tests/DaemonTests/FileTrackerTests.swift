import BuildModel
import ByteCoding
import Foundation
import Incremental
import Loading
import Synchronization
import TestSupport
import Testing

@testable import Daemon

/// Random edits of a tree, against reading everything anew.
@Suite(.serialized) struct FileTrackerTests {
    /// What is at a path: an input, which reads the world as the keys of loading do.
    private struct PathKey: PersistentKey {
        static let persistentName = "test-path"
        let path: String

        init(path: String) { self.path = path }

        init(from reader: inout ByteReader) throws(DamagedBytes) { path = try reader.string() }

        func write(to writer: inout ByteWriter) { writer.write(path) }

        var description: String { "path(\(path))" }

        func compute(in context: borrowing Context) async throws -> String {
            context.willRead(.project(try ProjectPath(path)), for: self)
            return FileTrackerTests.content(
                of: context.resources[RootResource.self].appendingPathComponent(path).path)
        }

        static func fingerprint(_ output: String) -> Fingerprint? {
            Fingerprinter.fingerprint(of: output)
        }
    }

    private enum RootResource: ResourceKey { typealias Service = URL }

    private static func content(of path: String) -> String {
        let files = FileManager.default
        if let names = try? files.contentsOfDirectory(atPath: path) {
            return "folder \(names.sorted())"
        }
        return (try? String(contentsOfFile: path, encoding: .utf8)).map { "file \($0)" } ?? "none"
    }

    /// `BLD_TEST_SEEDS=500` makes a campaign of it.
    private static let seeds =
        ProcessInfo.processInfo.environment["BLD_TEST_SEEDS"].flatMap(UInt64.init) ?? 4

    private static let names = ["a", "b", "c"]
    private static let paths: [String] = names.flatMap { first in
        [first]
            + names.flatMap { second in
                ["\(first)/\(second)"] + names.map { "\(first)/\(second)/\($0)" }
            }
    }

    /// The tracker of the process that runs now: a graph outlives it.
    private final class Trackers: FileObserver {
        private let current: Mutex<FileTracker>
        private let root: AbsolutePath
        private let watches: Watches
        private let chunks = Mutex<[[UInt8]]>([])

        init(_ root: AbsolutePath, _ watches: Watches) {
            self.root = root
            self.watches = watches
            current = Mutex(watches.tracker(root))
        }

        var tracker: FileTracker { current.withLock { $0 } }

        func willRead(_ location: FileLocation, for use: FileUse, following: Bool) {
            tracker.willRead(location, for: use, following: following)
        }

        func save(everything: Bool) {
            chunks.withLock { chunks in
                var writer = ByteWriter()
                tracker.write(everything: everything || chunks.isEmpty, to: &writer)
                if everything { chunks = [] }
                if !writer.bytes.isEmpty { chunks.append(writer.bytes) }
            }
        }

        /// Ends the process and starts another, which knows what was saved.
        func restart() throws {
            let next = watches.tracker(root)
            let memory = Memory(chunks.withLock { $0 })
            var kinds = PersistentKinds()
            kinds.add([PathKey.self])
            try next.restore(memory.buffers, kinds: kinds, owner: memory)
            current.withLock { $0 = next }
        }
    }

    /// Bytes that stay where they are.
    private final class Memory: @unchecked Sendable {
        // `@unchecked`: they are never written.
        let buffers: [UnsafeRawBufferPointer]

        init(_ chunks: [[UInt8]]) {
            buffers = chunks.map { chunk in
                let copy = UnsafeMutableRawBufferPointer.allocate(
                    byteCount: chunk.count, alignment: 1)
                copy.copyBytes(from: chunk)
                return UnsafeRawBufferPointer(copy)
            }
        }

        deinit { for buffer in buffers { buffer.deallocate() } }
    }

    /// How changes are found.
    enum Watches: String, CaseIterable {
        case all
        case few
        case none

        fileprivate func tracker(_ root: AbsolutePath) -> FileTracker {
            switch self {
            case .all: FileTracker(root: root, watcher: FolderWatcher())
            case .few: FileTracker(root: root, watcher: FolderWatcher(limit: 6))
            case .none: FileTracker(root: root, watcher: nil)
            }
        }
    }

    @Test(arguments: Watches.allCases, 1...seeds)
    func noChangeIsMissed(watches: Watches, seed: UInt64) async throws {
        let workspace = try TemporaryWorkspace()
        let root = workspace.root.resolvingSymlinksInPath()
        let trackers = Trackers(try AbsolutePath(root.path), watches)
        var resources = Resources()
        resources[RootResource.self] = root
        resources[FileObserverResource.self] = trackers
        let engine = Engine(resources: resources, workers: 1)
        var random = SeededGenerator(seed: seed)
        var history: [String] = []
        for step in 0..<150 {
            let saves = Int.random(in: 0..<4, using: &random) == 0
            if saves {
                let everything = Int.random(in: 0..<4, using: &random) == 0
                trackers.save(everything: everything)
                history.append("save \(everything)")
            }
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                history.append(edit(root, step, &random))
            }
            if saves, Bool.random(using: &random) {
                try trackers.restart()
                history.append("restart")
            }
            engine.commit { trackers.tracker.reportChanges(to: &$0) }
            if Int.random(in: 0..<3, using: &random) == 0 {
                trackers.tracker.listen()
                history.append("listen")
            }
            for path in FileTrackerTests.paths where Bool.random(using: &random) {
                let known = try await engine.evaluate(PathKey(path: path))
                let truth = FileTrackerTests.content(of: root.appendingPathComponent(path).path)
                try #require(known == truth, "\(path) after \(history)")
            }
        }
    }

    @Test func whatTheKernelForgotIsLookedAt() async throws {
        let workspace = try TemporaryWorkspace(["a/b/c": "0", "a/x": "", "a/y": ""])
        let root = workspace.root.resolvingSymlinksInPath()
        let trackers = Trackers(try AbsolutePath(root.path), .all)
        var resources = Resources()
        resources[RootResource.self] = root
        resources[FileObserverResource.self] = trackers
        let engine = Engine(resources: resources, workers: 1)
        #expect(try await engine.evaluate(PathKey(path: "a/b/c")) == "file 0")
        #expect(trackers.tracker.unheardCount == 0)
        let limit = try String(
            contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
        // Equal events in a row are one.
        let writes = (Int(limit.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0) + 100
        for number in 0..<writes {
            utimes(root.appendingPathComponent(number % 2 == 0 ? "a/x" : "a/y").path, nil)
        }
        // The end of this watch is not heard of.
        try workspace.remove("a/b")
        try workspace.write("a/b/c", "1")
        engine.commit { trackers.tracker.reportChanges(to: &$0) }
        #expect(try await engine.evaluate(PathKey(path: "a/b/c")) == "file 1")
        trackers.tracker.listen()
        #expect(trackers.tracker.unheardCount == 0)
        try workspace.write("a/b/c", "2")
        engine.commit { trackers.tracker.reportChanges(to: &$0) }
        #expect(try await engine.evaluate(PathKey(path: "a/b/c")) == "file 2")
    }

    @Test func damagedBytesAreRefused() throws {
        let workspace = try TemporaryWorkspace(["a": "0"])
        let tracker = FileTracker(root: try AbsolutePath(workspace.root.path), watcher: nil)
        tracker.willRead(.project(try ProjectPath("a")), for: .by(PathKey(path: "a")))
        var writer = ByteWriter()
        tracker.write(everything: true, to: &writer)
        var kinds = PersistentKinds()
        kinds.add([PathKey.self])
        for count in 0..<writer.bytes.count {
            let memory = Memory([Array(writer.bytes[..<count])])
            #expect(throws: DamagedBytes.self, "\(count) bytes") {
                try tracker.restore(memory.buffers, kinds: kinds, owner: memory)
            }
        }
        let whole = Memory([writer.bytes])
        #expect(throws: DamagedBytes.self) {
            try tracker.restore(whole.buffers, kinds: PersistentKinds(), owner: whole)
        }
    }

    /// Makes one change, or none where the tree does not allow it.
    private func edit(_ root: URL, _ step: Int, _ random: inout SeededGenerator) -> String {
        let files = FileManager.default
        let path = FileTrackerTests.paths.randomElement(using: &random) ?? "a"
        let other = FileTrackerTests.paths.randomElement(using: &random) ?? "a"
        let url = root.appendingPathComponent(path)
        let target = root.appendingPathComponent(other)
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1:
            // Often the same length within the same tick of the clock.
            try? Data("\(step % 10)".utf8).write(to: url, options: [])
            return "write \(path)"
        case 2:
            try? files.createDirectory(at: url, withIntermediateDirectories: true)
            return "mkdir \(path)"
        case 3:
            try? files.removeItem(at: url)
            return "remove \(path)"
        case 4:
            try? files.moveItem(at: url, to: target)
            return "move \(path) to \(other)"
        default:
            // A link to a folder or file beside it; a link to one above would have no end.
            if path.split(separator: "/").count == 1 {
                try? files.createSymbolicLink(atPath: url.path, withDestinationPath: "b")
            }
            return "link \(path)"
        }
    }
}
