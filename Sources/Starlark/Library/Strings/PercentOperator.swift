/// `format % arguments`.
enum PercentOperator {
    /// Formats a string with a tuple of arguments, a dict for `%(name)s`, or one argument.
    static func format(
        _ format: Value, _ operand: Value, in evaluation: inout Evaluation
    ) throws -> Value {
        let bytes = format.text
        let tuple = operand.asTuple
        var used = 0
        var usedKey = false
        var buffer = evaluation.buffer()
        var pieces = PercentFormat(bytes)
        do {
            while let piece = try pieces.next() {
                if buffer.isFull { throw evaluation.memoryFailure }
                switch piece {
                case .text(let range):
                    buffer.append(bytes.sub(range))
                case .conversion(let conversion, let key):
                    if let key {
                        usedKey = true
                        try buffer.append(
                            conversion, value: entry(named: bytes.sub(key), of: operand))
                        continue
                    }
                    guard used < tuple?.count ?? 1 else {
                        throw Failure(
                            "Not enough arguments for format string "
                                + "\(format.shortRepr): it was given \(used)")
                    }
                    try buffer.append(conversion, value: tuple.map { $0[used] } ?? operand)
                    used += 1
                }
            }
        } catch let failure as PercentFormat.Failure {
            throw Failure("Format string \(format.shortRepr): \(failure.message)")
        }
        guard used == tuple?.count ?? 1 || usedKey || (used == 0 && operand.asDict != nil) else {
            throw Failure(
                "Too many arguments for format string \(format.shortRepr): "
                    + "it takes \(used), but got \(tuple?.count ?? 1)")
        }
        return try evaluation.string(consuming: buffer)
    }

    private static func entry(named name: UTF8Bytes, of operand: Value) throws -> Value {
        let text = String(name)
        guard let table = operand.asDict else {
            throw Failure(
                "Format string names `\(text)`, so the operand of `%` must be a `dict`, "
                    + "but it is of type `\(operand.typeName)`")
        }
        guard let value = table[text] else {
            throw Failure(
                "Format string names `\(text)`, a key not found in the dict"
                    + Failure.suggestion(for: text, among: table.compactMap(\.key.asString)))
        }
        return value
    }
}

extension PercentFormat.Failure {
    var message: String {
        switch self {
        case .incomplete: "incomplete conversion at the end; write `%%` for a percent sign"
        case .unclosedKey: "`%(` without `)`"
        case .unknown(let scalar): "unknown conversion `%\(scalar)`; write `%%` for a percent sign"
        }
    }
}

extension TextBuffer {
    /// Writes one argument of a `%` format.
    fileprivate mutating func append(_ conversion: UInt8, value: Value) throws {
        switch conversion {
        case UInt8(ascii: "s"): append(str: value)
        case UInt8(ascii: "r"): append(repr: value)
        case UInt8(ascii: "d"), UInt8(ascii: "i"):
            if value.isSmall { return append(decimal: value.small) }
            guard let number = Number(value) else { throw mismatch(conversion, "a number", value) }
            guard let integer = number.truncated else {
                throw mismatch(conversion, "a finite number", value)
            }
            integer.write(into: &self, radix: 10)
        case UInt8(ascii: "x"): try append(conversion, value, radix: 16)
        case UInt8(ascii: "X"): try append(conversion, value, radix: 16, uppercase: true)
        case UInt8(ascii: "o"): try append(conversion, value, radix: 8)
        case UInt8(ascii: "c"): try append(character: value)
        default:
            guard let number = Number(value)?.asDouble else {
                throw mismatch(conversion, "a number", value)
            }
            switch conversion {
            case UInt8(ascii: "e"): append(scientific: number, uppercase: false)
            case UInt8(ascii: "E"): append(scientific: number, uppercase: true)
            case UInt8(ascii: "g"): append(float: number)
            case UInt8(ascii: "G"): append(float: number, uppercase: true)
            default: append(fixed: number)
            }
        }
    }

    private mutating func append(
        _ conversion: UInt8, _ value: Value, radix: Int, uppercase: Bool = false
    ) throws {
        guard let number = Number(value) else { throw mismatch(conversion, "a number", value) }
        guard let integer = number.truncated else {
            throw mismatch(conversion, "a finite number", value)
        }
        integer.write(into: &self, radix: radix, uppercase: uppercase)
    }

    private mutating func append(character value: Value) throws {
        if value.isString, StringView(value.object).scalarCount == 1 { return append(value.text) }
        guard let code = value.asInt,
            let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init)
        else { throw mismatch(UInt8(ascii: "c"), "one character or a code point", value) }
        append(scalar)
    }

    private func mismatch(_ conversion: UInt8, _ expected: String, _ value: Value) -> Failure {
        Failure(
            "The conversion `%\(Unicode.Scalar(conversion))` needs \(expected), "
                + "but got `\(value.shortRepr)` of type `\(value.typeName)`")
    }
}
