import Diagnostics

/// `def`, `lambda`, their parameters, and `load`.
extension Parser {
    // MARK: Functions

    mutating func parseDefinition() throws(Failure) {
        let start = lexer.start
        if !dialect.allowsFunctions {
            lexer.report(
                .error(
                    "`def` cannot stand in this kind of file", at: lexer.span(tokenRange.range),
                    help: ["define the function in a `.bzl` file and `load` it"]))
        }
        lexer.advance()
        let nameRange = tokenRange
        let name = appendName(try expectName("after `def`"), nameRange)
        let id = reserveFunction()
        try expect(.leftParenthesis, "after the name of the function")
        let (parameters, _) = try parseParameters(until: .rightParenthesis, isAnnotated: true)
        try expect(.rightParenthesis, "after the parameters")
        let result = take(.arrow) ? try parseAnnotation() : nil

        let wasInside = (functionDepth, loopDepth)
        (functionDepth, loopDepth) = (functionDepth + 1, 0)
        let body = try parseSuite("after the header of `def`")
        (functionDepth, loopDepth) = wasInside

        tree.functions[id.index] = Function(
            name: name, parameters: parameters, result: result, body: .block(body),
            span: range(from: start), documentation: documentation(of: body))
        appendStatement(.define(id), from: start)
    }

    mutating func parseLambda() throws(Failure) -> Node {
        let start = lexer.start
        lexer.advance()
        let id = reserveFunction()
        let (parameters, height) = try parseParameters(until: .colon, isAnnotated: false)
        try expect(.colon, "after the parameters of `lambda`")
        let body = try parseTest()
        tree.functions[id.index] = Function(
            parameters: parameters, body: .expression(body.id), span: range(from: start))
        return try add(.lambda(id), from: start, height: max(height, body.height))
    }

    /// Takes a number before the functions inside take theirs.
    private mutating func reserveFunction() -> FunctionID {
        let id = FunctionID(rawValue: Int32(tree.functions.count))
        tree.functions.append(
            Function(
                parameters: Run(0..<0), body: .block(Run(0..<0)),
                span: ByteRange(start: 0, end: 0)))
        return id
    }

    /// The string that a body opens with.
    func documentation(of body: Run<StatementID>) -> TextRef? {
        guard let first = tree[body].first, case .expression(let value) = tree[first],
            case .string(let text) = tree[value]
        else { return nil }
        return text
    }

    // MARK: Parameters

    /// `Parameters`, with a bare `*` made into the kinds of those after it, and the height of
    /// their defaults.
    private mutating func parseParameters(
        until close: TokenKind, isAnnotated: Bool
    ) throws(Failure) -> (Run<Parameter>, height: Int32) {
        var parameters: [Parameter] = []
        var height: Int32 = 0
        var state = ParameterState()
        while lexer.kind != close {
            let start = lexer.start
            if take(.star) {
                if lexer.kind == .comma || lexer.kind == close {
                    try checkStar(&state, start)
                } else {
                    state.note(.variadic, &self, start)
                    parameters.append(try parseParameter(.variadic, isAnnotated, &height))
                }
            } else if take(.starStar) {
                state.note(.keywords, &self, start)
                parameters.append(try parseParameter(.keywords, isAnnotated, &height))
            } else if lexer.kind == .slash {
                throw fail(
                    "Expected a parameter",
                    help: ["Starlark has no positional-only parameters"])
            } else {
                let kind: Parameter.Kind = state.seenStar ? .keywordOnly : .positional
                let parameter = try parseParameter(kind, isAnnotated, &height)
                state.noteNamed(hasDefault: parameter.defaultValue != nil, &self, start)
                parameters.append(parameter)
            }
            guard take(.comma) else { break }
        }
        if let star = state.bareStar {
            lexer.report(
                .error(
                    "Bare `*` without a parameter after it", at: lexer.span(star..<star + 1)))
        }
        checkRepeated(parameters)
        let first = tree.parameters.count
        tree.parameters.append(contentsOf: parameters)
        return (Run(first..<tree.parameters.count), height)
    }

    private mutating func parseParameter(
        _ kind: Parameter.Kind, _ isAnnotated: Bool, _ height: inout Int32
    ) throws(Failure) -> Parameter {
        let nameRange = tokenRange
        let name = appendName(try expectName("of a parameter"), nameRange)
        var parameter = Parameter(kind: kind, name: name)
        if isAnnotated, take(.colon) {
            parameter.annotation = try parseAnnotation()
        }
        if kind == .positional || kind == .keywordOnly, take(.assign) {
            let value = try parseTest()
            parameter.defaultValue = value.id
            height = max(height, value.height)
        }
        return parameter
    }

    private mutating func checkStar(_ state: inout ParameterState, _ start: Int) throws(Failure) {
        let span = lexer.span(start..<start + 1)
        if !dialect.allowsKeywordOnly {
            lexer.report(.error("Bare `*` cannot stand in this kind of file", at: span))
        }
        if state.seenStar || state.seenKeywords {
            lexer.report(.error("`*` after `*` or `**`", at: span))
        }
        state.seenStar = true
        state.bareStar = start
    }

