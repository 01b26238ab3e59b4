/// A small workspace whose only rule copies a file by a script, with nothing bundled in it.
enum CopyRule {
    /// The files: `//pkg:good`, and `//pkg/private:secret`, which only its own package sees.
    static let workspace = [
        ".buckconfig": "[cells]\nroot = .\n",
        "rules.bzl": """
        def _copy_impl(ctx):
            out = ctx.actions.declare_output(ctx.attrs.name + ".out")
            ctx.actions.run(
                cmd_args("/bin/sh", "-c", ctx.attrs.script, "sh", out.as_output(), ctx.attrs.src, hidden = [
                    dep[DefaultInfo].default_outputs
                    for dep in ctx.attrs.deps
                ]),
                category = "copy",
            )
            return [DefaultInfo(default_output = out)]

        copy = rule(
            impl = _copy_impl,
            attrs = {
                "deps": attrs.list(attrs.dep(), default = []),
                "script": attrs.string(default = "cp \\"$2\\" \\"$1\\""),
                "src": attrs.source(),
            },
        )
        """,
        "pkg/BUCK": """
        load("//:rules.bzl", "copy")
        copy(name = "good", src = "good.txt")
        """,
        "pkg/good.txt": "good\n",
        "pkg/private/BUCK": """
        load("//:rules.bzl", "copy")
        copy(name = "secret", src = "secret.txt")
        """,
        "pkg/private/secret.txt": "secret\n",
    ]

    /// The same with other targets in `//pkg:`.
    static func buck(_ text: String) -> [String: String] {
        ["pkg/BUCK": "load(\"//:rules.bzl\", \"copy\")\n" + text + "\n"]
    }

    /// The same with `//pkg:good` of a rule `bad`, whose implementation is the text.
    static func bad(_ implementation: String, attributes: String = "") -> [String: String] {
        [
            "pkg/BUCK": "load(\":bad.bzl\", \"bad\")\nbad(name = \"good\")\n",
            "pkg/bad.bzl":
                "\(implementation)\n\nbad = rule(impl = _impl, attrs = {\(attributes)})\n",
        ]
    }
}
