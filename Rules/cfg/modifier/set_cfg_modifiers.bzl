"""For `PACKAGE` files: modifiers of all targets at and below the folder."""

load(":types.bzl", "Modifier", "branches")

def _check(modifier: Modifier):
    if isinstance(modifier, str):
        if "//" not in modifier or modifier.startswith("//") or ":" not in modifier:
            fail("Must specify fully qualified target (ex. `cell//foo:bar`). Found `{}`".format(
                modifier,
            ))
    elif modifier != None:
        for inner in branches(modifier).values():
            _check(inner)

def _tagged(modifiers: list[Modifier], rule_name: str | None) -> dict[str, typing.Any]:
    for modifier in modifiers:
        _check(modifier)
    path = "{}//{}/PACKAGE".format(get_cell_name(), get_base_path())
    return {
        "_type": "TaggedModifiers",
        "location": {"_type": "ModifierPackageLocation", "package_path": path},
        "modifiers": modifiers,
        "rule_name": rule_name,
    }

def set_cfg_modifiers(
        cfg_modifiers: list[Modifier] | None = None,
        extra_cfg_modifiers_per_rule: dict[str, list[Modifier]] | None = None):
    """Adds modifiers to those of folders further up, which count less.

    Args:
        cfg_modifiers: For all targets.
        extra_cfg_modifiers_per_rule: For targets of a rule, by the rule's name; they count more.
    """
    own = [_tagged(cfg_modifiers or [], None)]
    for rule_name, modifiers in (extra_cfg_modifiers_per_rule or {}).items():
        own.append(_tagged(modifiers, rule_name))
    set_modifiers(list(get_parent_modifiers() or []) + own)
