import BuildEvents
import BuildModel
import Foundation
import TestSupport
import Testing

@testable import Daemon

/// `bld bxl` from the command line to its output.
@Suite struct ScriptTests {
    /// A script and what comes of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// The body of the function, a statement a line.
        let body: String
        /// What it prints, hashes of configurations left out.
        let output: String
        var declared = ""
        var arguments: [String] = []
        var options: [String] = []

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "print", body: #"ctx.output.print("a", 1, sep = "-")"#, output: "a-1\n"),
        Case(
            name: "print_json",
            body: #"ctx.output.print_json({"a": [1, None, True]}, pretty = False)"#,
            output: #"{"a":[1,null,true]}"# + "\n"),
        Case(
            name: "streamed text comes first",
            body: #"ctx.output.print("b"); ctx.output.stream("a")"#, output: "a\nb\n"),
        Case(
            name: "uquery", body: #"ctx.output.print(ctx.uquery().deps("//lib:lib"))"#,
            output: "[root//lib:mac, root//lib:linux, root//lib:lib]\n"),
        Case(
            name: "a set in a query",
            body: """
                libs = ctx.uquery().eval("//lib:")
                ctx.output.print(ctx.uquery().filter("lib$", libs) + ctx.uquery().filter("mac", libs))
                """, output: "[root//lib:lib, root//lib:mac]\n"),
        Case(
            name: "cquery",
            body: #"ctx.output.print(ctx.cquery().deps("//lib:lib"))"#,
            output: "[root//lib:linux (on_linux), root//lib:lib (on_linux)]\n"),
        Case(
            name: "cquery for another platform",
            body: #"ctx.output.print(ctx.cquery("//os:on_mac").deps("//lib:lib"))"#,
            output: "[root//lib:mac (on_mac), root//lib:lib (on_mac)]\n"),
        Case(
            name: "the platform of the command line",
            body: #"ctx.output.print(ctx.configured_targets("//lib:lib").label)"#,
            output: "root//lib:lib (on_mac)\n", options: ["--target-platforms", "//os:on_mac"]),
        Case(
            name: "what nobody has said",
            body: """
                node = ctx.unconfigured_targets("//app:tool")
                ctx.output.print(ctx.target_platform, node.oncall, ctx.configured_targets(node).oncall)
                """, output: "None None None\n"),
        Case(
            name: "a target that is ruled out",
            body: #"ctx.output.print(ctx.configured_targets("//lib:mac", "//os:on_linux"))"#,
            output: "None\n"),
        Case(
            name: "a universe",
            body: """
                universe = ctx.target_universe("//lib:lib")
                ctx.output.print(universe.target_set(), universe.lookup("//lib:linux"))
                """, output: "[root//lib:lib (on_linux)] [root//lib:linux (on_linux)]\n"),
        Case(
            name: "an error as a value",
            body: """
                result = ctx.lazy.unconfigured_target_node("//lib:lob").catch().resolve()
                ctx.output.print(result.is_ok(), "Unknown target `lob`" in result.unwrap_err().message)
                """, output: "False True\n"),
        Case(
            name: "arguments",
            body: "ctx.output.print(ctx.cli_args.a_list, ctx.cli_args.target, ctx.cli_args.left)",
            output: "[1, 2] root//lib:lib None\n",
            declared: """
                "a-list": cli_args.list(cli_args.int()), "target": cli_args.target_label(short = "t"),
                "left": cli_args.option(cli_args.string()),
                """, arguments: ["--a-list", "1", "2", "-t", "//lib:lib"]),
        Case(
            name: "types",
            body: "ctx.output.print(isinstance(ctx, bxl.Context), type(ctx.cquery()))",
            output: "True bxl.CqueryContext\n"),
    ]

    @Test(arguments: cases)
    func prints(_ script: Case) async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        try workspace.write("script.bxl", Self.script(script.body, declared: script.declared))
        let outcome = await workspace.bld(
            ["bxl"] + script.options + ["//script.bxl:main", "--"] + script.arguments)
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        #expect(Self.plain(outcome.output) == script.output)
    }

    @Test func aRunWithoutChangesIsRepeated() async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        let projects = ProjectShelf(keeps: true)
        let root = try AbsolutePath(workspace.root.path)
        defer { projects.forget(root, ArtifactLayout()) }
        let body =
            #"print("ran"); ctx.output.stream("a"); ctx.output.print(ctx.uquery().eval("//lib:"))"#
        try workspace.write("script.bxl", Self.script(body))
        for (edit, hasRun) in [(nil, true), (nil, false), ("thing(name = \"other\")\n", true)] {
            if let edit {
                try workspace.write("lib/BUCK", try workspace.read("lib/BUCK") + "\n" + edit)
            }
            let outcome = await workspace.bld(
                ["bxl", "//script.bxl:main"], on: CommandServer(projects: projects))
            #expect(outcome.output.hasPrefix("a\n[root//lib:lib,"), "\(outcome.errors)")
            #expect(outcome.output.contains("root//lib:other") == (edit != nil))
            #expect(outcome.errors.contains("ran") == hasRun)
        }
    }

    @Test func anEnsuredArtifactIsThereWhenItsPathIsPrinted() async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        try workspace.write(
            "script.bxl",
            Self.script(
                """
                actions = ctx.bxl_actions().actions
                made = actions.write("made.txt", "content")
                ctx.output.print(ctx.output.ensure(made))
                """))
        let outcome = await workspace.bld("bxl", "//script.bxl:main")
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        let path = outcome.output.split(separator: "\n").last.map(String.init) ?? ""
        #expect(path.hasPrefix("buck-out/bld/art-bxl/root/script.bxl/__main__/"))
        #expect(try workspace.read(path) == "content")
    }

    @Test(arguments: [
        ("fail(\"no\")", [], "no"),
        ("return 1", [], "Expected `NoneType` to be returned from bxl. Got return value `int`"),
        ("ctx.configured_targets(\"//lib:lob\")", [], "Unknown target `lob` from package"),
        ("ctx.analysis(\"//lib:lib\")", [], "Type of parameter `labels` doesn't match"),
        ("pass", ["--lost"], "unexpected argument '--lost' found"),
    ])
    func fails(body: String, arguments: [String], message: String) async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        try workspace.write("script.bxl", Self.script(body))
        let outcome = await workspace.bld(["bxl", "//script.bxl:main", "--"] + arguments)
        #expect(outcome.exitCode == .userError)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }

    private static func script(_ body: String, declared: String = "") -> String {
        let lines = body.split(separator: "\n").map { "    \($0)\n" }.joined()
        return """
            def _main(ctx):
            \(lines)
            main = bxl_main(impl = _main, cli_args = {\(declared)})

            """
    }

    private static func plain(_ text: String) -> String {
        GraphWorkspace.withoutHashes(text).replacing("root//os:", with: "")
    }
}
