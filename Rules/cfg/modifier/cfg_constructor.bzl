"""What modifiers make of a configuration: the two functions for `set_cfg_constructor`.

They are also what the bundled prelude applies where no root `PACKAGE` file calls it.
"""

load("@prelude//cfg/exec_platform:marker.bzl", "get_exec_platform_marker")
load(
    ":common.bzl",
    "MODIFIER_METADATA_KEY",
    "combined_modifier",
    "modifier_to_refs",
    "provided_modifier",
    "resolve_alias",
    "resolve_modifiers",
)
load(":types.bzl", "ConditionalModifierInfo", "Modifier")

_MARKER = get_exec_platform_marker()

# A modifier and where it is written.
_Placed = record(modifier = Modifier, where = str)

_Plan = record(
    platform = PlatformInfo | None,
    modifiers = list[_Placed],
    # The label of the value that only execution platforms have, while something for one is
    # configured.
    marker = str | None,
)

def _of_package(value: typing.Any, rule_name: str) -> list[_Placed]:
    """The modifiers that `PACKAGE` files have set, the outermost first."""
    placed = []
    for entry in value or []:
        if isinstance(entry, dict) and entry.get("_type") == "TaggedModifiers":
            if entry["rule_name"] in (None, rule_name):
                where = "`{}`".format(entry["location"]["package_path"])
                placed += [_Placed(modifier = one, where = where) for one in entry["modifiers"]]
        else:
            placed.append(_Placed(modifier = entry, where = "a `PACKAGE` file"))
    return placed

def cfg_constructor_pre_constraint_analysis(
        *,
        legacy_platform: PlatformInfo | None,
        package_modifiers: typing.Any,
        target_modifiers: list[Modifier] | None,
        cli_modifiers: list[str],
        rule_name: str,
        aliases: struct | None,
        extra_data: struct | None = None,
        configuring_exec_dep: bool = False,
        **_kwargs):
    """Gathers modifiers, and says which targets they name."""
    modifiers = _of_package(package_modifiers, rule_name)
    for modifier in target_modifiers or []:
        modifiers.append(_Placed(modifier = modifier, where = "`modifiers` of the target"))
    for word in cli_modifiers:
        for modifier in resolve_alias(word, aliases):
            modifiers.append(_Placed(modifier = modifier, where = "the command line"))
    refs = {ref: None for placed in modifiers for ref in modifier_to_refs(placed.modifier)}
    marker = None
    if configuring_exec_dep:
        marker = _MARKER
        refs[marker] = None
    return refs.keys(), _Plan(platform = legacy_platform, modifiers = modifiers, marker = marker)

def cfg_constructor_post_constraint_analysis(
        *,
        refs: dict[str, ProviderCollection],
        params: _Plan) -> PlatformInfo:
    """Applies modifiers to the platform."""
    if params.platform and not params.modifiers:
        return params.platform
    found = []
    if params.platform:
        for setting, value in params.platform.configuration.constraints.items():
            found.append(ConditionalModifierInfo(inner = value, key = setting))
    for placed in params.modifiers:
        modifier = combined_modifier(
            placed.modifier,
            placed.where,
            lambda label: provided_modifier(label, refs[label]),
            lambda label: refs[label][ConfigurationInfo],
        )
        if modifier:
            found.append(modifier)
    assumed = [refs[params.marker][ConstraintValueInfo]] if params.marker else []
    return PlatformInfo(
        label = "cfg:<empty>",
        configuration = ConfigurationInfo(
            constraints = resolve_modifiers(found, assumed),
            values = {},
        ),
    )

# The arguments of `set_cfg_constructor`.
default_constructor = struct(
    stage0 = cfg_constructor_pre_constraint_analysis,
    stage1 = cfg_constructor_post_constraint_analysis,
    key = MODIFIER_METADATA_KEY,
    aliases = struct(),
    extra_data = struct(),
)
