/// `str.format`.
enum StringFormat {
    static func format(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        let bytes = arguments.receiverString.bytes
        var fields = Fields(arguments)
        var buffer = evaluation.buffer()
        var format = BraceFormat(bytes)
        do {
            while let piece = try format.next() {
                if buffer.isFull { throw evaluation.memoryFailure }
                switch piece {
                case .text(let range):
                    buffer.append(bytes.sub(range))
                case .field(let name, let isRepr):
                    let value = try fields.value(of: bytes.sub(name))
                    if isRepr { buffer.append(repr: value) } else { buffer.append(str: value) }
                }
            }
        } catch let failure as BraceFormat.Failure {
            throw Failure("Format string \(arguments.receiver.shortRepr): \(failure.message)")
        }
        return try evaluation.string(consuming: buffer)
    }

    /// Finds the arguments that fields name, by number, by name or in order.
    private struct Fields {
        private enum Numbering {
            case undecided
            case implied
            case explicit
        }

        private let positional: ElementsView?
        private let named: TableView?
        private var numbering = Numbering.undecided
        private var next = 0

        init(_ arguments: Arguments) {
            positional = arguments[0].asTuple
            named = arguments[1].asDict
        }

        mutating func value(of name: UTF8Bytes) throws -> Value {
            if name.count == 0 {
                guard numbering != .explicit else { throw mixed }
                numbering = .implied
                defer { next += 1 }
                return try argument(next, "{}")
            }
            if name.allSatisfy({ (0x30...0x39).contains($0) }) {
                guard numbering != .implied else { throw mixed }
                numbering = .explicit
                return try argument(Int(String(name)) ?? .max, "{\(String(name))}")
            }
            let text = String(name)
            guard let value = named?[text] else {
                let names = (named ?? nil).map { table in table.compactMap(\.key.asString) } ?? []
                throw Failure(
                    "Format string names `\(text)`, which is not found among the named arguments"
                        + Failure.suggestion(for: text, among: names))
            }
            return value
        }

        private var mixed: Failure {
            Failure("Format string cannot mix manual numbers `{0}` and automatic ones `{}`")
        }

        private func argument(_ number: Int, _ field: String) throws -> Value {
            let count = positional?.count ?? 0
            guard let positional, number < count else {
                throw Failure(
                    "No replacement found for index \(number) of the format string, `\(field)`: "
                        + "it was given \(count) \(count == 1 ? "argument" : "arguments")")
            }
            return positional[number]
        }
    }
}

extension BraceFormat.Failure {
    var message: String {
        switch self {
        case .unmatchedOpen: "found '{' without matching '}'; write `{{` for a brace"
        case .unmatchedClose: "found '}' without matching '{'; write `}}` for a brace"
        case .unknownConversion(let text): "unknown conversion `!\(text)`; there are `!s` and `!r`"
        case .formatSpecifier(let text): "the format specifier `\(text)` must be empty"
        case .nested: "nested replacement fields are not supported; write `{{` for a brace"
        case .invalidName(let name, let character):
            "invalid character '\(character)' inside replacement field `{\(name)}`; only names and "
                + "numbers are supported"
        }
    }
}
