import BuildModel
import Diagnostics
public import Incremental
public import Starlark

/// The names that files see beside those of loading itself.
///
/// The composition root sets them: the standard ones, and those of the layers above, such as
/// `provider` and `cmd_args`.
public enum RuleGlobals: ResourceKey {
    /// Without them, use `Globals.standard`.
    public typealias Service = Globals
}

/// The names that a file sees without loading them.
struct FileGlobals: Sendable {
    var globals: Globals
    /// The prelude, if the names of one are among them.
    var prelude: LoadedModule?
    /// What snapshots of modules refer to, if modules are kept.
    var registry: SnapshotRegistry?
    /// Checks the types of the files, if they are to be checked.
    var typechecker: SharedTypechecker?

    init(
        _ globals: Globals, prelude: LoadedModule?, checksTypes: Bool, _ context: borrowing Context
    ) {
        self.globals = globals
        self.prelude = prelude
        if checksTypes, context.resources.contains(TypecheckingResource.self) {
            typechecker = SharedTypechecker(
                globals, make: context.resources[TypecheckingResource.self])
        }
        if context.resources.contains(ModuleSnapshotsResource.self) {
            registry = context.resources[ModuleSnapshotsResource.self].registry(for: globals)
        }
    }
}

/// The names for one kind of file.
///
/// Where there is a prelude, the exports of `prelude//:prelude.bzl` are among them, and in BUCK
/// files the fields of its `native` as well. The `.bzl` files of the prelude itself do without;
/// their types are always checked.
struct FileGlobalsKey: Key {
    enum Audience: String {
        case preludeModule = "prelude"
        case module
        case buildFile = "package"
    }

    let audience: Audience

    var description: String { "globals(\(audience.rawValue))" }

    func compute(in context: borrowing Context) async throws -> FileGlobals {
        var builder = LoadingGlobals.all(with: context.resources[RuleGlobals.self]).extending()
        guard audience != .preludeModule, let cell = try await context.cells().prelude else {
            let checksTypes =
                audience == .preludeModule ? true : try await context.request(TypecheckingKey())
            return FileGlobals(builder.build(), prelude: nil, checksTypes: checksTypes, context)
        }
        let checksTypes = try await context.request(TypecheckingKey())
        let path = CellPath(cell: cell, path: RelativePath(unchecked: "prelude.bzl"))
        let prelude: LoadedModule
        do {
            prelude = try await context.module(at: path)
        } catch {
            throw error.within(.step("From load at implicit location"))
        }
        for name in prelude.module.exportedNames {
            guard let value = prelude.module[name] else { continue }
            builder.set(name, value)
            guard name == "native", let fields = value.value.asStructure else { continue }
            var native = LoadingGlobals.native.extending()
            for (key, field) in fields {
                guard let fieldName = key.asString else { continue }
                native.set(fieldName, value.part(field))
                if audience == .buildFile { builder.set(fieldName, value.part(field)) }
            }
            builder.addNamespace("native", native.build())
        }
        return FileGlobals(
            builder.build(), prelude: prelude, checksTypes: checksTypes, context)
    }

    /// Never evicted: packages and modules hold its heaps anyway.
    static func sizeBytes(of output: FileGlobals) -> Int { 0 }

    static func fingerprint(_ output: FileGlobals) -> Fingerprint? {
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(output.typechecker != nil)
        if let prelude = output.prelude { fingerprinter.combine(prelude.fingerprint) }
        return fingerprinter.finish()
    }
}

/// The names that loading itself provides.
public enum LoadingGlobals {
    /// All names that files of a project see, but those that its prelude adds.
    ///
    /// - Parameter rules: The names of `RuleGlobals`.
    /// - Returns: These and loading's own, with `native` and `__buck2_builtins__`.
    public static func all(with rules: Globals) -> Globals {
        var builder = rules.extending()
        for name in builtins.names {
            if let value = builtins[name] { builder.set(name, value) }
        }
        builder.addNamespace("native", native)
        builder.addNamespace("__buck2_builtins__", builtins)
        builder.addNamespace("__internal__", InternalFunctions.namespace)
        return builder.build()
    }

    /// The functions for BUCK and `PACKAGE` files and their macros: `glob`, `read_config` and their
    /// like.
    static let native: Globals = {
        var builder = Globals.Builder()
        builder.add(PackageFunctions.all)
        builder.add(PackageFileFunctions.all)
        return builder.build()
    }()

    /// All names.
    static let builtins: Globals = {
        var builder = native.extending()
        builder.add(RuleObject.function)
        builder.add(TransitionObject.function)
        builder.add(SymbolFunctions.loadSymbols)
        builder.add(TextFunctions.all)
        builder.addNamespace("plugins", PluginFunctions.namespace)
        builder.add(RuleObject.anonymousFunction)
        builder.add(SelectObject.functions)
        builder.addNamespace("attrs", AttributeFunctions.namespace)
        builder.add(TypeValue("Rule") { $0.native(as: RuleObject.self) != nil })
        builder.add(TypeValue("Attr") { $0.native(as: AttributeObject.self) != nil })
        builder.add(TypeValue("Select") { $0.native(as: SelectObject.self) != nil })
        return builder.build()
    }()
}
