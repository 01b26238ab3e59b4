"""The machine that runs bld, as a platform."""

def _execution_platform_impl(ctx: AnalysisContext) -> list[Provider]:
    constraints = {}
    for dep in ctx.attrs.constraint_values:
        constraints.update(dep[ConfigurationInfo].constraints)
    configuration = ConfigurationInfo(constraints = constraints, values = {})
    platform = ExecutionPlatformInfo(
        label = ctx.label.raw_target(),
        configuration = configuration,
        executor_config = CommandExecutorConfig(local_enabled = True, remote_enabled = False),
    )
    return [
        DefaultInfo(),
        platform,
        PlatformInfo(label = str(ctx.label.raw_target()), configuration = configuration),
        ExecutionPlatformRegistrationInfo(platforms = [platform]),
    ]

execution_platform = rule(
    impl = _execution_platform_impl,
    doc = """
    A platform whose commands run on this machine: to build for, and for `build.execution_platforms`
    of the root `.buckconfig`.
    """,
    is_configuration_rule = True,
    attrs = {
        "constraint_values": attrs.list(
            attrs.dep(providers = [ConfigurationInfo]),
            default = [],
            doc = "Its `constraint_value` targets.",
        ),
    },
)

def _execution_platforms_impl(ctx: AnalysisContext) -> list[Provider]:
    return [
        DefaultInfo(),
        ExecutionPlatformRegistrationInfo(
            platforms = [dep[ExecutionPlatformInfo] for dep in ctx.attrs.platforms],
            fallback = ctx.attrs.fallback,
        ),
    ]

execution_platforms = rule(
    impl = _execution_platforms_impl,
    doc = """
    Several execution platforms, the preferred one first, for `build.execution_platforms` of the
    root `.buckconfig`.
    """,
    is_configuration_rule = True,
    attrs = {
        "fallback": attrs.option(
            attrs.enum(["error", "use_unspecified"]),
            default = None,
            doc = "What is done about a target that none of them suits.",
        ),
        "platforms": attrs.list(
            attrs.dep(providers = [ExecutionPlatformInfo]),
            doc = "Targets of `execution_platform`.",
        ),
    },
)

def host_constraints() -> list[str]:
    """The `constraint_value` targets of this machine."""
    host = host_info()
    if host.os.is_macos:
        os = "macos"
    elif host.os.is_windows:
        os = "windows"
    else:
        os = "linux"
    if host.arch.is_aarch64:
        cpu = "arm64"
    elif host.arch.is_arm:
        cpu = "arm32"
    elif host.arch.is_i386:
        cpu = "x86_32"
    elif host.arch.is_riscv64:
        cpu = "riscv64"
    else:
        cpu = "x86_64"
    return ["prelude//os/constraints:" + os, "prelude//cpu/constraints:" + cpu]
