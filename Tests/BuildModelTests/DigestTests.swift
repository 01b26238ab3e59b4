import BuildModel
import Testing

@Suite struct DigestTests {
    /// Vectors of FIPS 180-4.
    static let vectors: [(String, String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]

    @Test(arguments: vectors) func vector(text: String, hex: String) {
        let digest = Digest(of: text)
        #expect(digest.hex == hex)
        #expect(digest.sizeBytes == Int64(text.utf8.count))
        #expect(Digest(hex: hex, sizeBytes: digest.sizeBytes) == digest)
        #expect(digest.description == "\(hex)/\(text.utf8.count)")
        digest.hashBytes.withUnsafeBytes { bytes in
            #expect(Digest(hash: bytes, sizeBytes: digest.sizeBytes) == digest)
        }
    }

    @Test func piecesHashLikeTheWhole() {
        let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var hasher = DigestHasher()
        hasher.update(bytes[..<7])
        hasher.update(AnyCollection(bytes[7..<300]))
        bytes[300...].withUnsafeBytes { hasher.update($0) }
        #expect(hasher.finalize() == Digest(of: bytes))
    }

    @Test func refusesWhatIsNoHash() {
        let hex = Digest.empty.hex
        #expect(Digest(hex: hex.dropLast(), sizeBytes: 0) == nil)
        #expect(Digest(hex: hex.uppercased(), sizeBytes: 0) == nil)
        #expect(Digest(hex: "g" + hex.dropFirst(), sizeBytes: 0) == nil)
        #expect(Digest(hex: hex, sizeBytes: -1) == nil)
    }

    @Test func sizeAndHashBothCount() {
        let hex = Digest.empty.hex
        #expect(Digest(hex: hex, sizeBytes: 0) != Digest(hex: hex, sizeBytes: 1))
        #expect(Digest(of: "a") != Digest(of: "b"))
        let sorted = [Digest(of: "a"), Digest(of: "b"), Digest(of: "c")].sorted()
        #expect(sorted.map(\.hex) == sorted.map(\.hex).sorted())
    }
}
