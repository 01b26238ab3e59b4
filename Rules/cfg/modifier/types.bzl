"""What a modifier is: as it is written, and once the targets it names are analysed."""

# A dict from conditions to modifiers, `DEFAULT` among them.
ModifiersMatch = dict[str, typing.Any]

# The label of a value, a dict, or nothing.
Modifier = str | ModifiersMatch | None

# What becomes of a dict: the first condition that the configuration meets has its modifier applied,
# else the default.
ModifiersMatchInfo = record(
    selector = list[(ConfigurationInfo, typing.Any)],
    default = typing.Any,
)

ModifierInfo = ConstraintValueInfo | ModifiersMatchInfo | None

# What a target that can be a modifier does (`inner`) to which constraint setting (`key`).
ConditionalModifierInfo = provider(fields = {"inner": ModifierInfo, "key": TargetLabel})

def is_modifiers_match(modifier: Modifier) -> bool:
    """Whether a modifier is a dict of conditions."""
    return isinstance(modifier, dict)

def branches(modifier: ModifiersMatch) -> dict[str, Modifier]:
    """The conditions of a dict without the mark that some write into it."""
    return {key: value for key, value in modifier.items() if key != "_type"}