    private mutating func checkRepeated(_ parameters: [Parameter]) {
        seenCheck += 1
        for parameter in parameters {
            guard case .name(let name) = tree[parameter.name] else { continue }
            if isRepeated(name) {
                lexer.report(
                    .error(
                        "Parameter `\(lexer.names.string(name))` is repeated",
                        at: tree.span(of: parameter.name)))
            }
        }
    }

    // MARK: Load

    mutating func parseLoad() throws(Failure) {
        let start = lexer.start
        if !dialect.allowsLoads || !isTopLevel {
            let place = isTopLevel ? "in this kind of file" : "inside another statement"
            lexer.report(
                .error("`load` \(place)", at: lexer.span(tokenRange.range)))
        }
        lexer.advance()
        try expect(.leftParenthesis, "after `load`")
        let pathSpan = tokenRange
        let path = try expectString("with the file to load")
        var names: [LoadedName] = []
        while take(.comma), lexer.kind != .rightParenthesis {
            names.append(try parseLoadedName())
        }
        try expect(.rightParenthesis, "after the names to load")
        if names.isEmpty {
            lexer.report(
                .error(
                    "`load` without names", at: lexer.span(start..<lexer.previousEnd),
                    help: ["name what to load: `load(\"file\", \"name\")`"]))
        }
        let first = tree.loadedNames.count
        tree.loadedNames.append(contentsOf: names)
        let load = LoadID(rawValue: Int32(tree.loads.count))
        tree.loads.append(
            Load(path: path, pathSpan: pathSpan, names: Run(first..<tree.loadedNames.count)))
        appendStatement(.load(load), from: start)
    }

    /// `"name"` or `alias = "name"`.
    private mutating func parseLoadedName() throws(Failure) -> LoadedName {
        let localSpan = tokenRange
        if lexer.kind == .identifier {
            let local = lexer.name
            lexer.advance()
            guard take(.assign) else {
                let name = lexer.names.string(local)
                lexer.report(
                    .error(
                        "Name to load is not quoted: `\(name)`", at: lexer.span(localSpan.range),
                        help: ["write `\"\(name)\"`"]))
                throw Failure()
            }
            let exportedSpan = tokenRange
            let exported = try internString("with the name to load")
            return LoadedName(
                local: appendName(local, localSpan), exported: exported,
                exportedSpan: exportedSpan)
        }
        let name = try internString("with a name to load")
        return LoadedName(
            local: appendName(name, localSpan), exported: name, exportedSpan: localSpan)
    }

    private mutating func internString(_ context: StaticString) throws(Failure) -> NameID {
        let range = tokenRange
        let text = try expectString(context)
        let name = string(text)
        if !isIdentifier(name) {
            lexer.report(.error("Not a name: `\(name)`", at: lexer.span(range.range)))
        } else if name.hasPrefix("_") {
            lexer.report(
                .error(
                    "`\(name)` is private to its file and cannot be loaded",
                    at: lexer.span(range.range)))
        }
        return lexer.names.intern(name)
    }

    private mutating func expectString(_ context: StaticString) throws(Failure) -> TextRef {
        guard lexer.kind == .string else { throw fail("Expected a string \(context)") }
        let text = lexer.text
        lexer.advance()
        return text
    }

    func string(_ text: TextRef) -> String {
        text.isDecoded
            ? String(decoding: lexer.decoded[text.range], as: UTF8.self)
            : lexer.file.string(in: text.range)
    }
}

/// What has been seen of a parameter list, to find parameters out of order.
private struct ParameterState {
    var seenDefault = false
    var seenStar = false
    var seenKeywords = false
    /// A bare `*` that no parameter has followed yet.
    var bareStar: Int?

    mutating func note(_ kind: Parameter.Kind, _ parser: inout Parser, _ start: Int) {
        let stars = kind == .variadic ? "*" : "**"
        if seenKeywords || (kind == .variadic && seenStar) {
            let other = seenKeywords ? "**" : "*"
            parser.lexer.report(
                .error(
                    "Parameter with `\(stars)` after one with `\(other)`",
                    at: parser.lexer.span(start..<start + stars.utf8.count)))
        }
        if kind == .variadic { seenStar = true } else { seenKeywords = true }
    }

    mutating func noteNamed(hasDefault: Bool, _ parser: inout Parser, _ start: Int) {
        bareStar = nil
        let span = parser.lexer.span(start..<parser.lexer.previousEnd)
        if seenKeywords {
            parser.lexer.report(
                .error(
                    "Parameter after `**`", at: span, help: ["`**` comes last"]))
        } else if !hasDefault, seenDefault, !seenStar {
            parser.lexer.report(
                .error(
                    "Parameter without a default after one with a default", at: span))
        }
        if hasDefault { seenDefault = true }
    }
}

/// Whether a string could be written as a name.
private func isIdentifier(_ name: String) -> Bool {
    guard let first = name.utf8.first, !isDigit(first) else { return false }
    return name.utf8.allSatisfy { byte in
        isDigit(byte) || byte == UInt8(ascii: "_")
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
