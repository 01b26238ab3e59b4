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
    var anchor: FrozenValue? { module.structure }
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
        if let format = DataFile(path) { return try format.module(file, at: path) }
        if let kept = try await kept(file, cells, in: context) { return kept }
        let program = try Program.parsed(file, dialect: .extensionFile, of: path.description)
        let visible = try await context.request(FileGlobalsKey(audience: audience(in: cells)))
        let loads = try await context.loads(of: program, from: path, cells: cells)
        let configs = try await context.fileConfigs(of: path.cell, cells: cells)
        let fingerprint = fingerprint(text, visible, loads, configs)
        let host = ModuleHost(path: path, fingerprint: fingerprint, cells: cells, configs: configs)
        let printed = PrintedLines()
        var module: FrozenModule
        // Beside the run, for nobody waits for the types but whoever waits for the module.
        async let typeError = visible.typechecker?.error(in: program, loads)
        do {
            defer { printed.flush(in: context) }
            module = try program.evaluate(
                globals: visible.globals, loads: loads.byWrittenPath, host: host,
                limits: configs.limits, printer: { printed.append($0) })
        } catch {
            try Task.checkCancellation()
            throw (await typeError ?? error).within(.evaluation(of: path))
        }
        if let error = await typeError { throw error.within(.evaluation(of: path)) }
        let shelf = ModuleShelf(context, for: file, at: path, cells: cells, visible)
        // A module that prints does so in every process.
        if let shelf, printed.isEmpty {
            module = shelf.keep(module, of: program, loads, configs: configs, fingerprint)
        }
        return LoadedModule(
            path: path, module: module, loads: loads.modules.map(\.path),
            fingerprint: fingerprint)
    }

    private func audience(in cells: CellResolver) -> FileGlobalsKey.Audience {
        path.cell == cells.prelude ? .preludeModule : .module
    }

    /// The module as an earlier process left it.
    ///
    /// - Returns: Nothing if there is none, or if what it loads is not to be had: then it is
    ///   parsed, and the error has its place.
    private func kept(
        _ file: SourceFile, _ cells: CellResolver, in context: borrowing Context
    ) async throws -> LoadedModule? {
        guard context.resources.contains(ModuleSnapshotsResource.self),
            let visible = try? await context.request(FileGlobalsKey(audience: audience(in: cells))),
            let shelf = ModuleShelf(context, for: file, at: path, cells: cells, visible),
            let paths = shelf.loads,
            let loads = await context.loads(written: paths, from: path, cells: cells)
        else { return nil }
        let configs = try await context.fileConfigs(of: path.cell, cells: cells)
        let fingerprint = fingerprint(file.text, visible, loads, configs)
        guard let module = shelf.module(loads, configs: configs, fingerprint) else { return nil }
        return LoadedModule(
            path: path, module: module, loads: loads.modules.map(\.path),
            fingerprint: fingerprint)
    }

    private func fingerprint(
        _ text: [UInt8], _ visible: FileGlobals, _ loads: Loads, _ configs: FileConfigs
    ) -> Fingerprint {
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(path.description)
        fingerprinter.combine(bytes: text)
        if let prelude = visible.prelude { fingerprinter.combine(prelude.fingerprint) }
        for module in loads.modules { fingerprinter.combine(module.fingerprint) }
        configs.machine.combine(into: &fingerprinter)
        // A string that looks for another one goes by characters, which takes longer than loading.
        let word = Array("read_".utf8)
        let mayReadConfig = text.withUnsafeBytes { text in
            text.indices.contains { text[$0] == word[0] && text[$0...].starts(with: word) }
        }
        if mayReadConfig {
            for config in [configs.own, configs.root] {
                CellConfigKey.fingerprint(config).map { fingerprinter.combine($0) }
            }
        }
        return fingerprinter.finish()
    }

    static func fingerprint(_ output: LoadedModule) -> Fingerprint? { output.fingerprint }

    /// Never evicted: packages and other modules hold its heap anyway.
    static func sizeBytes(of output: LoadedModule) -> Int { 0 }
}

extension Diagnostic.Context {
    /// A `.bzl` file runs.
    fileprivate static func evaluation(of module: CellPath) -> Diagnostic.Context {
        .step("Error evaluating module: `\(module)`")
    }
}

/// There is no such file; whoever wants it says where it is wanted.
struct MissingModule: Error {
    let path: CellPath
}

extension Program {
    /// Parses a file.
    ///
    /// - Parameters:
    ///   - file: The file, called as people find it.
    ///   - dialect: What it may contain.
    ///   - name: The file as labels call it.
    /// - Returns: What can run.
    /// - Throws: The first error, the others as its notes.
    static func parsed(
        _ file: SourceFile, dialect: Dialect, of name: String
    ) throws(Diagnostic) -> Program {
        let (program, diagnostics) = parse(file, dialect: dialect)
        if let program { return program }
        guard var error = Diagnostic.joining(diagnostics.filter { $0.severity == .error }) else {
            preconditionFailure("a file that does not parse has an error")
        }
        error.message = "Parse error: \(error.message)"
        throw error.adding(context: .step("Error parsing: `\(name)`"))
    }
}
