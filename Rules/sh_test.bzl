"""`sh_test` and `test_suite`: tests that other targets are."""

load("@prelude//:common.bzl", "LABELS")
load("@prelude//:testing.bzl", "test_attributes", "test_provider")

def _sh_test_impl(ctx: AnalysisContext) -> list[Provider]:
    if isinstance(ctx.attrs.test, Dependency):
        if RunInfo not in ctx.attrs.test:
            fail("`test` must be a script or a target that can be run, but `{}` is neither".format(
                ctx.attrs.test.label,
            ))
        program = ctx.attrs.test[RunInfo]
    else:
        program = cmd_args(ctx.attrs.test)
    files = [dep[DefaultInfo].default_outputs for dep in ctx.attrs.deps]
    program = cmd_args(program, hidden = ctx.attrs.resources + files)
    return [
        DefaultInfo(),
        RunInfo(args = cmd_args(program, ctx.attrs.args)),
        test_provider(ctx, ctx.attrs.type or "custom", program, ctx.attrs.env),
    ]

sh_test = rule(
    impl = _sh_test_impl,
    doc = "A test that runs a script, or the program of another target.",
    attrs = {
        "test": attrs.one_of(
            attrs.dep(),
            attrs.source(),
            doc = "The script, which must be executable, or a target that can be run.",
        ),
        "resources": attrs.list(
            attrs.source(allow_directory = True),
            default = [],
            doc = "Files it reads.",
        ),
        "deps": attrs.list(attrs.dep(), default = [], doc = "Targets whose outputs it reads."),
        "env": attrs.dict(
            attrs.string(),
            attrs.arg(),
            default = {},
            doc = "Environment variables of the program.",
        ),
        "type": attrs.option(
            attrs.string(),
            default = None,
            doc = "What kind of test it is; no rule reads it.",
        ),
    } | test_attributes() | LABELS,
)

def _test_suite_impl(_ctx: AnalysisContext) -> list[Provider]:
    return [DefaultInfo()]

test_suite = rule(
    impl = _test_suite_impl,
    doc = "Several tests by one name: whoever tests the suite tests them.",
    attrs = {
        "test_deps": attrs.list(attrs.dep(), default = [], doc = "Targets it needs."),
    } | LABELS,
)
