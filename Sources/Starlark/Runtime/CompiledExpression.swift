public import Diagnostics

/// An expression compiled against some globals, to be evaluated any number of times.
public struct CompiledExpression: Sendable {
    private let code: CompiledModule

    /// Compiles an expression.
    ///
    /// - Parameters:
    ///   - file: The text of the expression; statements may come before it.
    ///   - globals: The names it may use.
    /// - Throws: If the text is wrong or uses names that are not there.
    public init(_ file: SourceFile, globals: Globals) throws(Diagnostic) {
        let (program, diagnostics) = Program.parse(file, dialect: .extensionFile)
        guard let program else { throw diagnostics.first { $0.severity == .error } ?? .error("") }
        code = try program.compile(globals: globals, loads: [:], returnsLast: true)
    }

    /// Evaluates the expression in an evaluation of its own.
    ///
    /// - Parameters:
    ///   - host: What native functions find as `evaluation.host`.
    ///   - limits: How much it may use.
    ///   - profiler: Measures it, which makes it slower.
    ///   - body: Reads the value, which ends with the evaluation.
    /// - Returns: What the body returns.
    /// - Throws: What evaluating or the body throws.
    public func evaluate<Result>(
        host: AnyObject? = nil, limits: EvaluationLimits = EvaluationLimits(),
        profiler: Profiler? = nil, _ body: (Value, inout Evaluation) throws -> Result
    ) throws -> Result {
        var evaluation = Evaluation(host: host, limits: limits, profiler: profiler)
        let (_, value) = try evaluation.runMain(of: code)
        return try body(value, &evaluation)
    }
}

extension Globals.Builder {
    /// Binds all exported names of a module.
    public mutating func add(_ module: FrozenModule) {
        for name in module.exportedNames {
            if let value = module[name] { set(name, value) }
        }
    }
}
