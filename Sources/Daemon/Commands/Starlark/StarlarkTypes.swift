import BuildModel
import Diagnostics
import Starlark
import StarlarkTools

/// Type-checks files after the files that they load, each once.
struct StarlarkTypes {
    private struct Result {
        var diagnostics: [Diagnostic]
        var interface: ModuleInterface
    }

    private let files: StarlarkFiles
    private var results: [String: Result] = [:]
    /// Files whose loads are under way, for files may load each other by mistake.
    private var pending: Set<String> = []
    /// By what decides it: the checker with the names that such files see.
    private var checkers: [String: Typechecker] = [:]
    /// Why the names that some files see are not known: the project's prelude does not run.
    private(set) var failures: [Diagnostic] = []

    init(_ files: StarlarkFiles) {
        self.files = files
    }

    /// Checks a file.
    ///
    /// - Returns: Its program and what others see of it, unless it does not parse, and its errors.
    mutating func check(
        _ file: StarlarkFile
    ) async throws -> (program: Program?, interface: ModuleInterface?, diagnostics: [Diagnostic]) {
        let (program, diagnostics) = file.parse()
        guard let program else { return (nil, nil, diagnostics.filter { $0.severity == .error }) }
        let result = try await result(of: file, program)
        return (program, result.interface, result.diagnostics)
    }

    private mutating func result(of file: StarlarkFile, _ program: Program) async throws -> Result {
        let key = file.key
        if let known = results[key] { return known }
        pending.insert(key)
        defer { pending.remove(key) }
        var loads: [String: ModuleInterface] = [:]
        for load in program.loads where loads[load.path] == nil {
            guard let loaded = await files.file(loadedAs: load.path, from: file) else { continue }
            if let known = results[loaded.key] {
                loads[load.path] = known.interface
            } else if !pending.contains(loaded.key), let program = loaded.parse().program {
                loads[load.path] = try await result(of: loaded, program).interface
            }
        }
        let (diagnostics, interface) = try await checker(for: file).check(program, loads: loads)
        let result = Result(diagnostics: diagnostics, interface: interface)
        results[key] = result
        return result
    }

    private mutating func checker(for file: StarlarkFile) async throws -> Typechecker {
        let key = "\(file.place?.cell.text ?? "") \(file.kind)"
        if let known = checkers[key] { return known }
        let globals = try await files.globals(for: file)
        if case .failure(let reason) = globals, !failures.contains(reason) {
            failures.append(reason)
        }
        let checker = Typechecker(
            globals: (try? globals.get()) ?? .standard, natives: BuildStubs.table)
        checkers[key] = checker
        return checker
    }
}
