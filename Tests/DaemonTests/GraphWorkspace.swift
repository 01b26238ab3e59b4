import TestSupport

/// A workspace with platforms, selects and sub-targets, for the commands that look at graphs.
enum GraphWorkspace {
    /// ```
    ///   app:app -> lib:lib -> lib:linux or lib:mac, by platform; app:tool is an exec_dep
    /// ```
    static let files = [
        ".buckconfig": "[cells]\nroot = .\n",
        "rules.bzl": """
        Named = provider(fields = ["name", "tags"])

        def _setting(ctx):
            return [DefaultInfo(), ConstraintSettingInfo(label = ctx.label.raw_target())]

        setting = rule(impl = _setting, attrs = {}, is_configuration_rule = True)

        def _constraint(ctx):
            value = ConstraintValueInfo(
                setting = ctx.attrs.setting[ConstraintSettingInfo],
                label = ctx.label.raw_target(),
            )
            info = ConfigurationInfo(constraints = {value.setting.label: value}, values = {})
            return [DefaultInfo(), value, info]

        value = rule(
            impl = _constraint,
            attrs = {"setting": attrs.dep()},
            is_configuration_rule = True,
        )

        def _platform(ctx):
            return [DefaultInfo(), PlatformInfo(
                label = str(ctx.label.raw_target()),
                configuration = ctx.attrs.value[ConfigurationInfo],
            )]

        platform = rule(
            impl = _platform,
            attrs = {"value": attrs.dep()},
            is_configuration_rule = True,
        )

        def _thing(ctx):
            text = ctx.actions.write("text", ctx.attrs.name)
            out = ctx.actions.copy_file("out", text)
            return [
                DefaultInfo(default_output = out, sub_targets = {
                    "text": [DefaultInfo(default_output = text, sub_targets = {"deep": []})],
                }),
                Named(name = ctx.attrs.name, tags = ["a", "b"]),
            ]

        thing = rule(impl = _thing, attrs = {
            "deps": attrs.list(attrs.dep(), default = []),
            "srcs": attrs.list(attrs.source(), default = []),
            "tool": attrs.option(attrs.exec_dep(), default = None),
        })

        def things(name, **kwargs):
            thing(name = name, **kwargs)
        """,
        "os/BUCK": """
        load("//:rules.bzl", "platform", "setting", "value")
        setting(name = "os", visibility = ["PUBLIC"])
        value(name = "linux", setting = ":os", visibility = ["PUBLIC"])
        value(name = "mac", setting = ":os", visibility = ["PUBLIC"])
        platform(name = "on_linux", value = ":linux", visibility = ["PUBLIC"])
        platform(name = "on_mac", value = ":mac", visibility = ["PUBLIC"])
        """,
        "lib/BUCK": """
        load("//:rules.bzl", "thing")
        oncall("us")
        thing(name = "linux", default_target_platform = "//os:on_linux")
        thing(
            name = "mac",
            default_target_platform = "//os:on_mac",
            target_compatible_with = ["//os:mac"],
        )
        thing(
            name = "lib",
            srcs = ["lib.txt"],
            deps = select({"//os:linux": [":linux"], "//os:mac": [":mac"], "DEFAULT": []}),
            default_target_platform = "//os:on_linux",
            visibility = ["PUBLIC"],
        )
        """,
        "lib/lib.txt": "text\n",
        "app/BUCK": """
        load("//:rules.bzl", "things")
        things(name = "tool", default_target_platform = "//os:on_linux")
        things(
            name = "app",
            deps = ["//lib:lib"],
            tool = ":tool",
            default_target_platform = "//os:on_linux",
        )
        """,
        "broken/BUCK": "fail(\"on purpose\")\n",
    ]

    /// Output with the hashes of configurations left out.
    static func withoutHashes(_ text: String) -> String {
        text.replacing(#/#[0-9a-f]{16}/#, with: "")
    }
}
