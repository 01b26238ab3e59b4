import Diagnostics
import Starlark

/// Runs a file of the runtime tests.
func evaluate(
    _ source: String, globals: Globals = .standard, loads: [String: FrozenModule] = [:],
    host: AnyObject? = nil, limits: EvaluationLimits = EvaluationLimits(), path: String = "t.bzl"
) throws -> FrozenModule {
    let file = SourceFile(path: path, text: Array(source.utf8))
    let (program, diagnostics) = Program.parse(file, dialect: .extensionFile)
    guard let program else { throw diagnostics.first ?? Diagnostic.error("no diagnostics") }
    return try program.evaluate(
        globals: globals, loads: loads, host: host, limits: limits, printer: { _ in })
}

/// The `repr` of the global `x` after a file ran, or the message of its error.
func outcome(
    _ source: String, globals: Globals = .standard, loads: [String: FrozenModule] = [:],
    limits: EvaluationLimits = EvaluationLimits()
) throws -> String {
    do {
        let module = try evaluate(source, globals: globals, loads: loads, limits: limits)
        return module["x"]?.value.repr ?? "no x"
    } catch let diagnostic as Diagnostic {
        return "error: " + diagnostic.message
    }
}
