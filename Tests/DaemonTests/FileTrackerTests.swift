import BuildModel
import Foundation
import Incremental
import Loading
import TestSupport
import Testing

@testable import Daemon

/// Random edits of a tree, against reading everything anew.
@Suite(.serialized) struct FileTrackerTests {
    /// What is at a path: an input, which reads the world as the keys of loading do.
    private struct PathKey: Key {
        let path: String

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

    @Test(arguments: [true, false], 1...seeds)
    func noChangeIsMissed(watches: Bool, seed: UInt64) async throws {
        let workspace = try TemporaryWorkspace()
        let root = workspace.root.resolvingSymlinksInPath()
        let watcher = watches ? try #require(FolderWatcher()) : nil
        let tracker = FileTracker(root: try AbsolutePath(root.path), watcher: watcher)
        var resources = Resources()
        resources[RootResource.self] = root
        resources[FileObserverResource.self] = tracker
        let engine = Engine(resources: resources, workers: 1)
        var random = SeededGenerator(seed: seed)
        var history: [String] = []
        for step in 0..<150 {
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                history.append(edit(root, step, &random))
            }
            engine.commit { tracker.reportChanges(to: &$0) }
            for path in FileTrackerTests.paths where Bool.random(using: &random) {
                let known = try await engine.evaluate(PathKey(path: path))
                let truth = FileTrackerTests.content(of: root.appendingPathComponent(path).path)
                try #require(known == truth, "\(path) after \(history)")
            }
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

/// The same numbers for the same seed.
///
/// Source: Steele, Lea and Flood, SplitMix64 (2014).
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
