public import BuildModel
import Diagnostics
public import Incremental
public import Starlark

/// A `.bzl` file that has run.
public struct LoadedModule: Sendable {
    /// The file.
    public let path: CellPath
    /// Its global variables.
    public let module: FrozenModule
    /// The files that it loads itself, in order, each once.
    public let loads: [CellPath]
    /// Stands for its text, for all that it loads and for the configuration it may read.
    public let fingerprint: Fingerprint

    /// Any value of the module, which keeps alive all that functions of the module may reach.
    var anchor: FrozenValue? { module.exportedNames.first.flatMap { module[$0] } }
}

/// A `.bzl` file: parsed, its loads asked for concurrently, then run without a break.
struct ModuleKey: Key {
    let path: CellPath

    var description: String { "module(\(path))" }

    func compute(in context: borrowing Context) async throws -> LoadedModule {
        let cells = try await context.cells()
        let location = cells.location(of: path)
        guard let text = try await context.request(FileBytesKey(location: location)) else {
            throw MissingModule(path: path)
        }
        let file = SourceFile(path: location.description, text: text)
        let program = try Program.parsed(file, dialect: .extensionFile)
        let audience: FileGlobalsKey.Audience = path.cell == .prelude ? .preludeModule : .module
        let visible = try await context.request(FileGlobalsKey(audience: audience))
        let loads = try await context.loads(of: program, from: path, cells: cells)
        let configs = try await context.fileConfigs(of: path.cell, cells: cells)

        var fingerprinter = Fingerprinter()
        fingerprinter.combine(path.description)
        fingerprinter.combine(bytes: text)
        if let prelude = visible.prelude { fingerprinter.combine(prelude.fingerprint) }
        for module in loads.modules { fingerprinter.combine(module.fingerprint) }
        if String(decoding: text, as: UTF8.self).contains("read_") {
            for config in [configs.own, configs.root] {
                CellConfigKey.fingerprint(config).map { fingerprinter.combine($0) }
            }
        }
        let host = ModuleHost(
            path: path, fingerprint: fingerprinter.finish(), cells: cells, configs: configs)
        let module = try program.evaluate(
            globals: visible.globals, loads: loads.byWrittenPath, host: host)
        return LoadedModule(
            path: path, module: module, loads: loads.modules.map(\.path),
            fingerprint: host.fingerprint)
    }

    static func fingerprint(_ output: LoadedModule) -> Fingerprint? { output.fingerprint }
}

/// There is no such file; whoever wants it says where it is wanted.
struct MissingModule: Error {
    let path: CellPath
}

extension Program {
    /// Parses a file.
    ///
    /// - Throws: The first error, the others as its notes.
    static func parsed(_ file: SourceFile, dialect: Dialect) throws(Diagnostic) -> Program {
        let (program, diagnostics) = parse(file, dialect: dialect)
        if let program { return program }
        let errors = diagnostics.filter { $0.severity == .error }
        guard var first = errors.first else {
            preconditionFailure("a file that does not parse has an error")
        }
        for other in errors.dropFirst().prefix(9) {
            first = first.adding(note: other.message, at: other.span)
        }
        return try { () throws(Diagnostic) -> Program in throw first }()
    }
}
