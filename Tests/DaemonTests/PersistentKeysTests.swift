import BuildEvents
import BuildModel
import ByteCoding
import DaemonProtocol
import Foundation
import TestSupport
import Testing

@testable import Daemon
@testable import Incremental

/// Every key that a build computes can be kept, and is read back as it was.
@Suite struct PersistentKeysTests {
    @Test(arguments: [
        ("cpp", ["build", "//..."]), ("rust", ["build", "//..."]), ("mixed", ["build", "//..."]),
        ("mixed", ["query", "deps(//...)"]), ("mixed", ["targets", "//..."]),
    ])
    func keysOfExamples(name: String, arguments: [String]) async throws {
        let workspace = try TemporaryWorkspace(copying: example(name))
        let projects = ProjectShelf(keeps: true)
        let outcome = await workspace.bld(arguments, on: CommandServer(projects: projects))
        try #require(outcome.exitCode == .success, "\(outcome.errors)")
        let root = try AbsolutePath(workspace.root.path)
        let engine = try #require(projects.known(root, ArtifactLayout())).engine
        defer { projects.forget(root, ArtifactLayout()) }

        let kinds = PersistentKinds.project
        let known = Set(kinds.types.map { ObjectIdentifier($0) })
        for number in 0..<engine.graph.kinds.kinds.count {
            let kind = engine.graph.kinds[UInt16(number)].pointee
            #expect(known.contains(kind.type), "\(kind.describe(0)) is not persistent")
        }
        var count = 0
        for type in kinds.types { count += try await check(type, in: engine) }
        #expect(count > 50)
    }

    /// Writes and reads all keys of a type, with the outputs they keep.
    ///
    /// - Returns: How many there are.
    private func check<K: PersistentKey>(_ type: K.Type, in engine: Engine) async throws -> Int {
        let table = engine.graph.kinds.table(of: type)
        for slot in 0..<UInt32(table.keys.count) {
            let key = table.keys[slot].pointee.key
            var written = ByteWriter()
            key.write(to: &written)
            let read = try ByteReader.read(written.bytes) { reader throws(DamagedBytes) in
                let key = try K(from: &reader)
                try reader.end()
                return key
            }
            #expect(read == key)
            guard let output = try? await engine.withContext({ try await $0.request(key) }) else {
                continue
            }
            var kept = ByteWriter()
            guard K.write(output, to: &kept) else { continue }
            let copy = try ByteReader.read(kept.bytes) { reader throws(DamagedBytes) in
                let output = try K.readOutput(from: &reader)
                try reader.end()
                return output
            }
            var again = ByteWriter()
            #expect(K.write(copy, to: &again))
            #expect(again.bytes == kept.bytes, "\(key)")
            #expect(K.fingerprint(copy) == K.fingerprint(output), "\(key)")
            #expect(K.fingerprint(output) != nil, "\(key) is kept, but is never cut off")
        }
        return table.keys.count
    }
}
