import BuildEvents
import BuildModel
import Diagnostics
import Incremental
import Starlark
import Synchronization
import Testing

@testable import Loading

/// Sources that do not exist fail their package, unless the user lets them pass.
@Suite struct MissingSourceTests {
    private static func tree() -> MemorySourceTree {
        MemorySourceTree([
            ".buckconfig": "[cells]\nroot = .\n",
            "rules.bzl": """
            thing = rule(
                impl = lambda ctx: [],
                attrs = {
                    "srcs": attrs.list(attrs.source(), default = []),
                    "one": attrs.one_of(attrs.source(), attrs.string(), default = ""),
                },
            )
            """,
            "near/BUCK": "load(\"//:rules.bzl\", \"thing\")\nthing(name = \"a\", srcs = [\"x\"])\n",
            "deep/BUCK":
                "load(\"//:rules.bzl\", \"thing\")\nthing(name = \"a\", srcs = [\"x/y\"])\n",
            "other/BUCK":
                "load(\"//:rules.bzl\", \"thing\")\nthing(name = \"a\", one = \"pkg/y\")\n",
            "other/pkg/BUCK": "", "other/pkg/y": "",
        ])
    }

    @Test(arguments: ["near", "deep", "other"])
    func theUserDecides(folder: String) async throws {
        let told = Mutex<[String]>([])
        var resources = Resources()
        resources[SourceTreeResource.self] = Self.tree()
        resources[RuleGlobals.self] = .standard
        resources[SoftErrorResource.self] = SoftErrorSink(policy: .tolerant) { error in
            told.withLock { $0.append(error.category) }
        }
        let engine = Engine(resources: resources, workers: 2)
        let key = PackageKey(
            label: PackageLabel(cell: .root, path: RelativePath(unchecked: folder)))
        let fallsBack = folder == "other"
        for (value, fails) in [
            (nil, true), ("false", false), ("true", true), ("only=other", false),
            ("only=source_file_missing", true),
        ] {
            engine.commit { $0.setConfigSources(ConfigSources(hardErrors: value)) }
            told.withLock { $0 = [] }
            let result: Package?
            do { result = try await engine.evaluate(key) } catch is Diagnostic { result = nil }
            // Where there is another type, a value that is no source is of that type.
            #expect((result == nil) == (fails && !fallsBack), "\(folder), \(value ?? "")")
            #expect(
                told.withLock { $0 } == (fails ? [] : ["source_file_missing"]),
                "\(folder), \(value ?? "")")
        }
    }
}
