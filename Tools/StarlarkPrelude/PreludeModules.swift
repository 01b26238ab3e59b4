import Diagnostics
import Glibc
import Starlark

/// The modules of a folder, each loaded once with what it loads.
struct PreludeModules {
    /// What became of the files.
    struct Counts {
        var files = 0
        var bytes = 0
        var parsed = 0
        var evaluated = 0
    }

    /// The folder that is the root of the cell; absolute or relative to the working directory.
    let folder: String
    /// The name of the cell.
    let cell: String
    private(set) var counts = Counts()
    /// One for each file that has any, in the order in which they were met.
    private(set) var errors: [Diagnostic] = []
    /// Names that nothing defines, and how many files use them.
    private(set) var unknownNames: [String: Int] = [:]

    /// Where modules are kept, if they are to be.
    var snapshots: SnapshotWriter?

    private var programs: [String: Program] = [:]
    private var modules: [String: FrozenModule] = [:]
    private var unparsed: Set<String> = []
    private var failed: Set<String> = []
    private var loading: Set<String> = []

    init(folder: String, cell: String) {
        self.folder = folder
        self.cell = cell
    }

    /// Parses files.
    ///
    /// - Parameter paths: Relative to the folder.
    mutating func parse(_ paths: [String]) {
        counts.files = paths.count
        for path in paths {
            guard let text = readFile("\(folder)/\(path)") else {
                errors.append(.error("Cannot read `\(path)`"))
                continue
            }
            counts.bytes += text.count
            let file = SourceFile(path: path, text: text)
            let (program, diagnostics) = Program.parse(file, dialect: .extensionFile)
            errors += diagnostics
            guard let program else {
                unparsed.insert(path)
                continue
            }
            if diagnostics.isEmpty { counts.parsed += 1 }
            programs[path] = program
        }
    }

    /// Evaluates all files that were parsed.
    mutating func evaluate(_ paths: [String]) {
        for path in paths { _ = module(path) }
        counts.evaluated = modules.count
    }

    private mutating func module(_ path: String) -> FrozenModule? {
        if let module = modules[path] { return module }
        guard let program = programs[path], !failed.contains(path) else { return nil }
        guard loading.insert(path).inserted else {
            errors.append(.error("`\(path)` loads itself"))
            return nil
        }
        defer { loading.remove(path) }
        var loads: [String: FrozenModule] = [:]
        for load in program.loads {
            guard let loaded = module(of: load, in: path) else {
                failed.insert(path)
                return nil
            }
            loads[load.path] = loaded
        }
        do {
            let globals = Globals.prelude
            for unknown in program.unknownNames(globals: globals) {
                unknownNames[unknown.span?.text ?? "", default: 0] += 1
            }
            var module = try program.evaluate(globals: globals, loads: loads) { _ in }
            let ids = program.loads.map { ($0.path, id(of: $0, in: path)) }
            module = snapshots?.keep(module, id: path, loads: ids, modules: loads) ?? module
            modules[path] = module
            return module
        } catch {
            errors.append(error)
            failed.insert(path)
            return nil
        }
    }

    /// The module of a load; one of another cell, or that cannot be parsed, is made up of stubs.
    private mutating func module(of load: Program.Load, in path: String) -> FrozenModule? {
        guard case .here(let target) = target(of: load.path, in: path),
            !unparsed.contains(target)
        else {
            guard let module = stubs(for: load) else { return nil }
            let id = id(of: load, in: path)
            return snapshots?.keep(module, id: id, loads: [], modules: [:]) ?? module
        }
        if programs[target] == nil, failed.insert(target).inserted {
            errors.append(.error("`\(target)` is not there", at: load.span))
        }
        return module(target)
    }

    /// What is loaded, for the index of snapshots; stubs are made for each load anew.
    private func id(of load: Program.Load, in path: String) -> String {
        if case .here(let target) = target(of: load.path, in: path), !unparsed.contains(target) {
            return target
        }
        return "\(path) \(load.span.range.lowerBound)"
    }

    private func stubs(for load: Program.Load) -> FrozenModule? {
        let text = load.bindings.map { "\($0.exported) = __internal__.\($0.exported)\n" }.joined()
        let file = SourceFile(path: load.path, text: Array(text.utf8))
        let (program, _) = Program.parse(file, dialect: .extensionFile)
        return try? program?.evaluate(globals: .prelude)
    }

    private enum Target {
        case here(String)
        case elsewhere
    }

    /// `@prelude//rust:build.bzl`, `//rust:build.bzl` or `:build.bzl`.
    private func target(of load: String, in path: String) -> Target {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        let parts = load.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return .elsewhere }
        var package = String(parts[0])
        if package.isEmpty {
            package = folder
        } else {
            let prefixes = ["@\(cell)//", "\(cell)//", "//"]
            guard let prefix = prefixes.first(where: package.hasPrefix) else { return .elsewhere }
            package.removeFirst(prefix.count)
        }
        return .here(package.isEmpty ? String(parts[1]) : "\(package)/\(parts[1])")
    }
}
