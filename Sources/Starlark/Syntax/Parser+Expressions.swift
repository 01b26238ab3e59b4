import Diagnostics

/// `Expression`, `Test`, operators by precedence, and what follows a primary expression.
extension Parser {
    /// `Test {',' Test}`: an expression, or a tuple without parentheses.
    mutating func parseTestList() throws(Failure) -> Node {
        let first = try parseTest()
        guard lexer.kind == .comma else { return first }
        return try parseTupleRest(first) { (parser) throws(Failure) in try parser.parseTest() }
    }

    /// `PrimaryExpr {',' PrimaryExpr}`, which stops before `in`.
    mutating func parseLoopVariables() throws(Failure) -> Node {
        let first = try parseOperand(.bitOr)
        var target = first
        if lexer.kind == .comma {
            target = try parseTupleRest(first) { (parser) throws(Failure) in
                try parser.parseOperand(.bitOr)
            }
        }
        try checkTarget(target.id)
        return target
    }

    private mutating func parseTupleRest(
        _ first: Node, _ element: (inout Parser) throws(Failure) -> Node
    ) throws(Failure) -> Node {
        let start = start(of: first)
        let pending = pendingExpressions.count
        pendingExpressions.append(first.id)
        var height = first.height
        while lexer.kind == .comma {
            let comma = lexer.start
            lexer.advance()
            if !lexer.kind.startsExpression {
                lexer.report(
                    .error(
                        "Comma at the end of a tuple without parentheses",
                        at: lexer.span(comma..<comma + 1),
                        help: ["put the tuple into parentheses"]))
                break
            }
            let node = try element(&self)
            pendingExpressions.append(node.id)
            height = max(height, node.height)
        }
        return try add(.tuple(takeExpressions(since: pending)), from: start, height: height)
    }

    /// `Test = IfExpr | PrimaryExpr | LambdaExpr ...`.
    mutating func parseTest() throws(Failure) -> Node {
        try enter()
        defer { leave() }
        if lexer.kind == .lambda { return try parseLambda() }
        let value = try parseOperand(.or)
        guard lexer.kind == .if else { return value }
        lexer.advance()
        let condition = try parseOperand(.or)
        try expect(.else, "in a conditional expression")
        let otherwise = try parseTest()
        return try add(
            .conditional(condition: condition.id, then: value.id, otherwise: otherwise.id),
            from: start(of: value), height: max(value.height, condition.height, otherwise.height))
    }

    // MARK: Operators

    /// How tightly operators bind, loosest first.
    enum Precedence: UInt8, Comparable {
        case none
        case or
        case and
        case not
        case comparison
        case bitOr
        case bitXor
        case bitAnd
        case shift
        case sum
        case product

        static func < (left: Precedence, right: Precedence) -> Bool {
            left.rawValue < right.rawValue
        }

        /// The precedence of the right operand, for all operators group to the left.
        var next: Precedence { Precedence(rawValue: rawValue + 1) ?? .product }
    }

    /// Reads an expression of operators that bind at least so tightly.
    mutating func parseOperand(_ minimum: Precedence) throws(Failure) -> Node {
        var left: Node
        if lexer.kind == .not, minimum <= .not {
            left = try parseNot()
        } else {
            left = try parseUnary()
        }
        while true {
            let precedence = lexer.kind.precedence
            guard precedence >= minimum, precedence != .none else { return left }
            left = try parseOperator(left, precedence)
        }
    }

    private mutating func parseOperator(
        _ left: Node, _ precedence: Precedence
    ) throws(Failure) -> Node {
        let kind = lexer.kind
        let tokenStart = lexer.start
        lexer.advance()
        if kind == .not { try expect(.in, "after `not`") }
        let right: Node
        if precedence == .product {
            right = try parseUnary()
        } else {
            right = try parseOperand(precedence.next)
        }
        let expression: Expression
        switch kind {
        case .and: expression = .and(left.id, right.id)
        case .or: expression = .or(left.id, right.id)
        default: expression = .binary(kind.binaryOperator, left.id, right.id)
        }
        if precedence == .comparison, lexer.kind.precedence == .comparison {
            let token = lexer.span(tokenStart..<tokenStart + 1)
            throw fail(
                "Comparisons do not chain",
                help: ["compare twice and join with `and`: `a < b and b < c`"], token)
        }
        let height = max(left.height, right.height)
        return try add(expression, from: start(of: left), height: height)
    }

    private mutating func fail(
        _ message: String, help: [String], _ first: SourceSpan
    ) -> Failure {
        lexer.report(
            .error(
                message, at: lexer.span(tokenRange.range),
                notes: [.init("the first comparison", at: first)], help: help))
        return Failure()
    }

    private mutating func parseNot() throws(Failure) -> Node {
        try enter()
        defer { leave() }
        let start = lexer.start
        lexer.advance()
        let operand = try parseOperand(.not)
        return try add(.unary(.not, operand.id), from: start, height: operand.height)
    }

