"""`genrule` and `cxx_genrule`: files made by a shell command."""

load("@prelude//:common.bzl", "LABELS", "by_name", "toolchain")
load("@prelude//cxx:toolchain.bzl", "CxxToolchainInfo")

def _genrule_impl(ctx: AnalysisContext) -> list[Provider]:
    command = ctx.attrs.bash or ctx.attrs.cmd
    if command == None:
        fail("One of `cmd` and `bash` must be set")
    if (ctx.attrs.out == None) == (ctx.attrs.outs == None):
        fail("One of `out` and `outs` must be set, and not both")

    # The command runs in a folder of links to its sources, so that it finds them by their names.
    # Everything else it is given is spelled relative to that folder.
    sources = by_name("srcs", ctx.attrs.srcs)
    folder = ctx.actions.symlinked_dir("srcs", sources)

    prepare = []
    named = {}
    if ctx.attrs.out != None and ctx.attrs.out != ".":
        out = ctx.actions.declare_output("out", ctx.attrs.out.removesuffix("/"))
        default = [out]
    else:
        out = ctx.actions.declare_output("out", dir = True)
        prepare = ["mkdir -p \"$OUT\""]
        named = {
            name: [_member(out, path) for path in paths]
            for name, paths in (ctx.attrs.outs or {}).items()
        }
        default = [_member(out, path) for path in ctx.attrs.default_outs or []] or [out]

    script = cmd_args(
        cmd_args(cmd_args(folder, quote = "shell"), format = "cd {}"),
        "export TMP=${TMPDIR:-/tmp}",
        prepare,
        cmd_args(command, relative_to = folder),
        delimiter = "\n",
    )
    separator = ctx.attrs.environment_expansion_separator or " "
    environment = {
        "OUT": cmd_args(out.as_output(), relative_to = folder),
        "SRCDIR": ".",
        "SRCS": cmd_args(["./" + name for name in sources], delimiter = separator),
    }
    for name, value in ctx.attrs.env.items():
        environment[name] = cmd_args(value, relative_to = folder)

    category = "genrule"
    if ctx.attrs.type:
        category += "_" + ctx.attrs.type.replace("-", "_").replace(".", "_")
    ctx.actions.run(
        cmd_args("bash", "-e", "-c", script, hidden = [folder, out.as_output()]),
        env = environment,
        category = category,
        weight = ctx.attrs.weight,
        always_print_stderr = ctx.attrs.always_print_stderr,
    )

    providers = [DefaultInfo(
        default_outputs = default,
        sub_targets = {
            name: [DefaultInfo(default_outputs = files)]
            for name, files in named.items()
        },
    )]
    if ctx.attrs.executable:
        providers.append(RunInfo(args = cmd_args(default)))
    return providers

def _member(folder: Artifact, path: str) -> Artifact:
    return folder if path == "." else folder.project(path.removesuffix("/"), hide_prefix = True)

_ATTRIBUTES = {
    "srcs": attrs.named_set(
        attrs.source(allow_directory = True),
        default = [],
        doc = """
        The sources, under the names they have in their package; a dict gives them other names.
        """,
    ),
    "out": attrs.option(
        attrs.string(),
        default = None,
        doc = """
        The name of the one file or folder that is made. `.` makes `$OUT` a folder that exists
        already.
        """,
    ),
    "outs": attrs.option(
        attrs.dict(attrs.string(), attrs.list(attrs.string())),
        default = None,
        doc = """
        Several outputs: names of sub-targets, as in `:target[name]`, to paths below the folder
        `$OUT`.
        """,
    ),
    "default_outs": attrs.option(
        attrs.list(attrs.string()),
        default = None,
        doc = """
        With `outs`: the paths that the target itself stands for; without it, the whole folder.
        """,
    ),
    "cmd": attrs.option(
        attrs.arg(),
        default = None,
        doc = "The shell command, run by `bash -e`.",
    ),
    "bash": attrs.option(
        attrs.arg(),
        default = None,
        doc = "The same as `cmd`, and preferred to it.",
    ),
    "cmd_exe": attrs.option(
        attrs.arg(),
        default = None,
        doc = "The command on Windows; not used elsewhere.",
    ),
    "env": attrs.dict(
        attrs.string(),
        attrs.arg(),
        default = {},
        doc = "Further environment variables of the command.",
    ),
    "environment_expansion_separator": attrs.option(
        attrs.string(),
        default = None,
        doc = "What stands between the paths of `$SRCS`; a space unless set.",
    ),
    "executable": attrs.bool(
        default = False,
        doc = "Whether the output can be run by `bld run` and `$(exe …)`.",
    ),
    "type": attrs.option(
        attrs.string(),
        default = None,
        doc = "A word for what the command does, shown while it runs.",
    ),
    "weight": attrs.int(default = 1, doc = "How many job slots the command takes."),
    "always_print_stderr": attrs.bool(
        default = False,
        doc = """
        Whether what the command writes to standard error is shown even when it succeeds.
        """,
    ),
} | LABELS

genrule = rule(
    impl = _genrule_impl,
    doc = """
    Makes files with a shell command.

    The command runs in a folder that holds `srcs` and nothing else. It finds `$OUT`, the path it
    has to write; `$SRCS`, the paths of its sources; `$SRCDIR`, their folder; and `$TMP`, a folder
    for what it does not want to keep. `$(location //some:target)` stands for the output of another
    target, `$(exe //some:target)` for the command that runs it.
    """,
    attrs = _ATTRIBUTES,
)

cxx_genrule = rule(
    impl = _genrule_impl,
    doc = """
    The same as `genrule`, whose command can use the tools of C and C++: `$(cc)`, `$(cflags)`,
    `$(cxx)`, `$(cxxflags)`, `$(ld)`, `$(ar)`, and for a library `$(cppflags :library)`,
    `$(cxxppflags :library)`, `$(ldflags-static :library)`.
    """,
    attrs = _ATTRIBUTES | {
        "_cxx_toolchain": attrs.toolchain_dep(
            default = toolchain("cxx"),
            providers = [CxxToolchainInfo],
        ),
    },
)
