import Diagnostics
import Testing

@testable import Starlark

/// What the tests of snapshots share: globals, and modules in both their forms.
enum Snapshots {
    static let globals: Globals = {
        var builder = LanguageTests.globals.extending()
        builder.add(
            NativeFunction("assert_fails", "function, text") { arguments, evaluation in
                do {
                    _ = try evaluation.call(arguments[0])
                } catch {
                    return .none
                }
                throw Failure("no error but \(try arguments.string(1)) was wanted")
            })
        return builder.build()
    }()

    static let registry = SnapshotRegistry(globals: globals, build: "test")

    static func run(
        _ text: String, path: String = "t.bzl", loads: [String: FrozenModule] = [:],
        globals: Globals = globals
    ) throws -> FrozenModule {
        let file = SourceFile(path: path, text: text)
        let (program, diagnostics) = Program.parse(file, dialect: .extensionFile)
        guard let program else { throw diagnostics.first ?? .error("no diagnostics") }
        return try program.evaluate(
            globals: globals, loads: loads, limits: EvaluationLimits(heapBytes: 64 << 20),
            printer: { _ in })
    }

    /// Writes a module and reads it again.
    static func reload(
        _ module: FrozenModule, text: String, loads: [String: FrozenModule] = [:],
        registry: SnapshotRegistry = registry
    ) throws -> FrozenModule {
        let bytes = try module.snapshot(loads: loads, registry: registry)
        let reloaded = try FrozenModule.reading(
            SnapshotBytes(bytes), loads: loads, registry: registry, source: { Array(text.utf8) })
        if let variables = reloaded.variables {
            let code = variables.moduleLayout.pointee.code.takeUnretainedValue()
            #expect(CodeVerifier.check(code))
        }
        return reloaded
    }

    /// A module that ran and was reloaded.
    static func kept(
        _ text: String, path: String = "t.bzl", loads: [String: FrozenModule] = [:]
    ) throws -> FrozenModule {
        let module = try run(text, path: path, loads: loads)
        return try reload(module, text: text, loads: loads)
    }

    /// What a program prints or how it fails, as a user sees it.
    static func outcome(_ text: String, loads: [String: FrozenModule]) -> String {
        do {
            let module = try run(text, path: "main.bzl", loads: loads)
            return variables(of: module).joined(separator: "\n")
        } catch let diagnostic as Diagnostic {
            return DiagnosticRenderer(color: false).render(diagnostic)
        } catch {
            return "\(error)"
        }
    }

    /// All global variables of a module as text, exported or not.
    static func variables(of module: FrozenModule) -> [String] {
        guard let variables = module.variables else { return [] }
        let layout = variables.moduleLayout
        let names = layout.pointee.code.takeUnretainedValue().globalNames
        return names.enumerated().map { slot, name in
            let value = layout.slots[slot]
            return "\(name) = \(value.isUnbound ? "unbound" : value.repr)"
        }
    }
}
