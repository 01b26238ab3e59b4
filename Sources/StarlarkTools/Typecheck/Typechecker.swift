public import Diagnostics
public import Starlark

/// What other files see of a file: the types of the names that they can load.
public struct ModuleInterface: Sendable {
    /// By name.
    let types: [String: StaticType]

    init(types: [String: StaticType]) { self.types = types }

    /// What is known of a module that has run: the types of the values it exports.
    ///
    /// - Parameters:
    ///   - module: The module.
    ///   - names: The names that matter; the others are left out.
    public init(_ module: FrozenModule, names: some Sequence<String>) {
        var types: [String: StaticType] = [:]
        for name in names where types[name] == nil {
            types[name] = module[name].map { StaticType(of: $0, .standard) }
        }
        self.types = types
    }

    /// The names, in no order.
    public var names: some Collection<String> { types.keys }

    /// The type of a name as an annotation writes it; nothing if it cannot be loaded.
    public func type(of name: String) -> StaticType? { types[name] }
}

/// Reports what certainly fails when a file runs, by the types of its values.
///
/// ```swift
/// let checker = Typechecker(globals: .standard)
/// let defs = checker.check(defsProgram, loads: [:])
/// let app = checker.check(appProgram, loads: [":defs.bzl": defs.interface])
/// ```
/// Types are gradual: what is not annotated and cannot be told may be anything, and nothing that
/// may be right is reported. Nothing is run.
public struct Typechecker: Sendable {
    private let universe: Universe

    /// Makes a checker for files that see some names without loading them.
    ///
    /// - Parameters:
    ///   - globals: The names.
    ///   - natives: What is known of those that are functions.
    public init(globals: Globals, natives: NativeTable = .standard) {
        universe = Universe(globals, table: natives)
    }

    /// Checks a file whose loads have run.
    ///
    /// - Parameters:
    ///   - program: The parsed file.
    ///   - modules: By path as written in its `load` statements: the modules.
    /// - Returns: Errors in the order of the file, each with a `TypeError` as its code.
    public func check(_ program: Program, modules: [String: FrozenModule]) -> [Diagnostic] {
        var names: [String: [String]] = [:]
        for load in program.loads {
            names[load.path, default: []] += load.bindings.map(\.exported)
        }
        var loads: [String: ModuleInterface] = [:]
        for (path, names) in names {
            loads[path] = modules[path].map { ModuleInterface($0, names: names) }
        }
        return check(program, loads: loads).diagnostics
    }

    /// Checks a file.
    ///
    /// - Parameters:
    ///   - program: The parsed file.
    ///   - loads: By path as written in its `load` statements: what is known of those files. Names
    ///     loaded from others may be anything.
    /// - Returns: Errors in the order of the file, each with a `TypeError` as its code, and what
    ///   other files see of it.
    public func check(
        _ program: Program, loads: [String: ModuleInterface] = [:]
    ) -> (diagnostics: [Diagnostic], interface: ModuleInterface) {
        var inference = Inference(program, universe: universe, loads: loads)
        inference.solve()
        inference.check()
        var types: [String: StaticType] = [:]
        for (index, global) in program.resolution.globals.enumerated() where global.isExported {
            let name = program.tree.names.string(global.name)
            types[name] = inference.types[.global(index)] ?? .any
        }
        let diagnostics = inference.diagnostics.sorted { left, right in
            (left.span?.range.lowerBound ?? 0, left.message)
                < (right.span?.range.lowerBound ?? 0, right.message)
        }
        return (diagnostics, ModuleInterface(types: types))
    }
}