    private mutating func parseUnary() throws(Failure) -> Node {
        let op: UnaryOperator
        switch lexer.kind {
        case .minus: op = .minus
        case .plus: op = .plus
        case .tilde: op = .bitNot
        default: return try parsePrimary()
        }
        try enter()
        defer { leave() }
        let start = lexer.start
        lexer.advance()
        let operand = try parseUnary()
        return try add(.unary(op, operand.id), from: start, height: operand.height)
    }

    // MARK: Primary expressions

    /// `Operand {'.' name | '(' Arguments ')' | '[' ... ']'}`.
    private mutating func parsePrimary() throws(Failure) -> Node {
        var node = try parseAtom()
        while true {
            switch lexer.kind {
            case .dot:
                lexer.advance()
                let name = try expectName("after `.`")
                node = try add(
                    .attribute(node.id, name), from: start(of: node), height: node.height)
            case .leftParenthesis: node = try parseCall(node)
            case .leftBracket: node = try parseIndexOrSlice(node)
            default: return node
            }
        }
    }

    private mutating func parseAtom() throws(Failure) -> Node {
        let start = lexer.start
        let expression: Expression
        switch lexer.kind {
        case .identifier: expression = .name(lexer.name)
        case .string: expression = .string(lexer.text)
        case .integer: expression = .integer(lexer.integer)
        case .bigInteger: expression = .bigInteger(radix: lexer.radix, digits: lexer.text)
        case .float: expression = .float(lexer.float)
        case .bytes: expression = .bytes(lexer.text)
        case .ellipsis: expression = try checkEllipsis()
        case .formattedString: return try parseFormattedString()
        case .leftParenthesis: return try parseParenthesized()
        case .leftBracket: return try parseList()
        case .leftBrace: return try parseDictionary()
        default: throw fail("Expected an expression")
        }
        lexer.advance()
        return try add(expression, from: start)
    }

    /// `'[' Test ']'`, or a slice, or an index of several.
    private mutating func parseIndexOrSlice(_ object: Node) throws(Failure) -> Node {
        let start = start(of: object)
        lexer.advance()
        var slice = SliceBounds()
        var height = object.height
        if lexer.kind != .colon {
            let index = try parseTest()
            height = max(height, index.height)
            if lexer.kind == .comma {
                let tuple = try parseTupleRest(index) { (parser) throws(Failure) in
                    try parser.parseTest()
                }
                try expect(.rightBracket, "after the index")
                return try add(
                    .index(object.id, tuple.id), from: start, height: max(height, tuple.height))
            }
            if take(.rightBracket) {
                return try add(.index(object.id, index.id), from: start, height: height)
            }
            slice.start = index.id
        }
        try expect(.colon, "or `]` after the index")
        slice.stop = try parseSlicePart(&height)
        if take(.colon) { slice.step = try parseSlicePart(&height) }
        try expect(.rightBracket, "after the slice")
        let id = SliceID(rawValue: Int32(tree.slices.count))
        tree.slices.append(slice)
        return try add(.slice(object.id, id), from: start, height: height)
    }

    private mutating func parseSlicePart(_ height: inout Int32) throws(Failure) -> ExpressionID? {
        if lexer.kind == .colon || lexer.kind == .rightBracket { return nil }
        let node = try parseTest()
        height = max(height, node.height)
        return node.id
    }
}

extension TokenKind {
    /// The precedence as an infix operator; `.not` stands for `not in`.
    fileprivate var precedence: Parser.Precedence {
        switch self {
        case .or: .or
        case .and: .and
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .in, .not:
            .comparison
        case .pipe: .bitOr
        case .caret: .bitXor
        case .ampersand: .bitAnd
        case .shiftLeft, .shiftRight: .shift
        case .plus, .minus: .sum
        case .star, .slash, .slashSlash, .percent: .product
        default: .none
        }
    }

    /// The operator that the token is between operands.
    fileprivate var binaryOperator: BinaryOperator {
        switch self {
        case .in: return .in
        case .not: return .notIn
        default:
            let index = rawValue &- TokenKind.plus.rawValue
            guard let binary = BinaryOperator(rawValue: index), binary < .in else {
                preconditionFailure("\(self) has a precedence and is no operator")
            }
            return binary
        }
    }

    fileprivate var startsExpression: Bool {
        switch self {
        case .identifier, .integer, .bigInteger, .float, .string, .bytes, .formattedString,
            .leftParenthesis, .leftBracket, .leftBrace, .plus, .minus, .tilde, .not, .lambda,
            .ellipsis:
            true
        default: false
        }
    }
}

extension BinaryOperator {
    fileprivate static func < (left: BinaryOperator, right: BinaryOperator) -> Bool {
        left.rawValue < right.rawValue
    }
}
