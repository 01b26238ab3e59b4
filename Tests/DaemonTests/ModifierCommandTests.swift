import BuildEvents
import TestSupport
import Testing

/// Modifiers by the functions of the bundled prelude, from the command line to what a select means.
@Suite struct ModifierCommandTests {
    /// A project whose targets have words for the values that hold.
    private static let files: [String: String] = [
        ".buckconfig":
            "[cells]\nroot = .\nprelude = prelude\n[external_cells]\nprelude = bundled\n",
        "BUCK": """
        load("@prelude//cfg/modifier:conditional_modifier.bzl", "conditional_modifier")
        constraint_setting(name = "os", visibility = ["PUBLIC"], execution_modifier = True)
        constraint_value(name = "linux", constraint_setting = ":os", visibility = ["PUBLIC"])
        constraint_value(name = "mac", constraint_setting = ":os", visibility = ["PUBLIC"])
        constraint(
            name = "compiler", values = ["none", "clang", "msvc"], default = "none",
            visibility = ["PUBLIC"],
        )
        conditional_modifier(
            name = "by_os",
            modifier = {"root//:mac": "root//:compiler[clang]", "DEFAULT": None},
            visibility = ["PUBLIC"],
        )
        config_setting(name = "both", constraint_values = [":mac", ":compiler[clang]"])
        """,
        "a/defs.bzl": """
        WORDS = select({"//:mac": ["mac"], "//:linux": ["linux"], "DEFAULT": ["none"]}) + select({
            "//:compiler[clang]": ["clang"], "//:compiler[msvc]": ["msvc"], "DEFAULT": ["none"],
        })
        def _impl(ctx):
            return [DefaultInfo()]
        thing = rule(impl = _impl, attrs = {
            "words": attrs.list(attrs.string(), default = WORDS),
            "tool": attrs.option(attrs.exec_dep(), default = None),
        })
        """,
    ]

    /// What the target says, what the `PACKAGE` files say, what the command says, and what holds.
    static let cases: [(target: String, package: String, command: [String], words: [String])] = [
        ("", "", [], ["none", "none"]),
        ("", "", ["-m", "//:mac"], ["mac", "none"]),
        ("", "", ["-m", "//:mac", "-m", "root//:compiler[msvc]"], ["mac", "msvc"]),
        ("", "", ["-m", "//:linux", "-m", "//:mac"], ["mac", "none"]),
        ("modifiers = [\"//:linux\"]", "", [], ["linux", "none"]),
        ("modifiers = [\"//:linux\"]", "", ["-m", "//:mac"], ["mac", "none"]),
        ("", "set_cfg_modifiers([\"root//:linux\"])", [], ["linux", "none"]),
        (
            "modifiers = [\"//:mac\"]", "set_cfg_modifiers([\"root//:linux\"])", [],
            ["mac", "none"]
        ),
        (
            "", "set_cfg_modifiers([], {\"thing\": [\"root//:mac\"], \"other\": [\"x//:y\"]})", [],
            ["mac", "none"]
        ),
        // What depends on another setting comes after it, wherever it is written.
        (
            "",
            "set_cfg_modifiers([{\"root//:mac\": \"root//:compiler[clang]\", \"DEFAULT\": None}])",
            ["-m", "//:mac"], ["mac", "clang"]
        ),
        ("", "set_cfg_modifiers([\"root//:by_os\"])", ["-m", "//:mac"], ["mac", "clang"]),
        ("", "set_cfg_modifiers([\"root//:by_os\"])", ["-m", "//:linux"], ["linux", "none"]),
        (
            "modifiers = [{\"DEFAULT\": \"root//:compiler[clang]\"}]", "",
            ["-m", "root//:compiler[msvc]"], ["none", "msvc"]
        ),
    ]

    private func workspace(_ target: String, _ package: String) throws -> TemporaryWorkspace {
        var files = Self.files
        files["a/BUCK"] = "load(\":defs.bzl\", \"thing\")\nthing(name = \"t\", \(target))"
        if !package.isEmpty {
            files["a/PACKAGE"] =
                "load(\"@prelude//cfg/modifier:set_cfg_modifiers.bzl\", \"set_cfg_modifiers\")\n"
                + package
        }
        return try TemporaryWorkspace(files)
    }

