import Diagnostics
import Loading
import Starlark
import StarlarkTools

/// Checks the types of a project's files while they are loaded, with what is known of natives.
struct ProjectTypechecker: FileTypechecker {
    private let checker: Typechecker

    /// Makes a checker for files that see some names without loading them.
    init(_ globals: Globals) { checker = Typechecker(globals: globals, natives: BuildStubs.table) }

    func check(_ program: Program, modules: [String: FrozenModule]) -> [Diagnostic] {
        checker.check(program, modules: modules)
    }
}
