"""A modifier with conditions as a target, so that several places can name it."""

load(":common.bzl", "combined_modifier", "modifier_to_refs", "provided_modifier")
load(":types.bzl", "ModifiersMatch", "branches")

def _impl(ctx: AnalysisContext) -> list[Provider]:
    where = "`{}`".format(ctx.label.raw_target())
    return [DefaultInfo(), combined_modifier(
        ctx.attrs.modifier,
        where,
        lambda label: provided_modifier(label, ctx.attrs.targets[label]),
        lambda label: ctx.attrs.targets[label][ConfigurationInfo],
    )]

_conditional_modifier = rule(
    impl = _impl,
    doc = "A modifier that depends on what else holds in the configuration.",
    is_configuration_rule = True,
    attrs = {
        "modifier": attrs.dict(
            attrs.string(),
            attrs.any(),
            doc = "Modifiers by condition, `DEFAULT` among them.",
        ),
        "targets": attrs.dict(
            attrs.string(),
            attrs.dep(),
            doc = "The targets that `modifier` names.",
        ),
    },
)

def conditional_modifier(name: str, modifier: ModifiersMatch, **kwargs):
    """Names a modifier with conditions.

    Args:
        name: The name of the target.
        modifier: What holds, as a label, to the label of a value, to `None`, or to another dict.
        **kwargs: Attributes that every rule has.
    """
    _conditional_modifier(
        name = name,
        modifier = branches(modifier),
        targets = {ref: ref for ref in modifier_to_refs(modifier)},
        **kwargs
    )
