import BuildEvents
import TestSupport
import Testing

/// `bld cquery` and `bld aquery` from the command line to their output.
@Suite struct ConfiguredQueryTests {
    @Test(arguments: [
        (["//app:app"], ["app:app (on_linux)"]),
        (
            ["deps(//app:app)"],
            [
                "app:tool (on_linux)", "lib:linux (on_linux)", "lib:lib (on_linux)",
                "app:app (on_linux)",
            ]
        ),
        (
            ["deps(//lib:lib)", "--target-platforms", "//os:on_mac"],
            ["lib:mac (on_mac)", "lib:lib (on_mac)"]
        ),
        // A target has the configurations that the universe has it in.
        (["//lib:", "-u", "//app:app"], ["lib:lib (on_linux)", "lib:linux (on_linux)"]),
        (["owner(lib/lib.txt)", "-u", "//app:app"], ["lib:lib (on_linux)"]),
        (["deps(//app:app) ^ owner(lib/lib.txt)"], ["lib:lib (on_linux)"]),
        (["filter('lib$', deps(//app:app))"], ["lib:lib (on_linux)"]),
        (["deps(//app:app, 1, exec_deps())"], ["app:app (on_linux)", "app:tool (on_linux)"]),
        // What a configuration rules out is left out.
        (["//lib:mac", "--target-platforms", "//os:on_linux"], []),
    ])
    func configured(arguments: [String], labels: [String]) async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        let outcome = await workspace.bld(["cquery"] + arguments)
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        let lines = GraphWorkspace.withoutHashes(outcome.output).split(separator: "\n")
        let found = lines.map {
            String($0).replacing("root//os:", with: "").replacing("root//", with: "")
        }
        #expect(found == labels)
    }

    @Test func aQueryForEachArgumentHasAUniverseOfItsOwn() async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        let outcome = await workspace.bld("cquery", "--json", "deps(%s)", "//lib:lib", "//lib:mac")
        #expect(
            GraphWorkspace.withoutHashes(outcome.output) == """
                {
                  "//lib:lib": [
                    "root//lib:linux (root//os:on_linux)",
                    "root//lib:lib (root//os:on_linux)"
                  ],
                  "//lib:mac": [
                    "root//lib:mac (root//os:on_mac)"
                  ]
                }

                """)
    }

    @Test func attributesAreThoseOfTheConfiguration() async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        let outcome = await workspace.bld(
            "cquery", "-a", "^(deps|srcs|buck.oncall|buck.target_configuration)$", "//lib:lib")
        #expect(
            GraphWorkspace.withoutHashes(outcome.output) == """
                {
                  "root//lib:lib (root//os:on_linux)": {
                    "buck.oncall": "us",
                    "buck.target_configuration": "root//os:on_linux",
                    "deps": [
                      "root//lib:linux (root//os:on_linux)"
                    ],
                    "srcs": [
                      "root//lib/lib.txt"
                    ]
                  }
                }

                """)
    }

    @Test func providersAreShown() async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        let outcome = await workspace.bld("cquery", "--show-providers", "//lib:linux")
        #expect(outcome.output.contains("  Providers([\n    DefaultInfo(\n"))
        #expect(
            outcome.output.contains(
                "    Named(\n      name=\"linux\",\n      tags=[\n        \"a\",\n        \"b\"\n"
                    + "      ]\n    )\n  ])\n"))
    }

    @Test func aQueryWithoutTargetsHasNoUniverse() async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        let outcome = await workspace.bld("cquery", "owner(lib/lib.txt)")
        #expect(outcome.exitCode == .success)
        #expect(outcome.output == "")
        #expect(outcome.errors.contains("`--target-universe` is not specified"))
    }

    @Test(arguments: [
        ("//lib:linux", ["copy", "analysis"]),
        ("'//lib:linux[text]'", ["write", "analysis"]),
        ("all_actions(//lib:linux)", ["copy", "write"]),
        ("all_outputs(//lib:linux)", ["copy"]),
        ("deps(all_outputs(//lib:linux))", ["write", "copy"]),
        ("attrfilter(contents, linux, all_actions(//lib:linux))", ["write"]),
    ])
    func actions(query: String, kinds: [String]) async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        let outcome = await workspace.bld("aquery", "-a", "^kind$", query)
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        let found = outcome.output.matches(of: #/"kind": "(\w+)"/#).map { String($0.output.1) }
        #expect(found == kinds)
    }

    @Test(arguments: [
        ("aquery", "//lib:", "literal target patterns"),
        ("aquery", "owner(a)", "query function owner not available in this context"),
        ("cquery", "all_actions(//lib:lib)", "not available in this context"),
        ("uquery", "'//lib:lib[text]'", "Expected a target pattern without providers"),
        ("cquery", "//lib:lib?//os:mac", "Expected a target pattern without modifiers"),
        ("cquery", "deps(//lib:lib?//os:mac)", "\n    deps(//lib:lib?//os:mac)\n         ^^^"),
        ("cquery", "deps(//lib:lib[text])", "\n    deps(//lib:lib[text])\n         ^^^"),
    ])
    func refused(command: String, query: String, message: String) async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        let outcome = await workspace.bld(command, query)
        #expect(outcome.exitCode == .userError)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }

    @Test func declaredTargetsHaveTheCallsThatDeclaredThem() async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        let outcome = await workspace.bld("uquery", "--stack", "//app:tool")
        #expect(
            outcome.output.replacing(#/bzl:\d+/#, with: "bzl:N") == """
                root//app:tool
                  Traceback (most recent call last):
                    * app/BUCK:2, in <module>
                        things(name = "tool", default_target_platform = "//os:on_linux")
                    * rules.bzl:N, in things
                        thing(name = name, **kwargs)


                """)
    }

    @Test func configurationsAreNoDependencies() async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        #expect(
            await workspace.bld("uquery", "deps(//lib:lib)").output
                == "root//lib:mac\nroot//lib:linux\nroot//lib:lib\n")
        #expect(
            await workspace.bld("uquery", "deps(//lib:mac, 1, configuration_deps())").output
                == "root//lib:mac\nroot//os:on_mac\nroot//os:mac\n")
    }

    @Test func aPartialGraphLeavesOutBrokenPackages() async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        #expect(await workspace.bld("uquery", "//...").exitCode == .userError)
        let outcome = await workspace.bld("uquery", "--allow-partial-graph", "kind(thing, //...)")
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        #expect(outcome.output.split(separator: "\n").count == 5)
        let named = await workspace.bld("uquery", "--allow-partial-graph", "//broken:x")
        #expect(named.exitCode == .userError)
    }

    @Test func filesThatLoadOthersAreFound() async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        #expect(
            await workspace.bld("uquery", "rbuildfiles(lib/BUCK, rules.bzl)").output
                == "lib/BUCK\nrules.bzl\n")
        #expect(await workspace.bld("uquery", "rbuildfiles(lib/BUCK, app/BUCK)").output == "")
    }
}
