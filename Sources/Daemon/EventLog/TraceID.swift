/// The name of one command of one user on one day: a random UUID, under which logs are found.
struct TraceID: Sendable, Hashable, CustomStringConvertible {
    let description: String

    /// Takes `$BUCK_WRAPPER_UUID` of a program that has started bld and wants to find its log, or
    /// makes one up.
    init(environment: [String: String]) {
        if let given = environment["BUCK_WRAPPER_UUID"], TraceID.isUUID(given) {
            description = given
        } else {
            description = TraceID.random()
        }
    }

    private static func isUUID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && parts.allSatisfy { $0.utf8.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit } }
    }

    /// Source: RFC 9562, section 5.4.
    private static func random() -> String {
        var bytes = [0, 1].flatMap { _ in
            let word = UInt64.random(in: .min ... .max)
            return (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
        }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return text
    }
}
