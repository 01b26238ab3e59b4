"""Attributes that every rule has, and small things that several rules share."""

# What target patterns, queries and people sort targets by; no rule reads it.
LABELS = {
    "labels": attrs.list(
        attrs.string(),
        default = [],
        doc = "Words to find the target by, as in `attrfilter(labels, …)`.",
    ),
}

def by_name(attribute: str, srcs) -> dict:
    """Gives every source the name it has inside its package; a dict names its sources itself."""
    if isinstance(srcs, dict):
        return srcs
    named = {}
    for src in srcs:
        name = src.short_path
        if name in named and named[name] != src:
            fail("`{}` has two files named `{}`: {} and {}".format(
                attribute,
                name,
                named[name],
                src,
            ))
        named[name] = src
    return named

def toolchain(name: str) -> str:
    """The target of a toolchain: in the project's own `toolchains` cell, if it has one."""
    cell = "toolchains//:" if read_root_config("cells", "toolchains") else "prelude//toolchains:"
    return cell + name

def configured(section: str, key: str, default: list[str]) -> list[str]:
    """The program names of a toolchain: what the root `.buckconfig` says, else the usual ones."""
    value = read_root_config(section, key)
    return [value] if value else default

def configured_flags(section: str, key: str) -> list[str]:
    """The flags that the root `.buckconfig` gives, separated by spaces."""
    return (read_root_config(section, key) or "").split()
