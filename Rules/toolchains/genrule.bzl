"""The toolchain of `genrule` in Buck2's prelude, which the rule of this prelude does not need."""

def _impl(_ctx: AnalysisContext) -> list[Provider]:
    return [DefaultInfo()]

system_genrule_toolchain = rule(
    impl = _impl,
    doc = "Accepted, for `toolchains` cells that were written for Buck2's prelude.",
    is_toolchain_rule = True,
    attrs = {},
)
