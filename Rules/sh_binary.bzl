"""`sh_binary`: a script with the files it needs."""

load("@prelude//:common.bzl", "LABELS", "by_name")

def _sh_binary_impl(ctx: AnalysisContext) -> list[Provider]:
    main = ctx.attrs.main
    files = by_name("resources", ctx.attrs.resources + [main])
    resources = ctx.actions.symlinked_dir("__resources__", files)
    script = ctx.actions.write(
        ctx.label.name,
        [
            "#!/usr/bin/env bash",
            "set -e",
            "here=$(cd \"$(dirname \"${BASH_SOURCE[0]}\")\" && pwd)",
            "export BUCK_SH_BINARY_VERSION_UNSTABLE=2",
            "export BUCK_PROJECT_ROOT=\"$here/__resources__\"",
            "export BUCK_DEFAULT_RUNTIME_RESOURCES=\"$BUCK_PROJECT_ROOT\"",
            "exec \"$BUCK_PROJECT_ROOT/{}\" \"$@\"".format(main.short_path),
        ],
        is_executable = True,
    )
    return [
        DefaultInfo(default_output = script, other_outputs = [resources]),
        RunInfo(args = cmd_args(script, hidden = resources)),
    ]

sh_binary = rule(
    impl = _sh_binary_impl,
    doc = "A shell script that can be run, with the files it reads at run time.",
    attrs = {
        "main": attrs.source(doc = "The script; it must be executable."),
        "resources": attrs.list(
            attrs.source(allow_directory = True),
            default = [],
            doc = """
            Files it finds below `$BUCK_PROJECT_ROOT`, under the names they have in their packages.
            """,
        ),
    } | LABELS,
)
