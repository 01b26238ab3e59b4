import BuildEvents
import TestSupport
import Testing

/// `bld targets`, `bld ctargets` and the audits of targets.
@Suite struct TargetsCommandTests {
    @Test(arguments: [
        (["targets", "//lib:"], "root//lib:lib\nroot//lib:linux\nroot//lib:mac\n"),
        (
            [
                "targets", "--json-lines", "-a", "^(name|buck.type|deps)$", "//lib:linux",
                "//app:app",
            ],
            #"{"buck.type":"root//rules.bzl:thing","name":"app","deps":["root//lib:lib"]}"# + "\n"
                + #"{"buck.type":"root//rules.bzl:thing","name":"linux"}"# + "\n"
        ),
        (["targets", "--json", "-a", "^tool$", "//lib:linux"], "[\n  {\n  }\n]\n"),
        (
            ["targets", "--json", "-a", "^tool$", "--include-defaults", "//lib:linux"],
            "[\n  {\n    \"tool\":null\n  }\n]\n"
        ),
        (["targets", "--stats", "//lib:"], "errors: 0, packages: 1, targets: 3\n"),
        (["ctargets", "//lib:linux"], "root//lib:linux (root//os:on_linux)\n"),
        (
            [
                "ctargets", "//lib:linux", "//lib:none", "//lib:mac", "--skip-missing-targets",
                "--target-platforms=//os:on_linux",
            ], "root//lib:linux (root//os:on_linux)\n"
        ),
        (
            ["ctargets", "--json", "-a", "^(buck.target|deps)$", "//lib:lib"],
            "[\n  {\n    \"buck.target\":\"root//lib:lib\",\n    \"deps\":"
                + "[\"root//lib:linux (root//os:on_linux)\"]\n  }\n]\n"
        ),
        (
            ["audit", "subtargets", "//lib:linux"],
            "root//lib:linux[text] (root//os:on_linux)\n"
                + "root//lib:linux[text][deep] (root//os:on_linux)\n"
        ),
        (
            ["audit", "subtargets", "--shallow", "//lib:linux"],
            "root//lib:linux[text] (root//os:on_linux)\n"
        ),
        (
            ["audit", "providers", "--quiet", "//lib:linux"],
            "root//lib:linux (root//os:on_linux)\n"
        ),
        (
            ["audit", "providers", "--list", "//lib:linux[text]"],
            "root//lib:linux[text] (root//os:on_linux):\n  - DefaultInfo\n"
        ),
        (
            ["audit", "providers", "--quiet", "//lib:", "-u", "//app:app"],
            "root//lib:lib (root//os:on_linux)\nroot//lib:linux (root//os:on_linux)\n"
        ),
    ])
    func prints(arguments: [String], text: String) async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        let outcome = await workspace.bld(arguments)
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        #expect(GraphWorkspace.withoutHashes(outcome.output) == text)
    }

    @Test func ctargetsTellsWhatItLeavesOut() async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        let outcome = await workspace.bld(
            "ctargets", "--json-report", "-a", "^name$", "//lib:linux", "//lib:mac",
            "--target-platforms=//os:on_linux")
        #expect(outcome.errors.hasPrefix("Skipped 1 incompatible targets:\n  root//lib:mac ("))
        #expect(
            outcome.output.hasPrefix(
                "{\n  \"compatible_targets\": [\n  {\n    \"name\":\"linux\"\n  }\n  ],\n"
                    + "  \"incompatible_targets\": [\n  {\n    \"buck.target\":\"root//lib:mac\",\n"
                    + "    \"buck.incompatible.cause\":\"ValidIncompatible\",\n"))
    }

    @Test func errorsAreRecords() async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        let outcome = await workspace.bld(
            "targets", "--json-lines", "--streaming", "--keep-going", "//broken:", "//lib:none",
            "//lib:odd", "//lib:linux")
        #expect(outcome.exitCode == .success)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix(#"{"buck.package":"root//broken","buck.error":"#))
        #expect(lines[0].contains("on purpose"))
        #expect(
            lines[1]
                == #"{"buck.package":"root//lib","buck.error":"Unknown targets `none`, `odd` from package "#
                + #"`root//lib`."}"#)
        let stopped = await workspace.bld("targets", "//...")
        #expect(stopped.exitCode == .userError)
        #expect(stopped.errors.contains("Failed to parse 1 package"))
    }

    @Test func loadsAreRecords() async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        let outcome = await workspace.bld(
            "targets", "--json-lines", "--streaming", "--imports", "-a", "^name$", "//lib:")
        let lines = outcome.output.split(separator: "\n")
        #expect(
            lines.first?.hasPrefix(#"{"buck.package":"root//lib","buck.file":"root//lib/BUCK","#)
                == true)
        #expect(lines.first?.contains("root//rules.bzl") == true)
        #expect(lines.contains { $0.hasPrefix(#"{"buck.file":"root//rules.bzl","#) })
    }

    @Test func packageFilesThatHoldAreRecords() async throws {
        let workspace = try TemporaryWorkspace([
            ".buckconfig": "[cells]\nroot = .\nnested = nested\n",
            "PACKAGE": "load(\":a.bzl\", \"test\")\ntest()\n",
            "a.bzl": "def test():\n    pass\n",
            "nested/BUCK": "", "nested/BUCK_TREE": "",
        ])
        let outcome = await workspace.bld(
            "targets", "--json-lines", "--streaming", "--imports", "nested//...")
        #expect(
            outcome.output == """
                {"buck.package":"nested//","buck.file":"nested//BUCK","buck.imports":[]}
                {"buck.file":"nested//BUCK_TREE","buck.imports":[]}
                {"buck.file":"root//PACKAGE","buck.imports":["root//a.bzl"]}
                {"buck.file":"root//a.bzl","buck.imports":[]}

                """, "\(outcome.errors)")
    }

    @Test func hashesFollowFilesAndDependencies() async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        func hash(_ target: String, _ options: String...) async -> String {
            await workspace.bld(["targets", "--show-unconfigured-target-hash", target] + options)
                .output
        }
        let names = ["--target-hash-file-mode", "PATHS_ONLY"]
        let deep = ["--target-hash-recursive=true"]
        let own = await hash("//lib:lib")
        let app = await hash("//app:app")
        let all = await workspace.bld(
            ["targets", "--show-target-hash", "//app:app"] + deep
        ).output
        let plain = await workspace.bld(
            ["targets", "--show-unconfigured-target-hash", "//lib:lib"] + names
        ).output
        let touched = await workspace.bld(
            ["targets", "--show-unconfigured-target-hash", "//lib:lib"] + names
                + ["--target-hash-modified-paths", "lib/lib.txt"]
        ).output
        #expect(plain != touched)
        try workspace.write("lib/lib.txt", "changed\n")
        #expect(await hash("//lib:lib") != own)
        #expect(await hash("//app:app") == app)
        #expect(
            await workspace.bld(["targets", "--show-target-hash", "//app:app"] + deep).output
                != all)
    }

    @Test func outputsAreFoundBothWays() async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        let listed = await workspace.bld("targets", "--show-output", "//lib:linux")
        let path = try #require(listed.output.split(separator: " ").last?.dropLast())
        #expect(path.hasPrefix("buck-out/bld/"))
        #expect(path.hasSuffix("/lib/__linux__/out"))
        let found = await workspace.bld("audit", "output", String(path))
        #expect(found.output.contains("`root//lib:linux (root//os:on_linux"))
        let other = await workspace.bld(
            "audit", "output", String(path), "--target-platforms", "//os:on_mac")
        #expect(other.output.contains("did not match"))
    }

    @Test(arguments: [
        ("src/a.c", "Path does not start with buck-out"),
        ("buck-out/v2/nonsense/root/0123456789abcdef/__a__/b", "Malformed buck-out path"),
        ("buck-out/v2/gen/none/0123456789abcdef/__a__/b", "unknown cell name: `none`"),
        ("buck-out/v2/gen/root/pkg/__a__/b", "neither the hash of a configuration nor"),
        ("buck-out/v2/tmp/root/0123456789abcdef/__a__/b", "not supported for audit output"),
    ])
    func pathsThatAreNoOutputs(path: String, message: String) async throws {
        let workspace = try TemporaryWorkspace(GraphWorkspace.files)
        let outcome = await workspace.bld("audit", "output", path)
        #expect(outcome.exitCode == .userError)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }

    @Test func ofSeveralTargetsOfANameTheFirstCanBeTaken() async throws {
        let workspace = try TemporaryWorkspace(
            CopyRule.workspace.merging(
                CopyRule.buck(
                    "copy(name = \"a\", src = \"good.txt\")\ncopy(name = \"a\", src = \"none\")")
            ) { $1 })
        #expect(await workspace.bld("targets", "//pkg:").exitCode == .userError)
        let outcome = await workspace.bld(
            "targets", "--skip-targets-with-duplicate-names", "//pkg:")
        #expect(outcome.output == "root//pkg:a\n")
        #expect(outcome.errors.contains("Attempted to register target root//pkg:a twice"))
    }
}
