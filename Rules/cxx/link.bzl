"""From objects to static libraries, shared libraries and programs."""

load("@prelude//cxx:toolchain.bzl", "CxxToolchainInfo")

def archive(ctx: AnalysisContext, name: str, objects: list[Artifact]) -> Artifact:
    """Makes a static library, the same bytes for the same objects."""
    out = ctx.actions.declare_output(name)
    ctx.actions.run(
        cmd_args(
            ctx.attrs._cxx_toolchain[CxxToolchainInfo].archiver,
            "rcsD",
            out.as_output(),
            objects,
        ),
        category = "cxx_archive",
    )
    return out

def link(
        ctx: AnalysisContext,
        name: str,
        objects: list[Artifact],
        libraries,
        category: str,
        flags: list = []) -> Artifact:
    """Links objects and the libraries of a `CxxLinkSet`."""
    toolchain = ctx.attrs._cxx_toolchain[CxxToolchainInfo]
    out = ctx.actions.declare_output(name)
    ctx.actions.run(
        cmd_args(
            toolchain.linker,
            toolchain.link_flags,
            flags,
            ctx.attrs.linker_flags,
            objects,
            libraries.project_as_args("args", ordering = "topological"),
            ctx.attrs.post_linker_flags,
            toolchain.post_link_flags,
            "-o",
            out.as_output(),
        ),
        category = category,
    )
    return out
