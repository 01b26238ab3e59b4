import BuildModel
import Diagnostics
import Incremental
import Loading
import TargetConfiguration
import Testing

/// What the patterns of a command come to.
@Suite struct RequestedTargetsTests {
    private static let files = [
        "BUCK": """
        thing(
            name = "a",
            text = select({"prelude//platforms:mac": "mac", "DEFAULT": "other"}),
            visibility = ["PUBLIC"],
        )
        thing(name = "b", deps = [":a"], default_target_platform = "prelude//platforms:phone")
        """,
        "sub/BUCK": "thing(name = \"c\", deps = [\"//:a\"])\nthing(name = \"d\")",
    ]

    static let suffixes: [(String, pattern: String, modifiers: [String]?, configuration: String)] =
        [
            ("//a:b", "//a:b", nil, ""),
            ("//a/...?x", "//a/...", ["x"], ""),
            ("//a:?//c:x+//c:y", "//a:", ["//c:x", "//c:y"], ""),
            ("//a:b (//p:q)", "//a:b", nil, " (//p:q)"),
            (
                "//a:b[s] (<to>#0123456789abcdef)", "//a:b[s]", nil, " (<to>#0123456789abcdef)"
            ),
        ]

    @Test(arguments: suffixes)
    func patternsAreTakenApart(
        _ test: (String, pattern: String, modifiers: [String]?, configuration: String)
    ) throws {
        let suffix = try PatternSuffix(of: test.0)
        #expect(suffix.pattern == test.pattern)
        #expect(suffix.modifiers == test.modifiers)
        #expect(suffix.configurations.description == test.configuration)
        #expect(suffix.description == test.0)
    }

    @Test(arguments: ["//a:b?", "//a:b?+", "//a:b ()", "//a:b (x#12)", "//a:b x)", "//a:b (x y)"])
    func whatIsNoSuffixIsAnError(_ text: String) {
        #expect(throws: Diagnostic.self) { try PatternSuffix(of: text) }
    }

    /// The labels that patterns come to, without the hashes of their configurations.
    private func targets(
        _ patterns: [String], _ resolution: TargetResolution, _ workspace: ConfigurationWorkspace
    ) async throws -> [String] {
        try await workspace.engine.withContext { context in
            let folder = CellPath(cell: .root, path: .base)
            let cells = try await context.cells()
            let requested = try patterns.map {
                RequestedPattern(
                    pattern: try cells.pattern($0, from: folder), resolution: resolution)
            }
            return try await context.requestedTargets(requested).all().map {
                "\($0.label) \($0.configured.configuration.name)"
            }
        }
    }

    @Test func modifiersOfAPatternArePartOfTheName() async throws {
        let workspace = ConfigurationWorkspace(Self.files)
        let request = ConfigurationRequest.standard
        #expect(
            try await targets(
                [":a", "//:"], .request(request.withModifiers(ofPattern: ["x", "y"])),
                workspace) == [
                    "root//:a?x+y prelude//platforms:default",
                    "root//:b?x+y prelude//platforms:phone",
                ])
        #expect(
            try await targets(
                [":a"], .request(ConfigurationRequest(modifiers: ["x"])), workspace)
                == ["root//:a prelude//platforms:default"])
    }

    @Test func aUniverseHasTargetsInAllConfigurationsOfItsOwn() async throws {
        let workspace = ConfigurationWorkspace(Self.files)
        func universe(_ predicate: ConfigurationPredicate = .any) throws -> TargetResolution {
            let package = PackageLabel(cell: .root, path: .base)
            let root = RequestedPattern(
                pattern: .target(
                    ProvidersLabel(target: TargetLabel(package: package, name: "b"))))
            let other = RequestedPattern(
                pattern: .package(PackageLabel(cell: .root, path: try RelativePath("sub"))))
            return .universe([root, other], predicate)
        }
        let (first, second) = (
            "root//:a prelude//platforms:default", "root//:a prelude//platforms:phone"
        )
        #expect(try await targets([":a"], universe(), workspace) == [first, second])
        #expect(
            try await targets(["..."], universe(), workspace) == [
                first, second, "root//:b prelude//platforms:phone",
                "root//sub:c prelude//platforms:default",
                "root//sub:d prelude//platforms:default",
            ])
        #expect(
            try await targets(
                [":a"], universe(ConfigurationPredicate(name: "prelude//platforms:phone")),
                workspace) == [second])
        #expect(
            try await targets(
                [":a"], universe(ConfigurationPredicate(name: "prelude//platforms:phone", hash: 7)),
                workspace) == [])
    }

    @Test func whatIsUnknownIsNamed() async throws {
        let workspace = ConfigurationWorkspace(Self.files)
        let unknown = try await workspace.engine.withContext { context in
            let package = PackageLabel(cell: .root, path: .base)
            let missing = ProvidersLabel(target: TargetLabel(package: package, name: "aa"))
            return try await context.requestedTargets([
                RequestedPattern(pattern: .target(missing)),
                RequestedPattern(pattern: .package(package)),
            ])
        }
        #expect(unknown.targets.count == 2)
        #expect(unknown.unknown.map(\.isMissing) == [true])
        #expect(unknown.unknown.first?.label?.description == "root//:aa")
        #expect(throws: Diagnostic.self) { try unknown.all() }
    }
}
