import BuildEvents
import BuildModel
import Testing

/// One mistake in a small workspace.
struct Mistake: Sendable, CustomTestStringConvertible {
    /// Also the name of the golden file.
    let name: String
    /// Files over those of `CopyRule.workspace`.
    var files: [String: String] = [:]
    /// Symbolic links besides, by path.
    var links: [String: String] = [:]
    /// The words after `bld`.
    var arguments = ["build", "//pkg:good"]
    var exitCode = CommandExitCode.userError

    var testDescription: String { name }
}

extension Mistake {
    static let all =
        commandLine + configuration + packages + loads + attributes + sources
        + selects + dependencies + analysis + actions

    /// What is typed.
    static let commandLine: [Mistake] = [
        Mistake(name: "unknown-command", arguments: ["biuld", "//pkg:good"]),
        Mistake(name: "unknown-subcommand", arguments: ["starlark", "evla", "x.star"]),
        Mistake(name: "unknown-option", arguments: ["build", "--keep-goign", "//pkg:good"]),
        Mistake(name: "no-target-given", arguments: ["run"]),
        Mistake(name: "no-jobs", arguments: ["build", "-j", "0", "//pkg:good"]),
        Mistake(name: "bad-config-override", arguments: ["build", "-c", "novalue", "//pkg:good"]),
        Mistake(
            name: "bad-isolation-folder",
            arguments: ["build", "--isolation-dir", "a/b", "//pkg:good"]),
        Mistake(name: "malformed-label", arguments: ["build", "pkg:good:bad"]),
        Mistake(name: "unknown-cell", arguments: ["build", "rot//pkg:good"]),
        Mistake(name: "unknown-folder", arguments: ["build", "//pgk/..."]),
        Mistake(name: "not-runnable", arguments: ["run", "//pkg:good"]),
        Mistake(name: "several-to-run", arguments: ["run", "//..."]),
        Mistake(name: "arguments-without-dashes", arguments: ["run", "//pkg:good", "argument"]),
        Mistake(name: "query-syntax", arguments: ["query", "deps(//pkg:good"]),
        Mistake(name: "query-unknown-function", arguments: ["query", "dep(//pkg:good)"]),
        Mistake(
            name: "query-unknown-format",
            arguments: ["query", "--output-format", "jsn", "//pkg:good"]),
        Mistake(name: "query-unknown-target", arguments: ["query", "deps(//pkg:god)"]),
    ]

    static let configuration: [Mistake] = [
        Mistake(name: "config-section", files: [".buckconfig": "[cells\nroot = .\n"]),
        Mistake(name: "config-line", files: [".buckconfig": "[cells]\nroot\n"]),
        Mistake(
            name: "config-cell-without-folder",
            files: [".buckconfig": "[cells]\nroot = .\nother = other\n"],
            arguments: ["build", "other//pkg:good"]),
    ]

    static let packages: [Mistake] = [
        Mistake(name: "missing-package", arguments: ["build", "//pkgg:good"]),
        Mistake(
            name: "folder-without-build-file", files: ["pkg/deep/file.txt": ""],
            arguments: ["build", "//pkg/deep:good"]),
        Mistake(name: "missing-target", arguments: ["build", "//pkg:god"]),
        Mistake(name: "missing-sub-target", arguments: ["build", "//pkg:good[objects]"]),
        Mistake(
            name: "syntax-error",
            files: CopyRule.buck("copy(name = \"good\" src = \"good.txt\")")),
        Mistake(
            name: "unknown-name",
            files: CopyRule.buck("copyy(name = \"good\", src = \"good.txt\")")),
        Mistake(
            name: "duplicate-target",
            files: CopyRule.buck(
                """
                copy(name = "good", src = "good.txt")
                copy(name = "good", src = "good.txt")
                """)),
        Mistake(name: "fail", files: CopyRule.buck("fail(\"This package is closed\")")),
        Mistake(
            name: "unreadable-build-file", links: ["pkg/BUCK": "BUCK"],
            exitCode: .infrastructureFailure),
    ]

    static let loads: [Mistake] = [
        Mistake(
            name: "unknown-load-symbol", files: ["pkg/BUCK": "load(\"//:rules.bzl\", \"cpy\")\n"]),
        Mistake(name: "missing-load", files: ["pkg/BUCK": "load(\"//:rule.bzl\", \"copy\")\n"]),
        Mistake(
            name: "load-of-folder",
            files: [
                "pkg/BUCK": "load(\":folder.bzl\", \"copy\")\n", "pkg/folder.bzl/file": "",
            ]),
        Mistake(
            name: "load-cycle",
            files: [
                "pkg/BUCK": "load(\":a.bzl\", \"a\")\n", "pkg/a.bzl": "load(\":b.bzl\", \"b\")\n",
                "pkg/b.bzl": "load(\":a.bzl\", \"a\")\n",
            ]),
        Mistake(
            name: "failing-macro",
            files: [
                "pkg/BUCK": "load(\":macro.bzl\", \"macro\")\n\nmacro(\"good\")\n",
                "pkg/macro.bzl": """
                load("//:rules.bzl", "copy")

                def macro(name):
                    copy(name = name, src = name + 1)
                """,
            ]),
    ]

    static let attributes: [Mistake] = [
        Mistake(
            name: "unknown-attribute",
            files: CopyRule.buck("copy(name = \"good\", srcs = \"good.txt\")")),
        Mistake(
            name: "unlike-attribute",
            files: CopyRule.buck("copy(name = \"good\", inputs = [\"good.txt\"])")),
        Mistake(name: "missing-attribute", files: CopyRule.buck("copy(name = \"good\")")),
        Mistake(
            name: "wrong-attribute-type",
            files: CopyRule.buck("copy(name = \"good\", src = \"good.txt\", deps = \":other\")")),
        Mistake(
            name: "malformed-dependency",
            files: CopyRule.buck(
                "copy(name = \"good\", src = \"good.txt\", deps = [\"//pkg:a:b\"])")),
        Mistake(
            name: "select-of-missing-setting",
            files: CopyRule.buck(
                "copy(name = \"good\", src = select({\":setting\": \"good.txt\"}))")),
    ]

