/// Everything in a tree, for tools that look at all of it in no order of execution.
extension SyntaxTree {
    /// All expressions, children before parents.
    package var expressionIDs: some Sequence<ExpressionID> {
        expressions.indices.lazy.map { ExpressionID(rawValue: Int32($0)) }
    }

    /// All statements, those of a block before what the block belongs to.
    package var statementIDs: some Sequence<StatementID> {
        statements.indices.lazy.map { StatementID(rawValue: Int32($0)) }
    }

    /// The file itself, then each `def` and `lambda`.
    package var functionIDs: some Sequence<FunctionID> {
        functions.indices.lazy.map { FunctionID(rawValue: Int32($0)) }
    }
}
