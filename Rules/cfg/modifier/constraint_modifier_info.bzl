"""What the value of a constraint does as a modifier."""

load(":types.bzl", "ConditionalModifierInfo", "ModifiersMatchInfo")

def make_constraint_modifier_info(
        value: ConstraintValueInfo,
        execution_modifier: bool,
        marker: ConfigurationInfo | None) -> ConditionalModifierInfo:
    """The modifier that sets a value.

    Args:
        value: The value.
        execution_modifier: Whether it counts for what runs to build something, too.
        marker: What holds in the configurations of execution platforms only; nothing for the
            marker itself.
    """
    inner = value
    if marker and not execution_modifier:
        inner = ModifiersMatchInfo(selector = [(marker, None)], default = value)
    return ConditionalModifierInfo(inner = inner, key = value.setting.label)
