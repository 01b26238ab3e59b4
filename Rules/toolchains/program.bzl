"""The programs of toolchains."""

def program_attribute(names: list[str] | None, doc: str):
    """An attribute for a program: names to look for, or a target that can be run.

    A target is built for the machine that builds. Without names the attribute can be left out.
    """
    target = attrs.exec_dep(providers = [RunInfo])
    if names == None:
        type = attrs.one_of(target, attrs.host_tool())
        return attrs.option(type, default = None, doc = doc)
    return attrs.one_of(target, attrs.host_tool(), default = names, doc = doc)

def program(value):
    """What an attribute for a program stands for in command lines."""
    return value[RunInfo] if isinstance(value, Dependency) else value
