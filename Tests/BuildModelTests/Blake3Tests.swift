import BuildModel
import Testing

/// Hashes that have to be those of other tools.
@Suite struct Blake3Tests {
    /// Inputs of 0, 1, …, 250, 0, … of some length, and the first bytes of their hashes.
    ///
    /// Source: the test vectors of the BLAKE3 team.
    static let vectors: [(Int, String)] = [
        (0, "af1349b9f5f9a1a6"), (1, "2d3adedff11b61f1"), (1023, "10108970eeda3eb9"),
        (1024, "42214739f095a406"), (1025, "d00278ae47eb27b3"), (2048, "e776b6028c7cd22a"),
        (2049, "5f4d72f40d7a5f82"), (5121, "628bd2cb2004694a"),
    ]

    @Test(arguments: vectors)
    func bytesOfSomeLength(_ test: (Int, String)) {
        let hash = Blake3.hash((0..<test.0).map { UInt8($0 % 251) })
        #expect(hash.count == 32)
        let text = hash[..<8].map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        #expect(text.joined() == test.1)
    }

    /// The number is that of a test of Buck2's own configurations.
    @Test func partsAreToldApart() throws {
        var hasher = PortableHasher()
        func label(_ folder: String, _ name: String) throws -> TargetLabel {
            TargetLabel(
                package: PackageLabel(
                    cell: try CellName("foo"), path: RelativePath(unchecked: folder)),
                name: name)
        }
        hasher.combine("Bound")
        hasher.combine("cfg_for//:testing_exec")
        hasher.combine(UInt64(2))
        for (folder, value) in [("bar", "v"), ("qux", "vx")] {
            hasher.combine(try label(folder, "c"))
            hasher.combine(false)
            hasher.combine(ProvidersLabel(target: try label(folder, value)))
        }
        hasher.combine(false)
        #expect(hasher.finish() == 0x39f3_b844_d361_3e4f)
    }
}
