import BuildEvents
import BuildModel
import Foundation
import TestSupport
import Testing

@testable import Daemon

/// What a log costs: how often its folder is looked at, and how it is written.
@Suite struct EventLogRetentionTests {
    private func folder(_ workspace: TemporaryWorkspace) throws -> EventLogFolder {
        EventLogFolder(root: try AbsolutePath(workspace.root.path), layout: ArtifactLayout())
    }

    /// Writes logs as commands do.
    private func write(
        _ names: Range<Int>, in folder: EventLogFolder, _ retention: EventLogRetention
    ) throws {
        for name in names {
            let path = "\(folder.path)/\(name)_build_events.json-lines.zst"
            guard var log = folder.makeLog(at: path) else {
                Issue.record("no log at \(path)")
                return
            }
            log.append([0x7B, 0x7D, 0x0A])
            log.flush()
            retention.add(path, in: folder)
        }
    }

    @Test func theNewestAreKeptAndTheFolderIsListedOnce() throws {
        let workspace = try TemporaryWorkspace([".buckconfig": "[project]\n"])
        let folder = try folder(workspace)
        let retention = EventLogRetention()
        try write(0..<30, in: folder, retention)
        let names = folder.logs().compactMap { $0.split(separator: "/").last }
        #expect(
            Set(names.map { String($0) })
                == Set((18..<30).map { "\($0)_build_events.json-lines.zst" }))
        #expect(retention.listings == 1)
    }

    @Test func anotherProcessRemovesWhatTheFirstHasLeft() throws {
        let workspace = try TemporaryWorkspace([".buckconfig": "[project]\n"])
        let folder = try folder(workspace)
        try write(0..<12, in: folder, EventLogRetention())
        try write(12..<15, in: folder, EventLogRetention())
        #expect(folder.logs().count == EventLogRetention.limit)
    }

    @Test func aFolderThatWasRemovedIsMadeAgain() throws {
        let workspace = try TemporaryWorkspace([".buckconfig": "[project]\n"])
        let folder = try folder(workspace)
        let retention = EventLogRetention()
        try write(0..<3, in: folder, retention)
        try workspace.remove("buck-out")
        try write(3..<4, in: folder, retention)
        #expect(folder.logs().count == 1)
    }

    @Test func aLogOfASmallCommandIsOneFrame() throws {
        let workspace = try TemporaryWorkspace([".buckconfig": "[project]\n"])
        let path = workspace.root.appendingPathComponent("log.json-lines.zst").path
        guard var log = EventLogFile(path: path, encoding: .compressedLines) else {
            Issue.record("no log at \(path)")
            return
        }
        for _ in 0..<100 { log.append(Array("{\"Event\":{}}\n".utf8)) }
        #expect(FileText.read(path)?.isEmpty == true)
        log.flush()
        let bytes = try #require(FileText.read(path))
        let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
        let frames = bytes.indices.count { bytes[$0...].starts(with: magic) }
        #expect(frames == 1)
        #expect(log.sizeBytes == bytes.count)
    }
}
