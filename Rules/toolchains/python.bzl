"""The Python toolchain of `python_bootstrap_…`, by the name it has in Buck2's prelude."""

load("@prelude//python_bootstrap:rules.bzl", "PythonBootstrapToolchainInfo")
load(":program.bzl", "program", "program_attribute")

def _impl(ctx: AnalysisContext) -> list[Provider]:
    interpreter = program(ctx.attrs.interpreter)
    return [DefaultInfo(), PythonBootstrapToolchainInfo(interpreter = interpreter)]

system_python_bootstrap_toolchain = rule(
    impl = _impl,
    doc = "The Python interpreter of this machine, or of a target.",
    is_toolchain_rule = True,
    attrs = {
        "interpreter": program_attribute(["python3", "python"], "Runs Python."),
    },
)
