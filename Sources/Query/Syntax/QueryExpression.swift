public import Diagnostics

/// A parsed query, in Buck2's query language.
///
/// ```text
/// expression  = operand { ("+" | "union" | "-" | "except" | "^" | "intersect") operand }
/// operand     = "(" expression ")" | call | set | word | integer | "None"
/// call        = name "(" [ expression { "," expression } ] ")"
/// set         = ("set" | "fileset") "(" { word } ")"
/// word        = quoted by ' or ", or bare: letters, digits and * / @ . - _ : $ # % [ ] ~ = ! ? \
/// ```
/// The operators have one precedence and associate to the left. `-` may be part of a bare word, so
/// it is an operator only after a space or a parenthesis. Beyond Buck2's bare words, sub-targets
/// (`//a:b[c]`) and what occurs in file names need no quotes.
/// See https://buck2.build/docs/concepts/buck_query_language/.
public struct QueryExpression: Sendable {
    /// What combines two sets.
    enum Operator: String, Sendable {
        case union = "+"
        case except = "-"
        case intersect = "^"
    }

    /// A literal in a set.
    struct Word: Sendable {
        let text: String
        let range: Range<Int>
    }

    indirect enum Kind: Sendable {
        case none
        case word(String)
        case integer(Int)
        case call(name: String, nameRange: Range<Int>, arguments: [Self.Node])
        case set([Word])
        case fileSet([Word])
        /// Long chains of operators occur, so they are flat.
        case operation(first: Self.Node, rest: [(operation: Operator, operand: Self.Node)])

        /// An expression and where it stands.
        struct Node: Sendable {
            let kind: Kind
            let range: Range<Int>
        }
    }

    typealias Node = Kind.Node

    let source: SourceFile
    let root: Node

    /// Reads a query.
    ///
    /// - Parameters:
    ///   - text: The query, for example `deps(//hello:hello, 1) - //third-party/...`.
    ///   - name: What diagnostics call it; nothing for one of a command line.
    /// - Throws: Where and why it is no query.
    public init(parsing text: String, name: String? = nil) throws(Diagnostic) {
        source = SourceFile(path: name ?? "<query>", text: text, isArgument: name == nil)
        var parser = QueryParser(source: source)
        root = try parser.parse()
    }

    func span(_ range: Range<Int>) -> SourceSpan {
        SourceSpan(file: source, range: range)
    }

    /// The query in one line, and in another one what marks a part of it; the middle of a long
    /// part is left out.
    func underlined(_ range: Range<Int>) -> String {
        func line(_ range: Range<Int>) -> String {
            source.string(in: range).replacing("\n", with: " ")
        }
        let before = line(0..<range.lowerBound)
        var part = line(range)
        if part.count > Self.longestPart {
            let mark = "<<omitted>>"
            let kept = Self.longestPart - mark.count
            part = part.prefix(kept / 2) + mark + part.suffix(kept - kept / 2)
        }
        let pointer =
            part.count < 3 ? "^" : "^" + String(repeating: "-", count: part.count - 2) + "^"
        return "    \(before)\(part)\(line(range.upperBound..<source.text.count))\n    "
            + String(repeating: " ", count: before.count) + pointer + "\n"
    }

    /// How many characters of a part are shown.
    private static let longestPart = 80
}

extension QueryExpression: CustomStringConvertible {
    /// The query with every grouping made explicit.
    public var description: String { root.description }
}

extension QueryExpression.Kind.Node: CustomStringConvertible {
    var description: String {
        switch kind {
        case .none: "None"
        case .word(let text): text.contains("'") ? "\"\(text)\"" : "'\(text)'"
        case .integer(let value): "\(value)"
        case .call(let name, _, let arguments):
            "\(name)(\(arguments.map(\.description).joined(separator: ", ")))"
        case .set(let words): "set(\(words.map(\.text).joined(separator: " ")))"
        case .fileSet(let words): "fileset(\(words.map(\.text).joined(separator: " ")))"
        case .operation(let first, let rest):
            rest.reduce(first.description) { left, step in
                "(\(left) \(step.operation.rawValue) \(step.operand))"
            }
        }
    }
}