    private func words(of outcome: CommandOutcome) -> [String] {
        outcome.output.matches(of: #/"(none|linux|mac|clang|msvc)"/#).map { String($0.output.1) }
    }

    @Test(arguments: cases)
    func theLastModifierOfASettingCounts(
        _ test: (target: String, package: String, command: [String], words: [String])
    ) async throws {
        let workspace = try workspace(test.target, test.package)
        let outcome = await workspace.bld(
            ["cquery", "//a:t", "-a", "^words$"] + test.command)
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        #expect(words(of: outcome) == test.words)
    }

    /// The root `PACKAGE` file of Buck2's documentation, with an alias.
    @Test func aliasesAreGivenToTheConstructor() async throws {
        let workspace = try workspace("", "")
        try workspace.write(
            "PACKAGE",
            """
            load(
                "@prelude//cfg/modifier:cfg_constructor.bzl",
                "cfg_constructor_post_constraint_analysis",
                "cfg_constructor_pre_constraint_analysis",
            )
            load("@prelude//cfg/modifier:common.bzl", "MODIFIER_METADATA_KEY")

            native.set_cfg_constructor(
                stage0 = cfg_constructor_pre_constraint_analysis,
                stage1 = cfg_constructor_post_constraint_analysis,
                key = MODIFIER_METADATA_KEY,
                aliases = struct(apple = ["root//:mac", "root//:compiler[clang]"]),
                extra_data = struct(),
            )
            """)
        let outcome = await workspace.bld("cquery", "//a:t", "-a", "^words$", "-m", "apple")
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        #expect(words(of: outcome) == ["mac", "clang"])
    }

    /// What runs has its own modifiers of settings with `execution_modifier`, and none of its user.
    @Test func whatRunsHasModifiersOfItsOwn() async throws {
        let workspace = try workspace("tool = \":tool\", modifiers = [\"//:linux\"]", "")
        let build = try workspace.read("a/BUCK")
        try workspace.write(
            "a/BUCK",
            build + "\nthing(name = \"tool\", modifiers = [\"//:mac\", \"//:compiler[clang]\"])")
        let outcome = await workspace.bld(
            "cquery", "deps(//a:t, 1, exec_deps()) - //a:t", "-a", "^words$")
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        #expect(words(of: outcome) == ["mac", "none"])
    }

    /// Of one name, configurations come in the order of what they say.
    @Test(arguments: ["//a:t?//:mac,//a:t?//:linux", "//a:t?//:linux,//a:t?//:mac"])
    func universesAreOrdered(universe: String) async throws {
        let outcome = await (try workspace("", "")).bld(
            "cquery", "//a:t", "-u", universe, "-a", "^words$")
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        #expect(words(of: outcome) == ["linux", "none", "mac", "none"])
    }

    @Test(arguments: [
        ("apple", "Found invalid modifier alias `apple`"),
        ("//:both", "Modifier should only be a single constraint value"),
        ("//:nothing", "Unknown target `nothing`"),
        ("//a:t", "must only contain configuration rules"),
    ])
    func refused(modifier: String, message: String) async throws {
        let outcome = try await self.workspace("", "").bld("cquery", "//a:t", "-m", modifier)
        #expect(outcome.exitCode == .userError)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.errors.contains("Resolving modifiers for target `root//a:t`"))
    }

    @Test(arguments: [
        (
            "[{\"root//:mac\": \"root//:compiler[clang]\", \"DEFAULT\": \"root//:linux\"}]",
            "A single modifier can only modify a single constraint setting"
        ),
        (
            "[{\"root//:mac\": \"root//:compiler[clang]\", \"DEFAULT\": None}, "
                + "{\"root//:compiler[clang]\": \"root//:mac\", \"DEFAULT\": None}]",
            "have conditions on each other"
        ),
        ("[\":mac\"]", "Must specify fully qualified target"),
    ])
    func refusedInPackages(modifiers: String, message: String) async throws {
        let outcome = try await self.workspace("", "set_cfg_modifiers(\(modifiers))")
            .bld("cquery", "//a:t")
        #expect(outcome.exitCode == .userError)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
}
