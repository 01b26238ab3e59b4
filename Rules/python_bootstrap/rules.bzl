"""`python_bootstrap_library` and `python_bootstrap_binary`: scripts that are run as they are."""

load("@prelude//:common.bzl", "LABELS", "by_name", "toolchain")

PythonBootstrapToolchainInfo = provider(
    doc = "What runs Python.",
    fields = {
        "interpreter": provider_field(typing.Any, default = None),
    },
)

PythonBootstrapSources = provider(
    doc = "The sources of a library and of those it depends on, by the names they are imported by.",
    fields = {
        "srcs": provider_field(dict[str, Artifact]),
    },
)

def _sources(ctx: AnalysisContext, own: list[Artifact]) -> dict[str, Artifact]:
    sources = {}
    for dep in ctx.attrs.deps:
        sources.update(dep[PythonBootstrapSources].srcs)
    return sources | by_name("srcs", own)

def _library_impl(ctx: AnalysisContext) -> list[Provider]:
    sources = _sources(ctx, ctx.attrs.srcs)
    return [
        DefaultInfo(default_outputs = ctx.attrs.srcs),
        PythonBootstrapSources(srcs = sources),
    ]

def _binary_impl(ctx: AnalysisContext) -> list[Provider]:
    main = ctx.attrs.main

    # Copies, for an interpreter looks for modules where links to scripts lead.
    folder = ctx.actions.copied_dir("__{}__".format(ctx.label.name), _sources(ctx, [main]))
    interpreter = ctx.attrs._python_bootstrap_toolchain[PythonBootstrapToolchainInfo].interpreter
    script = cmd_args(folder, format = "{}/" + main.short_path)
    return [
        DefaultInfo(default_output = folder.project(main.short_path), other_outputs = [folder]),
        RunInfo(args = cmd_args(interpreter, script)),
    ]

_DEPS = attrs.list(
    attrs.dep(providers = [PythonBootstrapSources]),
    default = [],
    doc = "Libraries that sources import.",
)

python_bootstrap_library = rule(
    impl = _library_impl,
    doc = "Python modules, imported by the names they have in their package.",
    attrs = {
        "deps": _DEPS,
        "srcs": attrs.list(attrs.source(), default = [], doc = "The modules."),
    } | LABELS,
)

python_bootstrap_binary = rule(
    impl = _binary_impl,
    doc = "A Python script that can be run, with the modules it imports.",
    attrs = {
        "deps": _DEPS,
        "main": attrs.source(doc = "The script."),
        "_python_bootstrap_toolchain": attrs.toolchain_dep(
            default = toolchain("python_bootstrap"),
            providers = [PythonBootstrapToolchainInfo],
        ),
    } | LABELS,
)
