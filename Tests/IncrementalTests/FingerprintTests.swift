import Incremental
import Testing

@Suite struct FingerprintTests {
    /// Vectors of xxh3-128: fingerprints are kept on disk, so they must never change.
    @Test func vectors() {
        #expect(Fingerprinter().finish().description == "99aa06d3014798d86001c324468d497f")
        #expect(
            Fingerprinter.fingerprint(of: "a").description == "a96faf705af16834e6c632b61e964e1f")
    }

    @Test func partsAreKeptApart() {
        func fingerprint(_ parts: String...) -> Fingerprint {
            var fingerprinter = Fingerprinter()
            for part in parts { fingerprinter.combine(part) }
            return fingerprinter.finish()
        }
        #expect(fingerprint("ab", "c") != fingerprint("a", "bc"))
        #expect(fingerprint("ab") != fingerprint("ab", ""))
        #expect(fingerprint("ab", "c") == fingerprint("ab", "c"))
    }

    @Test func anySequenceOfTheSameBytesIsTheSame() {
        let bytes: [UInt8] = Array("some bytes".utf8)
        #expect(
            Fingerprinter.fingerprint(of: bytes)
                == Fingerprinter.fingerprint(of: AnySequence(bytes)))
        #expect(Fingerprinter.fingerprint(of: bytes) == Fingerprinter.fingerprint(of: "some bytes"))
    }
}
