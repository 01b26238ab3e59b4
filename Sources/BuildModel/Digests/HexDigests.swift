internal import Crypto

/// Digests of bytes as lower case hexadecimal digits, of the kinds that rules ask for.
public enum HexDigests {
    /// The SHA-1 of bytes, for comparing with what others published.
    public static func sha1(_ bytes: [UInt8]) -> String {
        hex(Insecure.SHA1.hash(data: bytes))
    }

    /// The SHA-256 of bytes.
    public static func sha256(_ bytes: [UInt8]) -> String {
        hex(SHA256.hash(data: bytes))
    }

    private static func hex(_ digest: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }
}
