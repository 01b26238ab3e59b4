import BuildModel
import Diagnostics
import Incremental
import Starlark
import StarlarkTools
import Synchronization
import Testing

@testable import Loading

/// Which files have their types checked while they are loaded.
@Suite struct TypecheckingTests {
    /// Checks types, and takes down of which files.
    private final class Checks: Sendable {
        private let files = Mutex<[String]>([])

        func take() -> [String] {
            files.withLock { files in
                defer { files = [] }
                return files.sorted()
            }
        }

        func service(_ globals: Globals) -> any FileTypechecker {
            Checker(checker: Typechecker(globals: globals)) { file in
                self.files.withLock { $0.append(file) }
            }
        }
    }

    private struct Checker: FileTypechecker {
        let checker: Typechecker
        let note: @Sendable (String) -> Void

        func check(_ program: Program, modules: [String: FrozenModule]) -> [Diagnostic] {
            note(program.file.path)
            return checker.check(program, modules: modules)
        }
    }

    private static let package = PackageKey(label: PackageLabel(cell: .root, path: .base))
    private static let bad = "def bad() -> int:\n    return \"s\"\n"

    private static func tree(prelude: String = "X = 1\n") -> MemorySourceTree {
        MemorySourceTree(
            [
                ".buckconfig": "[project]\n",
                "BUCK": "load(\":lib.bzl\", \"good\")\n",
                "lib.bzl": "load(\":bad.bzl\", \"bad\")\ngood = bad\n", "bad.bzl": bad,
            ],
            bundled: [
                "prelude.bzl": "load(\":more.bzl\", _X = \"X\")\nX = _X\n", "more.bzl": prelude,
            ])
    }

    private static func engine(
        _ tree: MemorySourceTree, _ checks: Checks, store: MemoryModuleStore? = nil
    ) -> Engine {
        var resources = Resources()
        resources[SourceTreeResource.self] = tree
        resources[RuleGlobals.self] = .standard
        resources[TypecheckingResource.self] = { checks.service($0) }
        if let store {
            resources[ModuleSnapshotsResource.self] = ModuleSnapshots(
                store: store, kinds: [], build: "test")
        }
        return Engine(resources: resources, workers: 2)
    }

    private static func demand(_ checksTypes: Bool, of engine: Engine) {
        engine.commit { $0.setConfigSources(ConfigSources(checksTypes: checksTypes)) }
    }

    @Test func thePreludeIsAlwaysChecked() async throws {
        let checks = Checks()
        _ = try await Self.engine(Self.tree(), checks).evaluate(Self.package)
        #expect(checks.take() == ["prelude//more.bzl", "prelude//prelude.bzl"])
        let engine = Self.engine(Self.tree(prelude: Self.bad + "X = 1\n"), checks)
        let error = await #expect(throws: Diagnostic.self) {
            try await engine.evaluate(Self.package)
        }
        #expect(error?.message == "Expected type `int` but got `str` as result of `bad`")
    }

    @Test func othersAreCheckedOnDemand() async throws {
        let checks = Checks()
        let engine = Self.engine(Self.tree(), checks)
        _ = try await engine.evaluate(Self.package)
        _ = checks.take()
        Self.demand(true, of: engine)
        await #expect(throws: Diagnostic.self) { try await engine.evaluate(Self.package) }
        #expect(checks.take() == ["bad.bzl"])
        Self.demand(false, of: engine)
        _ = try await engine.evaluate(Self.package)
        #expect(checks.take() == [])
    }

    /// What is loaded is known by its values, the declared types of its functions among them.
    @Test func buildFilesAreCheckedAgainstWhatTheyLoad() async throws {
        let tree = Self.tree()
        tree.set("bad.bzl", "def bad(x: str) -> int:\n    return 1\n")
        tree.set("BUCK", "load(\":lib.bzl\", \"good\")\nX + good(1)\n")
        let engine = Self.engine(tree, Checks())
        Self.demand(true, of: engine)
        let error = await #expect(throws: Diagnostic.self) {
            try await engine.evaluate(Self.package)
        }
        #expect(
            error?.message == "Expected type `str` but got `int` as argument `x` of `bad`")
    }

    @Test func modulesThatAreReadBackAreNotCheckedAgain() async throws {
        let (checks, store) = (Checks(), MemoryModuleStore())
        let tree = Self.tree()
        tree.set("bad.bzl", "def bad() -> int:\n    return 1\n")
        _ = try await Self.engine(tree, checks, store: store).evaluate(Self.package)
        #expect(checks.take() == ["prelude//more.bzl", "prelude//prelude.bzl"])
        let second = Self.engine(tree, checks, store: store)
        _ = try await second.evaluate(Self.package)
        #expect(checks.take() == [])
        // They were kept unchecked.
        Self.demand(true, of: second)
        _ = try await second.evaluate(Self.package)
        #expect(checks.take() == ["BUCK", "bad.bzl", "lib.bzl"])
        let third = Self.engine(tree, checks, store: store)
        Self.demand(true, of: third)
        _ = try await third.evaluate(Self.package)
        #expect(checks.take() == ["BUCK"])
    }
}
