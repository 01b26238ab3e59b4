"""The constraint by which a configuration says that it is one of an execution platform."""

def get_exec_platform_marker() -> str:
    """The value that execution platforms have: `build.exec_platform_marker`, else the bundled one."""
    return read_root_config(
        "build",
        "exec_platform_marker",
        "prelude//cfg/exec_platform/marker:is_exec_platform[true]",
    )
