"""The targets that `select`, `target_compatible_with` and platforms are made of."""

load("@prelude//:common.bzl", "LABELS")
load("@prelude//:constraint.bzl", "EXECUTION_MARKER", "EXECUTION_MODIFIER")
load("@prelude//cfg/modifier:constraint_modifier_info.bzl", "make_constraint_modifier_info")
load("@prelude//cfg/modifier:types.bzl", "ConditionalModifierInfo")

_ExecutionModifierInfo = provider(fields = {"execution_modifier": bool})

def _constraint_setting_impl(ctx: AnalysisContext) -> list[Provider]:
    return [
        DefaultInfo(),
        ConstraintSettingInfo(label = ctx.label.raw_target()),
        _ExecutionModifierInfo(execution_modifier = ctx.attrs.execution_modifier),
    ]

constraint_setting = rule(
    impl = _constraint_setting_impl,
    doc = "Something a configuration can decide, such as the operating system.",
    is_configuration_rule = True,
    attrs = LABELS | EXECUTION_MODIFIER,
)

def _constraint_value_impl(ctx: AnalysisContext) -> list[Provider]:
    setting = ctx.attrs.constraint_setting[ConstraintSettingInfo]
    value = ConstraintValueInfo(setting = setting, label = ctx.label.raw_target())
    execution = ctx.attrs.constraint_setting.get(_ExecutionModifierInfo)
    return [
        DefaultInfo(),
        value,
        ConfigurationInfo(constraints = {setting.label: value}, values = {}),
        make_constraint_modifier_info(
            value,
            execution.execution_modifier if execution else False,
            ctx.attrs._exec_platform_marker[ConfigurationInfo],
        ),
    ]

constraint_value = rule(
    impl = _constraint_value_impl,
    doc = "One of the values that a `constraint_setting` can have.",
    is_configuration_rule = True,
    attrs = {
        "constraint_setting": attrs.dep(
            providers = [ConstraintSettingInfo],
            doc = "What it is a value of.",
        ),
    } | LABELS | EXECUTION_MARKER,
)

def _merged(ctx: AnalysisContext, values: dict[str, str]) -> ConfigurationInfo:
    constraints = {}
    for dep in ctx.attrs.constraint_values:
        for setting, value in dep[ConfigurationInfo].constraints.items():
            if setting in constraints and constraints[setting].label != value.label:
                fail("`{}` and `{}` are both values of `{}`".format(
                    constraints[setting].label,
                    value.label,
                    setting,
                ))
            constraints[setting] = value
    return ConfigurationInfo(constraints = constraints, values = values)

def _config_setting_impl(ctx: AnalysisContext) -> list[Provider]:
    providers = [DefaultInfo(), _merged(ctx, ctx.attrs.values)]
    if len(ctx.attrs.constraint_values) == 1:
        modifier = ctx.attrs.constraint_values[0].get(ConditionalModifierInfo)
        if modifier:
            providers.append(modifier)
    return providers

config_setting = rule(
    impl = _config_setting_impl,
    doc = "A condition for `select`: true when the configuration has all of its values.",
    is_configuration_rule = True,
    attrs = {
        "constraint_values": attrs.list(
            attrs.dep(providers = [ConfigurationInfo]),
            default = [],
            doc = "The `constraint_value` targets that must all hold.",
        ),
        "values": attrs.dict(
            attrs.string(),
            attrs.string(),
            default = {},
            doc = "`section.key` of `.buckconfig` to the value it must have.",
        ),
    } | LABELS,
)

def _platform_impl(ctx: AnalysisContext) -> list[Provider]:
    constraints = {}
    values = {}
    for dep in ctx.attrs.deps:
        base = dep[PlatformInfo].configuration
        constraints.update(base.constraints)
        values.update(base.values)
    own = _merged(ctx, {})
    constraints.update(own.constraints)
    return [
        DefaultInfo(),
        PlatformInfo(
            label = str(ctx.label.raw_target()),
            configuration = ConfigurationInfo(constraints = constraints, values = values),
        ),
    ]

platform = rule(
    impl = _platform_impl,
    doc = "A configuration to build for: a value for each of some `constraint_setting`s.",
    is_configuration_rule = True,
    attrs = {
        "constraint_values": attrs.list(
            attrs.dep(providers = [ConfigurationInfo]),
            default = [],
            doc = "Its `constraint_value` targets.",
        ),
        "deps": attrs.list(
            attrs.dep(providers = [PlatformInfo]),
            default = [],
            doc = "Platforms whose values it takes over where it has none of its own.",
        ),
    } | LABELS,
)
