"""Modifiers as values of `PACKAGE` files, and what they mean together."""

load(
    ":types.bzl",
    "ConditionalModifierInfo",
    "Modifier",
    "ModifierInfo",
    "ModifiersMatchInfo",
    "branches",
    "is_modifiers_match",
)

# The key under which packages keep their modifiers.
MODIFIER_METADATA_KEY = "buck.cfg_modifiers"

def modifier_to_refs(modifier: Modifier) -> list[str]:
    """The labels that a modifier names."""
    if modifier == None:
        return []
    if isinstance(modifier, str):
        return [modifier]
    refs = []
    for key, inner in branches(modifier).items():
        refs += ([] if key == "DEFAULT" else [key]) + modifier_to_refs(inner)
    return refs

def resolve_alias(modifier: str, aliases: struct | None) -> list[str]:
    """What a word of a command line stands for: itself if it is a label."""
    if ":" in modifier:
        return [modifier]
    found = getattr(aliases, modifier, None)
    if found:
        return found if isinstance(found, list) else [found]
    fail("Found invalid modifier alias `{}`. {}".format(
        modifier,
        "The aliases are: " + ", ".join(dir(aliases)) if aliases and dir(aliases) else
            "No aliases are given to `set_cfg_constructor`; a modifier is a label as in `//os:linux`.",
    ))

def provided_modifier(
        label: str,
        providers: ProviderCollection | Dependency) -> ConditionalModifierInfo:
    """What the target of a label does as a modifier."""
    found = providers.get(ConditionalModifierInfo)
    if found:
        return found
    info = providers.get(ConfigurationInfo)
    if info == None or len(info.constraints) != 1:
        fail("Modifier should only be a single constraint value. Found multiple or none in `{}`"
            .format(label))
    setting, value = info.constraints.items()[0]
    return ConditionalModifierInfo(inner = value, key = setting)

def combined_modifier(
        modifier: Modifier,
        where: str,
        value: typing.Callable[[str], ConditionalModifierInfo],
        condition: typing.Callable[[str], ConfigurationInfo]) -> ConditionalModifierInfo | None:
    """What a modifier does, given what the labels in it provide."""
    if modifier == None:
        return None
    if isinstance(modifier, str):
        return value(modifier)
    settings = {}
    selector = []
    default = None
    for key, inner in branches(modifier).items():
        found = combined_modifier(inner, where, value, condition)
        if found:
            settings[found.key] = None
        info = found.inner if found else None
        if key == "DEFAULT":
            default = info
        else:
            selector.append((condition(key), info))
    if not settings:
        fail("A conditional modifier cannot be empty. Found empty `{}` at {}".format(
            modifier,
            where,
        ))
    if len(settings) > 1:
        fail("A single modifier can only modify a single constraint setting.\n" +
             "Modifier `{}` from {} is found to modify the following constraint settings:\n{}"
                 .format(modifier, where, "\n".join([str(setting) for setting in settings])))
    return ConditionalModifierInfo(
        inner = ModifiersMatchInfo(selector = selector, default = default),
        key = settings.keys()[0],
    )

def _conditions(info: ModifierInfo) -> list[TargetLabel]:
    """The constraint settings that decide what a modifier does."""
    if not isinstance(info, ModifiersMatchInfo):
        return []
    settings = _conditions(info.default)
    for condition, inner in info.selector:
        settings += list(condition.constraints) + _conditions(inner)
    return settings

def _applied(info: ModifierInfo, holds: typing.Callable) -> ConstraintValueInfo | None:
    """The value that a modifier sets, in a configuration in which `holds` tells what holds."""
    for _ in range(1000):
        if not isinstance(info, ModifiersMatchInfo):
            return info
        chosen = info.default
        for condition, inner in info.selector:
            if all([holds(value) for value in condition.constraints.values()]):
                chosen = inner
                break
        info = chosen
    fail("a conditional modifier goes too deep")

def resolve_modifiers(
        modifiers: list[ConditionalModifierInfo],
        assumed: list[ConstraintValueInfo]) -> dict[TargetLabel, ConstraintValueInfo]:
    """The values that modifiers set, of which the later ones count more.

    A setting on which modifiers of others depend is decided before these.

    Args:
        modifiers: The modifiers.
        assumed: Values that hold in conditions without being part of the result.
    """
    waiting = {}
    for modifier in modifiers:
        waiting.setdefault(modifier.key, []).append(modifier.inner)
    needed = {
        setting: [
            other
            for info in infos
            for other in _conditions(info)
            if other in waiting and other != setting
        ]
        for setting, infos in waiting.items()
    }
    constraints = {}
    extra = {value.setting.label: value.label for value in assumed}

    def holds(value: ConstraintValueInfo) -> bool:
        setting = value.setting.label
        if setting in extra:
            return extra[setting] == value.label
        chosen = constraints.get(setting)
        return (chosen.label if chosen else value.setting.default) == value.label

    for _ in range(len(waiting)):
        ready = [s for s in waiting if not any([other in waiting for other in needed[s]])]
        if not ready:
            break
        for setting in ready:
            for info in waiting.pop(setting):
                value = _applied(info, holds)
                if value:
                    constraints[setting] = value
    if waiting:
        fail("The modifiers of these settings have conditions on each other: {}".format(
            ", ".join([str(setting) for setting in waiting]),
        ))
    return constraints
