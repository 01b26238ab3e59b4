"""`export_file`, `filegroup`, aliases: targets for what is there already."""

load("@prelude//:common.bzl", "LABELS", "by_name")

def _export_file_impl(ctx: AnalysisContext) -> list[Provider]:
    if ctx.attrs.mode == "reference":
        return [DefaultInfo(default_output = ctx.attrs.src)]
    out = ctx.actions.copy_file(ctx.attrs.out or ctx.label.name, ctx.attrs.src)
    return [DefaultInfo(default_output = out)]

export_file = rule(
    impl = _export_file_impl,
    doc = "Makes a file of the package a target that others can name.",
    attrs = {
        "src": attrs.source(
            allow_directory = True,
            doc = "The file; the one called like the target unless given.",
        ),
        "out": attrs.option(
            attrs.string(),
            default = None,
            doc = "The name under which others see it; that of the target unless set.",
        ),
        "mode": attrs.option(
            attrs.enum(["copy", "reference"]),
            default = None,
            doc = "`copy` makes a copy among the outputs, `reference` hands out the file itself.",
        ),
    } | LABELS,
)

def _filegroup_impl(ctx: AnalysisContext) -> list[Provider]:
    srcs = by_name("srcs", ctx.attrs.srcs)
    name = ctx.attrs.out or ctx.label.name
    collect = ctx.actions.copied_dir if ctx.attrs.copy else ctx.actions.symlinked_dir
    return [DefaultInfo(default_output = collect(name, srcs))]

filegroup = rule(
    impl = _filegroup_impl,
    doc = "Puts files into one folder, under the names they have in their packages.",
    attrs = {
        "srcs": attrs.named_set(
            attrs.source(allow_directory = True),
            default = [],
            doc = "The files; a dict gives them other names.",
        ),
        "out": attrs.option(
            attrs.string(),
            default = None,
            doc = "The name of the folder; that of the target unless set.",
        ),
        "copy": attrs.bool(default = True, doc = "Whether the folder holds copies or links."),
    } | LABELS,
)

def _alias_impl(ctx: AnalysisContext) -> list[Provider]:
    return ctx.attrs.actual.providers

alias = rule(
    impl = _alias_impl,
    doc = "Another name for a target.",
    attrs = {
        "actual": attrs.dep(doc = "The target it stands for."),
    } | LABELS,
)

toolchain_alias = rule(
    impl = _alias_impl,
    doc = "Another name for a toolchain.",
    is_toolchain_rule = True,
    attrs = {
        "actual": attrs.toolchain_dep(doc = "The toolchain it stands for."),
    } | LABELS,
)

def _configured_alias_impl(ctx: AnalysisContext) -> list[Provider]:
    return ctx.attrs.configured_actual.providers

_configured_alias = rule(
    impl = _configured_alias_impl,
    doc = "A target as it is built for a platform of its own.",
    attrs = {
        "configured_actual": attrs.configured_dep(doc = "The target and the platform."),
    } | LABELS,
)

def configured_alias(name: str, actual, platform, **kwargs):
    """A target as it is built for a platform, whatever the platform of who uses it."""
    _configured_alias(name = name, configured_actual = (actual, platform), **kwargs)

def _command_alias_impl(ctx: AnalysisContext) -> list[Provider]:
    command = cmd_args(ctx.attrs.exe[RunInfo], ctx.attrs.args)
    if ctx.attrs.env:
        variables = [cmd_args(value, format = name + "={}") for name, value in ctx.attrs.env.items()]
        command = cmd_args("env", variables, command)
    return [DefaultInfo(), RunInfo(args = command)]

command_alias = rule(
    impl = _command_alias_impl,
    doc = "A program with some of its arguments and environment variables.",
    attrs = {
        "exe": attrs.dep(providers = [RunInfo], doc = "The program."),
        "args": attrs.list(attrs.arg(), default = [], doc = "Its first arguments."),
        "env": attrs.dict(
            attrs.string(),
            attrs.arg(),
            default = {},
            doc = "Environment variables it gets.",
        ),
    } | LABELS,
)
