import Diagnostics
import Testing

@testable import Starlark

/// Bytes that are not what was written: a reason, never a crash.
@Suite struct SnapshotDamageTests {
    private static let text = """
        Point = record(x = int, y = field(str, ""))
        points = {Point(x = 1): "one", 2: ("two", 2.5, 1 << 80, range(3))}
        def f(a, b = [1], *, c: int = 3, **d) -> str:
            return "-".join([str(v) for v in [a, b, c] + d.keys()])
        g = [f, f(1, x = 2), json.encode, "a".upper]
        """

    private func read(_ bytes: [UInt8]) throws -> FrozenModule {
        try FrozenModule.reading(
            SnapshotBytes(bytes), registry: Snapshots.registry, source: { nil })
    }

    @Test func damageIsNoticed() throws {
        let bytes = try Snapshots.run(Self.text).snapshot(registry: Snapshots.registry)
        _ = try read(bytes)
        var random = SeededRandom(seed: 7)
        for _ in 0..<2000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let position = Int.random(in: 0..<damaged.count, using: &random)
                damaged[position] ^= UInt8.random(in: 1...255, using: &random)
            }
            #expect(throws: SnapshotDiscard.self) { try read(damaged) }
        }
    }

    @Test func truncationIsNoticed() throws {
        let bytes = try Snapshots.run(Self.text).snapshot(registry: Snapshots.registry)
        for count in 0..<bytes.count {
            #expect(throws: SnapshotDiscard.self) { try read(Array(bytes[..<count])) }
        }
        #expect(throws: SnapshotDiscard.self) { try read(bytes + [0]) }
    }

    /// Even with a digest that is right, the tables that reading follows lead nowhere else.
    ///
    /// No table has native objects as keys here: to hash those is to believe them.
    @Test func readingStaysWithinTheBytes() throws {
        let text = Self.text.replacing("Point(x = 1):", with: "1:")
        let bytes = try Snapshots.run(text).snapshot(registry: Snapshots.registry)
        var random = SeededRandom(seed: 11)
        var discarded = 0
        // Past the objects, whose contents are believed: the tables that reading follows.
        let header = bytes.withUnsafeBytes { $0.loadUnaligned(as: SnapshotHeader.self) }
        let tables = SnapshotHeader.size + header.imageBytes
        for _ in 0..<3000 {
            var damaged = bytes
            let position =
                Bool.random(using: &random)
                ? Int.random(in: SnapshotHeader.digested..<SnapshotHeader.size, using: &random)
                : Int.random(in: tables + header.referenceBytes..<damaged.count, using: &random)
            damaged[position] = UInt8.random(in: 0...255, using: &random)
            let digest = damaged.withUnsafeBytes {
                SnapshotDigest(
                    of: UnsafeRawBufferPointer(rebasing: $0[SnapshotHeader.digested...]))
            }
            damaged.withUnsafeMutableBytes {
                $0.storeBytes(of: digest, toByteOffset: 16, as: SnapshotDigest.self)
            }
            do { _ = try read(damaged) } catch is SnapshotDiscard { discarded += 1 }
        }
        #expect(discarded > 1000)
    }

    /// The text is read only when an error shows it; without it the place is still right.
    @Test func textIsReadLate() throws {
        let text = "def f(x):\n    y = 1\n    return x + \"é\" + y\n"
        let bytes = try Snapshots.run(text, path: "f.bzl").snapshot(registry: Snapshots.registry)
        func failure(_ source: @escaping @Sendable () -> [UInt8]?) throws -> String {
            let module = try FrozenModule.reading(
                SnapshotBytes(bytes), registry: Snapshots.registry, source: source)
            return Snapshots.outcome("load(\"m\", \"f\")\nf(\"a\")\n", loads: ["m": module])
        }
        let shown = try failure { Array(text.utf8) }
        #expect(shown.contains("return x + \"é\" + y"))
        for other in [nil, Array("something else".utf8), Array(text.utf8.reversed())] {
            let hidden = try failure { other }
            #expect(hidden.contains("f.bzl:3:"))
            #expect(!hidden.contains("return"))
        }
    }
}