    /// With the bundled rules, which have settings to select by.
    static let selects: [Mistake] = [
        Mistake(
            name: "unmatched-select",
            files: [
                ".buckconfig": "[project]\n",
                "pkg/BUCK": """
                load("//:rules.bzl", "copy")
                copy(
                    name = "good",
                    src = select({"prelude//os:macos": "good.txt"}),
                )
                """,
            ])
    ]

    static let sources: [Mistake] = [
        Mistake(
            name: "missing-source",
            files: CopyRule.buck("copy(name = \"good\", src = \"god.txt\")")),
        Mistake(
            name: "source-outside-package",
            files: CopyRule.buck("copy(name = \"good\", src = \"../rules.bzl\")")),
        Mistake(
            name: "source-of-another-package",
            files: CopyRule.buck("copy(name = \"good\", src = \"private/secret.txt\")")),
        Mistake(
            name: "source-is-folder",
            files: CopyRule.buck("copy(name = \"good\", src = \"folder\")")
                .merging(["pkg/folder/file.txt": ""]) { $1 }),
        Mistake(name: "source-is-dangling-link", links: ["pkg/good.txt": "gone.txt"]),
        Mistake(
            name: "source-links-to-itself", links: ["pkg/good.txt": "good.txt"],
            exitCode: .infrastructureFailure),
    ]

    static let dependencies: [Mistake] = [
        Mistake(
            name: "missing-dependency",
            files: CopyRule.buck("copy(name = \"good\", src = \"good.txt\", deps = [\":goood\"])")),
        Mistake(
            name: "dependency-in-missing-package",
            files: CopyRule.buck(
                "copy(name = \"good\", src = \"good.txt\", deps = [\"//pkgs:good\"])")),
        Mistake(
            name: "target-cycle",
            files: CopyRule.buck(
                """
                copy(name = "good", src = "good.txt", deps = [":a"])
                copy(name = "a", src = "good.txt", deps = [":b"])
                copy(name = "b", src = "good.txt", deps = [":a"])
                """)),
        Mistake(
            name: "not-visible",
            files: CopyRule.buck(
                "copy(name = \"good\", src = \"good.txt\", deps = [\"//pkg/private:secret\"])")),
    ]

    static let analysis: [Mistake] = [
        Mistake(
            name: "failing-rule",
            files: CopyRule.bad(
                """
                def _inner(x):
                    return x.nmae

                def _impl(ctx):
                    return _inner(ctx.label)
                """)),
        Mistake(
            name: "unknown-attribute-in-rule",
            files: CopyRule.bad(
                """
                def _impl(ctx):
                    return [DefaultInfo(default_output = ctx.attrs.scr)]
                """, attributes: "\"src\": attrs.string(default = \"\")")),
        Mistake(
            name: "output-without-action",
            files: CopyRule.bad(
                """
                def _impl(ctx):
                    out = ctx.actions.declare_output("out")
                    return [DefaultInfo(default_output = out)]
                """)),
        Mistake(
            name: "unknown-argument-of-run",
            files: CopyRule.bad(
                """
                def _impl(ctx):
                    out = ctx.actions.declare_output("out")
                    ctx.actions.run(["touch", out.as_output()], catgory = "touch")
                    return [DefaultInfo(default_output = out)]
                """)),
        Mistake(
            name: "rule-returns-no-providers",
            files: CopyRule.bad(
                """
                def _impl(ctx):
                    return "out"
                """)),
        Mistake(
            name: "missing-tool",
            files: CopyRule.bad(
                """
                def _impl(ctx):
                    return [DefaultInfo()]
                """,
                attributes: "\"_tool\": attrs.host_tool(default = [\"no-such-tool\", \"nor-this\"])"
            )),
    ]

    static let actions: [Mistake] = [
        Mistake(
            name: "failing-command",
            files: CopyRule.buck(
                "copy(name = \"good\", src = \"good.txt\", "
                    + "script = \"echo out; echo oh no >&2; exit 3\")")),
        Mistake(
            name: "killed-command",
            files: CopyRule.buck(
                "copy(name = \"good\", src = \"good.txt\", script = \"kill -9 $$\")")),
        Mistake(
            name: "missing-program",
            files: CopyRule.bad(
                """
                def _impl(ctx):
                    out = ctx.actions.declare_output("out")
                    ctx.actions.run(["no-such-program", out.as_output()], category = "make")
                    return [DefaultInfo(default_output = out)]
                """)),
        Mistake(
            name: "missing-program-to-run",
            files: CopyRule.bad(
                """
                def _impl(ctx):
                    return [DefaultInfo(), RunInfo(args = ["no-such-program"])]
                """), arguments: ["run", "//pkg:good"]),
        Mistake(
            name: "output-not-written",
            files: CopyRule.buck(
                "copy(name = \"good\", src = \"good.txt\", script = \"true\")")),
        Mistake(
            name: "several-failures",
            files: CopyRule.buck(
                """
                copy(name = "good", src = "good.txt", script = "exit 1")
                copy(name = "other", src = "good.txt", script = "exit 2")
                copy(name = "needs-good", src = "good.txt", deps = [":good"])
                """), arguments: ["build", "--keep-going", "//pkg:"]),
    ]
}
