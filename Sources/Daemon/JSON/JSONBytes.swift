/// Writes JSON on one line, straight to bytes.
///
/// Members are written in order; `nil` leaves a member out unless it is asked for as `null`.
struct JSONBytes {
    /// What was written so far.
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// Writes an object.
    mutating func object(_ members: (inout JSONBytes) -> Void) {
        open(UInt8(ascii: "{"))
        members(&self)
        close(UInt8(ascii: "}"))
    }

    /// Writes an array with one element for each of a sequence.
    mutating func array<Element>(
        _ elements: some Sequence<Element>, _ write: (inout JSONBytes, Element) -> Void
    ) {
        open(UInt8(ascii: "["))
        for element in elements { write(&self, element) }
        close(UInt8(ascii: "]"))
    }

    /// Writes an array of texts.
    mutating func strings(_ texts: some Sequence<String>) {
        array(texts) { $0.string($1) }
    }

    /// Writes text.
    mutating func string(_ text: String) {
        separate()
        append(quoted: text)
        needsComma = true
    }

    /// Writes a number.
    mutating func integer(_ number: some BinaryInteger) {
        separate()
        bytes += "\(number)".utf8
        needsComma = true
    }

    /// Writes a number, with a point.
    mutating func number(_ number: Double) {
        separate()
        bytes += "\(number)".utf8
        needsComma = true
    }

    /// Writes `true` or `false`.
    mutating func bool(_ flag: Bool) {
        separate()
        bytes += (flag ? "true" : "false").utf8
        needsComma = true
    }

    /// Writes `null`.
    mutating func null() {
        separate()
        bytes += "null".utf8
        needsComma = true
    }

    /// Begins a member, whose value is written next.
    mutating func name(_ name: String) {
        separate()
        append(quoted: name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a value that was written before.
    mutating func raw(_ value: [UInt8]) {
        separate()
        bytes += value
        needsComma = true
    }

    /// Ends a line.
    mutating func endLine() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    /// Source: RFC 8259, section 7.
    private mutating func append(quoted text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { buffer in
            for byte in buffer {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
                case 0x0A: bytes += "\\n".utf8
                case 0x0D: bytes += "\\r".utf8
                case 0x09: bytes += "\\t".utf8
                case 0..<0x20:
                    let digits = String(byte, radix: 16)
                    bytes += ("\\u" + String(repeating: "0", count: 4 - digits.count)).utf8
                    bytes += digits.utf8
                default: bytes.append(byte)
                }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension JSONBytes {
    /// Writes a member that is text.
    mutating func member(_ name: String, _ text: String) {
        self.name(name)
        string(text)
    }

    /// Writes a member that is text, or `null`.
    mutating func member(_ name: String, orNull text: String?) {
        self.name(name)
        if let text { string(text) } else { null() }
    }

    /// Writes a member that is a number.
    mutating func member(_ name: String, _ number: some BinaryInteger) {
        self.name(name)
        integer(number)
    }

    /// Writes a member that is a number, or `null`.
    mutating func member(_ name: String, orNull number: (some BinaryInteger)?) {
        self.name(name)
        if let number { integer(number) } else { null() }
    }

    /// Writes a member that is `true` or `false`.
    mutating func member(_ name: String, _ flag: Bool) {
        self.name(name)
        bool(flag)
    }

    /// Writes a member that is an array of texts.
    mutating func member(_ name: String, _ texts: some Sequence<String>) {
        self.name(name)
        strings(texts)
    }

    /// Writes a member that is an object.
    mutating func member(_ name: String, _ members: (inout JSONBytes) -> Void) {
        self.name(name)
        object(members)
    }

    /// Writes a member that is an object of texts, in the order of their names.
    mutating func member(_ name: String, _ texts: [String: String]) {
        member(name) { json in
            for (key, value) in texts.sorted(by: { $0.key < $1.key }) { json.member(key, value) }
        }
    }

    /// Writes a member that is an object without members.
    mutating func empty(_ name: String) {
        member(name) { _ in }
    }

    /// Writes a member that is a value that was read.
    mutating func member(_ name: String, _ value: JSONValue) {
        self.name(name)
        write(value)
    }

    /// Writes a value that was read.
    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .integer(let number): integer(number)
        case .number(let number): self.number(number)
        case .string(let text): string(text)
        case .array(let elements): array(elements) { $0.write($1) }
        case .object(let members):
            object { json in
                for (name, value) in members { json.member(name, value) }
            }
        }
    }
}
