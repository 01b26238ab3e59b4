public import Diagnostics
public import Incremental
public import Starlark
import Synchronization

/// What checks the types of files before they run, given the names that they see.
public protocol FileTypechecker: Sendable {
    /// Finds what certainly fails when a file runs.
    ///
    /// - Parameters:
    ///   - program: The file.
    ///   - modules: By path as written in its `load` statements: the modules that it loads.
    /// - Returns: Errors in the order of the file.
    func check(_ program: Program, modules: [String: FrozenModule]) -> [Diagnostic]
}

/// Set by the composition root if types are to be checked while files are loaded: makes a checker
/// for files that see some names.
public enum TypecheckingResource: ResourceKey {
    /// Called once for each set of names, when the first file is checked.
    public typealias Service = @Sendable (Globals) -> any FileTypechecker
}

/// The checker of the files that see the same names, made when the first of them has to run: where
/// all modules are read back, there is none.
///
/// Lock order: `checker` is a leaf, held while a checker is made.
final class SharedTypechecker: Sendable {
    private let globals: Globals
    private let make: TypecheckingResource.Service
    private let checker = Mutex<(any FileTypechecker)?>(nil)

    init(_ globals: Globals, make: @escaping TypecheckingResource.Service) {
        self.globals = globals
        self.make = make
    }

    /// Finds what certainly fails when a file runs.
    ///
    /// - Returns: The first error with the others as its notes; nothing if there is none.
    func error(in program: Program, _ loads: Loads) -> Diagnostic? {
        let checker = checker.withLock { known in
            let checker = known ?? make(globals)
            known = checker
            return checker
        }
        return Diagnostic.joining(checker.check(program, modules: loads.byWrittenPath))
    }
}

/// Whether the command line wants the types of all files checked, not only those of the prelude.
struct TypecheckingKey: Key {
    var description: String { "typechecking" }

    func compute(in context: borrowing Context) async throws -> Bool {
        try await context.request(ConfigSourcesKey()).checksTypes
    }

    static func fingerprint(_ output: Bool) -> Fingerprint? {
        Fingerprint(low: output ? 1 : 0, high: 0)
    }
}

extension Diagnostic {
    /// The first error, with others as its notes.
    static func joining(_ errors: some Collection<Diagnostic>) -> Diagnostic? {
        guard var first = errors.first else { return nil }
        for other in errors.dropFirst().prefix(9) {
            first = first.adding(note: other.message, at: other.span)
        }
        return first
    }
}
