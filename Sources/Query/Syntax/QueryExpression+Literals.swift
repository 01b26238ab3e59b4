public import Diagnostics

/// A word of a query that names targets.
public struct TargetLiteral: Sendable {
    /// The pattern.
    public let text: String
    /// Where it first stands.
    public let span: SourceSpan
}

extension QueryExpression {
    /// The words that name targets, each once, in the order of the text.
    ///
    /// They are known before the query is answered, so that an attribute's query can be one of
    /// the targets it names and what they lead to.
    public var targetLiterals: [TargetLiteral] {
        var literals: [(text: String, range: Range<Int>)] = []
        root.collectTargets(isTargets: true, into: &literals)
        return literals.map { TargetLiteral(text: $0.text, span: span($0.range)) }
    }
}

extension QueryExpression.Kind.Node {
    fileprivate func collectTargets(
        isTargets: Bool, into literals: inout [(text: String, range: Range<Int>)]
    ) {
        func add(_ word: String, _ range: Range<Int>) {
            if !literals.contains(where: { $0.text == word }) { literals.append((word, range)) }
        }
        switch kind {
        case .none, .integer, .fileSet: break
        case .word(let word): if isTargets { add(word, range) }
        case .set(let words): for word in words { add(word.text, word.range) }
        case .operation(let first, let rest):
            first.collectTargets(isTargets: isTargets, into: &literals)
            for step in rest { step.operand.collectTargets(isTargets: isTargets, into: &literals) }
        case .call(let name, _, let arguments):
            let parameters = QueryFunction(rawValue: name)?.parameters ?? []
            for (position, argument) in arguments.enumerated() {
                let sort = position < parameters.count ? parameters[position].sort : .word
                let isTargets = sort == .targets || sort == .either
                argument.collectTargets(isTargets: isTargets, into: &literals)
            }
        }
    }
}
