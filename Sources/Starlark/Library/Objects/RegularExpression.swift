/// `regex(pattern)`: a pattern that is compiled once.
final class RegularExpression: NativeObject {
    static let functions = [
        NativeFunction("regex", "regex, /, *, fancy = False", type: LibraryType.regex) {
            arguments, evaluation in
            let expression = try RegularExpression(
                try arguments.string(0), isFancy: try arguments.bool(1))
            return evaluation.object(expression)
        },
        NativeFunction("regex_match", "regex, str, /") { arguments, _ in
            let text = try arguments.text(1)
            let expression = try RegularExpression(try arguments.string(0), isFancy: true)
            return Value(bool: try expression.matches(text))
        },
    ]

    let pattern: String
    /// Whether it may look around and back.
    let isFancy: Bool
    private let program: RegexProgram

    /// Compiles a pattern.
    ///
    /// - Throws: What is wrong with it.
    init(_ pattern: String, isFancy: Bool) throws {
        self.pattern = pattern
        self.isFancy = isFancy
        do {
            program = try RegexProgram(pattern, isFancy: isFancy)
        } catch let failure as RegexFailure {
            throw Failure("`\(pattern)` is not a regular expression: \(failure.message)")
        }
    }

    private func matches(_ text: UTF8Bytes) throws -> Bool {
        do { return try program.matches(text) } catch let failure as RegexFailure {
            throw explained(failure)
        }
    }

    private func explained(_ failure: RegexFailure) -> Failure {
        Failure("Matching the regular expression `\(pattern)`: \(failure.message)")
    }

    override var typeName: String { "BuckRegex" }

    override var attributeNames: [String] { RegularExpression.methods.keys.sorted() }

    override func method(_ name: String) -> NativeFunction? { RegularExpression.methods[name] }

    private static let methods: [String: NativeFunction] = [
        "all_match": NativeFunction("all_match", "strings, /") { arguments, _ in
            Value(bool: try !receiver(arguments).isMatch(among: arguments, false))
        },
        "any_match": NativeFunction("any_match", "strings, /") { arguments, _ in
            Value(bool: try receiver(arguments).isMatch(among: arguments, true))
        },
        "match": NativeFunction("match", "str, /") { arguments, _ in
            Value(bool: try receiver(arguments).matches(try arguments.text(0)))
        },
        "replace_all": NativeFunction("replace_all", "haystack, replacement, /") {
            arguments, evaluation in
            let expression = try receiver(arguments)
            let text = try arguments.text(0)
            let replacement = try arguments.text(1)
            var buffer = evaluation.buffer()
            do {
                try expression.program.replaceMatches(in: text, with: replacement, into: &buffer)
            } catch let failure as RegexFailure {
                throw expression.explained(failure)
            }
            try evaluation.requireStringLength(buffer.count)
            return try evaluation.string(consuming: buffer)
        },
    ]

    /// Whether one of a list of strings matches, or does not; those after it are not looked at.
    private func isMatch(among arguments: Arguments, _ wanted: Bool) throws -> Bool {
        guard let strings = arguments[0].asList else { throw arguments.mismatch(0, "a list") }
        for string in strings {
            guard string.isString else {
                throw arguments.mismatch(0, "a list of strings", got: string)
            }
            if try matches(string.text) == wanted { return true }
        }
        return false
    }

    private static func receiver(_ arguments: Arguments) throws -> RegularExpression {
        guard let expression = arguments.receiver.native(as: RegularExpression.self) else {
            throw Failure("A value of type `\(arguments.receiver.typeName)` is not a regex")
        }
        return expression
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("regex(")
        withUTF8Bytes(pattern) { buffer.append(quoted: $0) }
        buffer.append(")")
    }
}
