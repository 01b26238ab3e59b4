/// Methods of `string` about case and kinds of characters.
enum StringCaseMethods {
    static let all: [NativeFunction] = [
        NativeFunction("capitalize", "") { arguments, evaluation in
            built(arguments, &evaluation) { $0.append(capitalized: $1) }
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
            built(arguments, &evaluation) { buffer, text in
                for scalar in text.scalars { buffer.append(lower: scalar) }
            }
        },
        NativeFunction("title", "") { arguments, evaluation in
            built(arguments, &evaluation) { $0.append(title: $1) }
        },
        NativeFunction("upper", "") { arguments, evaluation in
            built(arguments, &evaluation) { buffer, text in
                for scalar in text.scalars { buffer.append(upper: scalar) }
            }
        },
    ]

    private static func answer(_ arguments: Arguments, _ test: (UTF8Bytes) -> Bool) -> Value {
        Value(bool: test(arguments.receiverString.bytes))
    }

    private static func built(
        _ arguments: Arguments, _ evaluation: inout Evaluation,
        _ write: (inout TextBuffer, UTF8Bytes) -> Void
    ) -> Value {
        let bytes = arguments.receiverString.bytes
        var buffer = evaluation.buffer()
        write(&buffer, bytes)
        return evaluation.string(consuming: buffer)
    }
}
