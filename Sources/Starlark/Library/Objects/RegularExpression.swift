/// `regex(pattern)`: a pattern that is compiled once.
final class RegularExpression: NativeObject {
    static let functions = [
        // `fancy` asks for what only some engines have, and here is refused by the pattern if so.
        NativeFunction("regex", "regex, /, *, fancy = False", type: LibraryType.regex) {
            arguments, evaluation in
            let pattern = try arguments.string(0)
            return evaluation.object(RegularExpression(pattern, try compile(pattern)))
        },
        NativeFunction("regex_match", "regex, str, /") { arguments, _ in
            let text = try arguments.text(1)
            return Value(bool: try compile(try arguments.string(0)).matches(text))
        },
    ]

    static func compile(_ pattern: String) throws -> RegexProgram {
        do {
            return try RegexProgram(pattern)
        } catch let failure as RegexFailure {
            throw Failure("`\(pattern)` is not a regular expression: \(failure.message)")
        }
    }

    let pattern: String
    private let program: RegexProgram

    init(_ pattern: String, _ program: RegexProgram) {
        self.pattern = pattern
        self.program = program
    }

    override var typeName: String { "BuckRegex" }

    override var attributeNames: [String] { ["match"] }

    override func method(_ name: String) -> NativeFunction? {
        name == "match" ? RegularExpression.match : nil
    }

    private static let match = NativeFunction("match", "str, /") { arguments, _ in
        guard let expression = arguments.receiver.native(as: RegularExpression.self) else {
            throw Failure("A value of type `\(arguments.receiver.typeName)` is not a regex")
        }
        return Value(bool: expression.program.matches(try arguments.text(0)))
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("regex(")
        withUTF8Bytes(pattern) { buffer.append(quoted: $0) }
        buffer.append(")")
    }
}
