/// Methods of `string` about case and kinds of characters.
enum StringCaseMethods {
    static let all: [NativeFunction] = [
        NativeFunction("capitalize", "") { arguments, evaluation in
            try built(arguments, &evaluation) { $0.append(capitalized: $1) }
        },
        NativeFunction("isalnum", "") { arguments, _ in
            answer(arguments) { bytes in bytes.isNonEmpty { $0.isLetter || $0.isNumber } }
        },
        NativeFunction("isalpha", "") { arguments, _ in
            answer(arguments) { $0.isNonEmpty(of: \.isLetter) }
        },
        NativeFunction("isdigit", "") { arguments, _ in
            answer(arguments) { $0.isNonEmpty(of: \.isNumber) }
        },
        NativeFunction("islower", "") { arguments, _ in
            answer(arguments) { $0.isCased(\.isLower, without: \.isUpper) }
        },
        NativeFunction("isspace", "") { arguments, _ in
            answer(arguments) { $0.isNonEmpty(of: \.isSpace) }
        },
        NativeFunction("istitle", "") { arguments, _ in answer(arguments, \.isTitle) },
        NativeFunction("isupper", "") { arguments, _ in
            answer(arguments) { $0.isCased(\.isUpper, without: \.isLower) }
        },
        NativeFunction("lower", "") { arguments, evaluation in
            if let ascii = mapped(arguments, &evaluation, { $0 | ($0.isUpperASCII ? 0x20 : 0) }) {
                return ascii
            }
            return try built(arguments, &evaluation) { buffer, text in
                for scalar in text.scalars { buffer.append(lower: scalar) }
            }
        },
        NativeFunction("title", "") { arguments, evaluation in
            try built(arguments, &evaluation) { $0.append(title: $1) }
        },
        NativeFunction("upper", "") { arguments, evaluation in
            if let ascii = mapped(arguments, &evaluation, { $0 & ($0.isLowerASCII ? 0xDF : 0xFF) })
            {
                return ascii
            }
            return try built(arguments, &evaluation) { buffer, text in
                for scalar in text.scalars { buffer.append(upper: scalar) }
            }
        },
    ]

    /// An ASCII receiver byte by byte; nothing if it is not ASCII.
    @inline(__always)
    private static func mapped(
        _ arguments: Arguments, _ evaluation: inout Evaluation, _ map: (UInt8) -> UInt8
    ) -> Value? {
        let source = arguments.receiverString
        guard source.isASCII else { return nil }
        let count = source.byteCount
        let result = evaluation.heap.uninitializedString(
            byteCount: count, scalarCount: UInt32(truncatingIfNeeded: count))
        for offset in 0..<count { result.start[offset] = map(source.start[offset]) }
        return Value(object: result.object)
    }

    private static func answer(_ arguments: Arguments, _ test: (UTF8Bytes) -> Bool) -> Value {
        Value(bool: test(arguments.receiverString.bytes))
    }

    private static func built(
        _ arguments: Arguments, _ evaluation: inout Evaluation,
        _ write: (inout TextBuffer, UTF8Bytes) -> Void
    ) throws -> Value {
        let bytes = arguments.receiverString.bytes
        var buffer = evaluation.buffer()
        write(&buffer, bytes)
        return try evaluation.string(consuming: buffer)
    }
}

extension UInt8 {
    fileprivate var isUpperASCII: Bool { (0x41...0x5A).contains(self) }

    fileprivate var isLowerASCII: Bool { (0x61...0x7A).contains(self) }
}
