"""A constraint setting together with its values, each a sub-target."""

load("@prelude//:common.bzl", "LABELS")
load("@prelude//cfg/exec_platform:marker.bzl", "get_exec_platform_marker")
load("@prelude//cfg/modifier:constraint_modifier_info.bzl", "make_constraint_modifier_info")

def _check_values(values: list[str], default: str, is_trivial: bool):
    if len(values) < (1 if is_trivial else 2):
        count = "one value" if is_trivial else "two values"
        help = "" if is_trivial else (
            " With one there is nothing to select; `allow_trivial_constraint = True` says that " +
            "this is meant."
        )
        fail("constraint() rule must have at least {}.{}".format(count, help))
    if "DEFAULT" in values:
        fail("'DEFAULT' is a reserved keyword and cannot be used as a constraint value: " +
             "selects give it a meaning of its own")
    if "default" in values and default != "default":
        fail("'default' can be used as a constraint value only when it is also the default " +
             "value, for `[default]` names the default, which is '{}'".format(default))
    if default not in values:
        fail("default value '{}' must be one of the declared values: {}".format(default, values))
    for index, value in enumerate(values):
        if value in values[:index]:
            fail("Duplicate value '{}' in constraint()".format(value))

def _check_aliases(aliases: dict[str, str], values: list[str]):
    for alias, value in aliases.items():
        if alias in ("default", "DEFAULT"):
            fail("alias '{}' is a reserved keyword and cannot be used as a constraint alias."
                .format(alias))
        if alias in values:
            fail("alias '{}' conflicts with a declared constraint value.".format(alias))
        if value not in values:
            fail("alias '{}' targets value '{}' which is not declared in values: {}".format(
                alias,
                value,
                values,
            ))

def _impl(ctx: AnalysisContext) -> list[Provider]:
    values = ctx.attrs.values
    _check_values(values, ctx.attrs.default, ctx.attrs.allow_trivial_constraint)
    _check_aliases(ctx.attrs.aliases, values)
    label = ctx.label.raw_target()
    setting = ConstraintSettingInfo(
        label = label,
        default = label.with_sub_target(ctx.attrs.default),
    )
    marker = getattr(ctx.attrs, "_exec_platform_marker", None)
    sub_targets = {}
    for name in values:
        value = ConstraintValueInfo(setting = setting, label = label.with_sub_target(name))
        sub_targets[name] = [
            DefaultInfo(),
            value,
            ConfigurationInfo(constraints = {label: value}, values = {}),
            make_constraint_modifier_info(
                value,
                getattr(ctx.attrs, "execution_modifier", False),
                marker[ConfigurationInfo] if marker else None,
            ),
        ]
    sub_targets["default"] = sub_targets[ctx.attrs.default]
    for alias, value in ctx.attrs.aliases.items():
        sub_targets[alias] = sub_targets[value]
    return [DefaultInfo(sub_targets = sub_targets), setting]

_ATTRIBUTES = {
    "aliases": attrs.dict(
        attrs.string(),
        attrs.string(),
        default = {},
        doc = "Other names of values.",
    ),
    "allow_trivial_constraint": attrs.bool(
        default = False,
        doc = "Whether one value is enough.",
    ),
    "default": attrs.string(
        doc = "The value that configurations have which do not say.",
    ),
    "values": attrs.list(
        attrs.string(),
        doc = "The names of the values.",
    ),
} | LABELS

# For settings and values that can be modifiers.
EXECUTION_MODIFIER = {
    "execution_modifier": attrs.bool(
        default = False,
        doc = "Whether modifiers of it count for what runs to build something, too.",
    ),
}
EXECUTION_MARKER = {
    "_exec_platform_marker": attrs.dep(
        providers = [ConfigurationInfo],
        default = get_exec_platform_marker(),
        doc = "What only configurations of execution platforms have.",
    ),
}

constraint = rule(
    impl = _impl,
    doc = "Something a configuration can decide, with all of its values: `:os[linux]`.",
    is_configuration_rule = True,
    attrs = _ATTRIBUTES | EXECUTION_MODIFIER | EXECUTION_MARKER,
)

exec_platform_marker_constraint = rule(
    impl = _impl,
    doc = """
    A `constraint` by which configurations of execution platforms can be told from others: one of
    its values is the `exec_marker_constraint` of `ExecutionPlatformRegistrationInfo`. A project
    that has its own names the value in `build.exec_platform_marker`.
    """,
    is_configuration_rule = True,
    attrs = _ATTRIBUTES,
)
