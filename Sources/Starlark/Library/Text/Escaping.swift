/// Quoting text: `repr` of strings and bytes, and JSON strings.
extension TextBuffer {
    /// Writes a string literal that reads back as `text`.
    ///
    /// Escaped are quotes, backslashes, control characters, and what is neither printable ASCII nor
    /// a letter or number outside Latin-1, as Buck2 does.
    mutating func append(quoted text: UTF8Bytes) {
        append(UInt8(ascii: "\""))
        var start = 0
        var offset = 0
        while offset < text.count {
            let byte = text[offset]
            if byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"")
                && byte != UInt8(ascii: "\\")
            {
                offset += 1
                continue
            }
            let (scalar, length) = text.scalar(at: offset)
            if scalar.value > 0xFF && (scalar.isLetter || scalar.isNumber) {
                offset += length
                continue
            }
            append(text.sub(start..<offset))
            append(escaped: scalar)
            offset += length
            start = offset
        }
        append(text.sub(start..<text.count))
        append(UInt8(ascii: "\""))
    }

    /// Writes a bytes literal that reads back as `bytes`: what is text in UTF-8 is shown as such.
    mutating func append(quotedBytes bytes: UTF8Bytes) {
        append("b\"")
        var offset = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            let raw = UnsafeRawBufferPointer(bytes)
            if byte < 0x80 {
                let isPlain = byte >= 0x20 && byte < 0x7F && byte != 0x22 && byte != 0x5C
                if isPlain { append(byte) } else { append(escaped: Unicode.Scalar(byte)) }
                offset += 1
            } else if let length = sequenceLength(raw, offset) {
                let scalar = bytes.scalar(at: offset).scalar
                if scalar.isLetter || scalar.isNumber {
                    append(scalar)
                } else {
                    append(escaped: scalar, isText: true)
                }
                offset += length
            } else {
                append(escaped: Unicode.Scalar(byte))
                offset += 1
            }
        }
        append(UInt8(ascii: "\""))
    }

    /// Writes an escape; in a bytes literal `isText` says that it stands for a character.
    private mutating func append(escaped scalar: Unicode.Scalar, isText: Bool = false) {
        append(UInt8(ascii: "\\"))
        switch scalar {
        case "\n": append(UInt8(ascii: "n"))
        case "\r": append(UInt8(ascii: "r"))
        case "\t": append(UInt8(ascii: "t"))
        case "\\", "\"": append(UInt8(scalar.value))
        case _ where scalar.value < 0x80 || (scalar.value < 0x100 && !isText):
            append(UInt8(ascii: "x"))
            append(hexadecimal: scalar.value, digits: 2)
        case _ where scalar.value < 0x10000:
            append(UInt8(ascii: "u"))
            append(hexadecimal: scalar.value, digits: 4)
        default:
            append(UInt8(ascii: "U"))
            append(hexadecimal: scalar.value, digits: 8)
        }
    }

    /// Writes a JSON string (RFC 8259): only what must be escaped is.
    public mutating func append(json text: UTF8Bytes) {
        append(UInt8(ascii: "\""))
        var start = 0
        for (offset, byte) in text.enumerated()
        where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            append(text.sub(start..<offset))
            start = offset + 1
            append(UInt8(ascii: "\\"))
            switch byte {
            case 0x08: append(UInt8(ascii: "b"))
            case 0x09: append(UInt8(ascii: "t"))
            case 0x0A: append(UInt8(ascii: "n"))
            case 0x0C: append(UInt8(ascii: "f"))
            case 0x0D: append(UInt8(ascii: "r"))
            case _ where byte >= 0x20: append(byte)
            default:
                append(UInt8(ascii: "u"))
                append(hexadecimal: UInt32(byte), digits: 4)
            }
        }
        append(text.sub(start..<text.count))
        append(UInt8(ascii: "\""))
    }

    private mutating func append(hexadecimal value: UInt32, digits: Int) {
        for place in (0..<digits).reversed() {
            let digit = UInt8(value >> UInt32(4 * place) & 0xF)
            append(digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "a"))
        }
    }
}
