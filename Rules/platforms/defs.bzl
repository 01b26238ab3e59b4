"""Which of the constraints describe the machine that runs bld."""

def host_constraints() -> list[str]:
    """The `constraint_value` targets of this machine."""
    host = host_info()
    if host.os.is_macos:
        os = "macos"
    elif host.os.is_windows:
        os = "windows"
    else:
        os = "linux"
    if host.arch.is_aarch64:
        cpu = "arm64"
    elif host.arch.is_arm:
        cpu = "arm32"
    elif host.arch.is_i386:
        cpu = "x86_32"
    elif host.arch.is_riscv64:
        cpu = "riscv64"
    else:
        cpu = "x86_64"
    return ["prelude//os/constraints:" + os, "prelude//cpu/constraints:" + cpu]
