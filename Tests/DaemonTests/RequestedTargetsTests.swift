import BuildEvents
import TestSupport
import Testing

/// Modifiers, universes and configurations on the command line of what builds.
@Suite struct RequestedTargetsTests {
    private static let files = [
        ".buckconfig": """
        [cells]
        root = .
        [parser]
        target_platform_detector_spec = target:root//...->root//:desk
        [alias]
        first = second
        second = //:a
        round = trip
        trip = round
        """,
        "rules.bzl": """
        def _thing(ctx):
            out = ctx.actions.write("out", str(ctx.label))
            return [DefaultInfo(default_output = out), RunInfo(args = ["echo", out])]

        def _phone(platform, refs):
            return PlatformInfo(
                label = "<phone>", configuration = ConfigurationInfo(constraints = {}, values = {}))

        def _platform(ctx):
            return [DefaultInfo(), PlatformInfo(
                label = "root//:desk", configuration = ConfigurationInfo(constraints = {}, values = {}))]

        platform = rule(impl = _platform, attrs = {}, is_configuration_rule = True)
        thing = rule(impl = _thing, attrs = {"deps": attrs.list(attrs.dep(), default = [])})
        phone = transition(impl = _phone, refs = {})
        to_phone = rule(impl = _thing, attrs = {"deps": attrs.list(attrs.dep())}, cfg = phone)
        """,
        "BUCK": """
        load("//:rules.bzl", "platform", "thing", "to_phone")
        platform(name = "desk")
        thing(name = "a")
        thing(name = "b")
        to_phone(name = "universe", deps = [":a"])
        """,
    ]

    @Test func modifiersOfPatternsAreInReportsAndListings() async throws {
        let workspace = try TemporaryWorkspace(Self.files)
        let build = await workspace.bld(
            "build", "//:a?//:b", "//:a?//:b+//:b", "//:a", "--build-report=-")
        for name in ["root//:a?//:b", "root//:a?//:b+//:b", "root//:a"] {
            #expect(build.output.contains("\"\(name)\":"), "\(build.output)")
        }
        let listing = await workspace.bld("build", "//:a?//:b", "--show-output")
        #expect(listing.output.hasPrefix("root//:a?//:b buck-out/"))
    }

    static let refused: [([String], String)] = [
        (
            ["//:a?x", "-m", "y"],
            "Cannot specify modifiers with ?modifier syntax when global CLI modifiers are set"
        ),
        (
            ["//:a?x", "--target-universe", "//:a"],
            "Cannot use ?modifier syntax in target pattern expression with --target-universe flag"
        ),
        (
            ["//:a (<phone>)"],
            "Targets with explicit configuration can only be built when the `--target-universe=`"
        ),
        (["round"], "Aliases stand for each other: round = trip = round"),
    ]

    @Test(arguments: refused)
    func whatContradictsItselfIsRefused(_ test: ([String], String)) async throws {
        let workspace = try TemporaryWorkspace(Self.files)
        let build = await workspace.bld(["build"] + test.0)
        #expect(build.exitCode == .userError)
        #expect(build.errors.contains(test.1), "\(build.errors)")
    }

    @Test(arguments: ["//:a", "//:a (<phone>)", "first"])
    func universesSayTheConfiguration(_ pattern: String) async throws {
        let workspace = try TemporaryWorkspace(Self.files)
        let build = await workspace.bld(
            "build", pattern, "--target-universe", "//:universe", "--show-simple-output")
        let path = try #require(build.output.split(separator: "\n").first, "\(build.errors)")
        #expect(try workspace.read(String(path)).hasPrefix("root//:a (<phone>#"))
        let again = await workspace.bld("build", pattern, "--target-universe", "//:universe")
        #expect(again.exitCode == .success)
    }

    @Test func aliasesAreResolved() async throws {
        let workspace = try TemporaryWorkspace(Self.files)
        let targets = await workspace.bld("targets", "--resolve-alias", "first", "//:b", "--json")
        #expect(targets.exitCode == .success, "\(targets.errors)")
        #expect(targets.output.contains("\"alias\":\"first\""))
        #expect(targets.output.contains("\"name\":\"a\""))
        let missing = await workspace.bld("targets", "--resolve-alias", ":c")
        #expect(missing.errors.contains("Invalid alias: `:c`: Target does not exist in package"))
        let many = await workspace.bld("targets", "--resolve-alias", "//...")
        #expect(many.errors.contains("does not expand to a single target"))
    }

    @Test func outputsAreLinkedToWithoutHashes() async throws {
        let workspace = try TemporaryWorkspace(Self.files)
        let wanted = ["build", "//:a", "-c", "buck2.create_unhashed_links=true"]
        for _ in 0..<2 {
            let build = await workspace.bld(wanted)
            #expect(build.exitCode == .success, "\(build.errors)")
            #expect(try workspace.read("buck-out/bld/gen/root/out").hasPrefix("root//:a ("))
        }
    }

    @Test func reportsHaveSketchesOfGraphs() async throws {
        let workspace = try TemporaryWorkspace(Self.files)
        let build = await workspace.bld(
            "build", "//:universe", "--build-report=-", "-c",
            "buck2.log_configured_graph_sketch=true",
            "-c", "buck2.log_action_graph_sketch=true", "-c",
            "buck2.log_artifact_count_sketch=true",
            "-c", "buck2.log_total_configured_graph_sketch=true", "-c",
            "buck2.log_sketch_cardinalities=true")
        for name in [
            "configured_graph", "total_configured_graph", "action_graph", "artifact_count",
        ] {
            #expect(build.output.contains("\"\(name)_sketch\":\"V1:"), "\(name)")
        }
        #expect(build.output.contains("\"artifact_count_sketch_cardinality\":"))
        #expect(build.output.contains("\"configured_graph_size\":3"))
    }

    @Test func whatIsNotInTheUniverseIsNotBuilt() async throws {
        let workspace = try TemporaryWorkspace(Self.files)
        let build = await workspace.bld("build", "//:b", "--target-universe", "//:universe")
        #expect(build.exitCode == .success)
        #expect(
            build.errors.contains(
                "No targets found inside the specified universe, nothing will be built"))
        let run = await workspace.bld("run", "//:b", "--target-universe", "//:universe")
        #expect(run.exitCode == .userError)
        #expect(
            run.errors.contains("Target `//:b` is not found in the specified target universe"))
    }
}
