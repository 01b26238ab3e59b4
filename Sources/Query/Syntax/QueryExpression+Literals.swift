extension QueryExpression {
    /// The words that name targets, each once, in the order of the text.
    ///
    /// They are known before the query is answered, so that an attribute's query can be one of
    /// the targets it names and what they lead to.
    public var targetLiterals: [String] {
        var literals: [String] = []
        root.collectTargets(isTargets: true, into: &literals)
        return literals
    }
}

extension QueryExpression.Kind.Node {
    fileprivate func collectTargets(isTargets: Bool, into literals: inout [String]) {
        func add(_ word: String) {
            if !literals.contains(word) { literals.append(word) }
        }
        switch kind {
        case .none, .integer, .fileSet: break
        case .word(let word): if isTargets { add(word) }
        case .set(let words): for word in words { add(word.text) }
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
