public import Diagnostics

/// A file that has been parsed: it can say what it loads, and run once that is there.
public struct Program: Sendable {
    /// A `load` statement.
    public struct Load: Sendable {
        /// The first string, as written.
        public let path: String
        /// Where that string is.
        public let span: SourceSpan
        /// The names it binds here and the names they have in the loaded module.
        public let bindings: [(local: String, exported: String)]
    }

    let tree: SyntaxTree
    /// The `load` statements in order; a path may occur more than once.
    public let loads: [Load]

    /// The source.
    public var file: SourceFile { tree.file }

    /// Parses a file.
    ///
    /// - Returns: The program unless there are errors, and all errors and warnings.
    public static func parse(
        _ file: SourceFile, dialect: Dialect
    ) -> (program: Program?, diagnostics: [Diagnostic]) {
        (nil, [])
    }

    /// Runs a file whose global variables others load: a `.bzl` file.
    ///
    /// - Parameters:
    ///   - globals: The names it may use without loading them.
    ///   - modules: By path as written in `loads`: the modules it loads.
    ///   - host: What native functions find as `evaluation.host`.
    ///   - limits: How much it may use.
    ///   - printer: Where `print` goes; the standard error stream if left out.
    /// - Returns: Its global variables, frozen.
    /// - Throws: The first error, with the calls that led to it.
    public func evaluate(
        globals: Globals, loads modules: [String: FrozenModule] = [:], host: AnyObject? = nil,
        limits: EvaluationLimits = EvaluationLimits(), printer: (@Sendable (String) -> Void)? = nil
    ) throws(Diagnostic) -> FrozenModule {
        throw .error("not there")
    }

    /// Runs a file for what its native functions do to the host: a `BUCK` file. Its values are
    /// dropped.
    ///
    /// - Parameters: As of `evaluate`.
    /// - Throws: The first error, with the calls that led to it.
    public func run(
        globals: Globals, loads modules: [String: FrozenModule] = [:], host: AnyObject? = nil,
        limits: EvaluationLimits = EvaluationLimits(), printer: (@Sendable (String) -> Void)? = nil
    ) throws(Diagnostic) {
        throw .error("not there")
    }
}
