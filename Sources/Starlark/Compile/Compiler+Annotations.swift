extension Compiler {
    /// Compiles a type.
    ///
    /// It is an expression like any other, but that `(A, B) | C` is a type, while a tuple has no
    /// operator `|` elsewhere.
    mutating func compileAnnotation(_ id: ExpressionID, to target: Int) {
        let outer = isInAnnotation
        isInAnnotation = true
        defer { isInAnnotation = outer }
        compile(id, to: target)
    }

    /// Whether a type is a tuple, or a chain of alternatives that begins with one.
    func beginsWithTuple(_ id: ExpressionID) -> Bool {
        switch tree[id] {
        case .tuple: true
        case .binary(.bitOr, let left, _): beginsWithTuple(left)
        default: false
        }
    }

    /// `(A, B) | C` in a type, as `[(A, B), C]`, which means the same there.
    mutating func compileAlternatives(
        _ left: ExpressionID, _ right: ExpressionID, to target: Int, range: ByteRange
    ) {
        let first = block.next
        compile(left, to: block.take())
        compile(right, to: block.take())
        block.range = range
        block.emit(.makeList, a: target, b: first, c: 2)
    }
}
