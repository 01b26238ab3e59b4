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

    package let tree: SyntaxTree
    package let resolution: Resolution
    /// The `load` statements in order; a path may occur more than once.
    public let loads: [Load]

    /// The source.
    public var file: SourceFile { tree.file }

    private init(tree: SyntaxTree, resolution: Resolution) {
        self.tree = tree
        self.resolution = resolution
        loads = tree.loads.map { load in
            Load(
                path: tree.string(of: load.path), span: tree.span(load.pathSpan),
                bindings: tree[load.names].map { loadedName in
                    var local = ""
                    if case .name(let name) = tree[loadedName.local] {
                        local = tree.names.string(name)
                    }
                    return (local, tree.names.string(loadedName.exported))
                })
        }
    }

    /// Parses a file.
    ///
    /// - Returns: The program unless there are errors, and all errors and warnings.
    public static func parse(
        _ file: SourceFile, dialect: Dialect
    ) -> (program: Program?, diagnostics: [Diagnostic]) {
        parse(file, dialect: dialect, sessionNames: [])
    }

    static func parse(
        _ file: SourceFile, dialect: Dialect, sessionNames: Set<String>
    ) -> (program: Program?, diagnostics: [Diagnostic]) {
        let parsed = Starlark.parse(file, dialect: dialect)
        guard !parsed.hasErrors else { return (nil, parsed.diagnostics) }
        let resolution = Resolver.resolve(parsed.tree, sessionNames: sessionNames)
        return (Program(tree: parsed.tree, resolution: resolution), parsed.diagnostics)
    }

    /// The names the file uses that are neither defined in it nor among some globals.
    public func unknownNames(globals: Globals) -> [Diagnostic] {
        resolution.unknownNames(
            in: tree, isKnown: { globals[$0] != nil }, universalNames: { Array(globals.names) })
    }

    /// Runs a file whose global variables others load: a `.bzl` file.
    ///
    /// - Parameters:
    ///   - globals: The names it may use without loading them.
    ///   - modules: By path as written in `loads`: the modules it loads.
    ///   - host: What native functions find as `evaluation.host`.
    ///   - limits: How much it may use.
    ///   - printer: Where `print` goes; the standard error stream if left out.
    ///   - profiler: Measures it, which makes it slower.
    /// - Returns: Its global variables, frozen.
    /// - Throws: The first error, with the calls that led to it.
    public func evaluate(
        globals: Globals, loads modules: [String: FrozenModule] = [:], host: AnyObject? = nil,
        limits: EvaluationLimits = EvaluationLimits(),
        printer: (@Sendable (String) -> Void)? = nil, profiler: Profiler? = nil
    ) throws(Diagnostic) -> FrozenModule {
        let code = try compile(globals: globals, loads: modules)
        var evaluation = Evaluation(host: host, limits: limits, profiler: profiler)
        evaluation.printer = printer
        let (module, _) = try evaluation.runMain(of: code)
        return try evaluation.freezeModule(module, code)
    }

    /// Runs a file for what its native functions do to the host: a `BUCK` file.
    ///
    /// Its values are dropped.
    ///
    /// - Parameters:
    ///   - globals: The names it may use without loading them.
    ///   - modules: By path as written in `loads`: the modules it loads.
    ///   - host: What native functions find as `evaluation.host`.
    ///   - limits: How much it may use.
    ///   - printer: Where `print` goes; the standard error stream if left out.
    /// - Returns: How many bytes its values took: all are freed together, at its end.
    /// - Throws: The first error, with the calls that led to it.
    @discardableResult
    public func run(
        globals: Globals, loads modules: [String: FrozenModule] = [:], host: AnyObject? = nil,
        limits: EvaluationLimits = EvaluationLimits(), printer: (@Sendable (String) -> Void)? = nil
    ) throws(Diagnostic) -> Int {
        let code = try compile(globals: globals, loads: modules)
        var evaluation = Evaluation(host: host, limits: limits)
        evaluation.printer = printer
        _ = try evaluation.runMain(of: code)
        return evaluation.heap.allocatedBytes
    }

    /// Compiles the file against what it may use.
    ///
    /// With `returnsLast` running it returns the value of its last statement, an expression.
    func compile(
        globals: Globals, loads modules: [String: FrozenModule], returnsLast: Bool = false
    ) throws(Diagnostic) -> CompiledModule {
        let unknown = unknownNames(globals: globals)
        if let first = unknown.first {
            // One error, yet all names at once, for they are mended in one go.
            let others = unknown.dropFirst().prefix(9).map { other in
                Diagnostic.Note(other.message, at: other.span)
            }
            throw .error(
                first.message, at: first.span, label: first.label, notes: Array(others),
                help: first.help)
        }
        let code = try Compiler.compile(
            tree, resolution, globals: globals, modules: modules, returnsLast: returnsLast)
        assert(CodeVerifier.check(code))
        return code
    }
}
