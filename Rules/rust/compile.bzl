"""From Rust sources to crates and programs."""

load("@prelude//:common.bzl", "by_name")
load("@prelude//cxx:providers.bzl", "CxxLinkInfo", "CxxLinkSet")
load("@prelude//rust:providers.bzl", "RustCrateInfo", "RustCrateSet")
load("@prelude//rust:toolchain.bzl", "RustToolchainInfo")

def crate_name(ctx: AnalysisContext) -> str:
    """The name by which Rust sources refer to the crate of a target."""
    return ctx.attrs.crate or ctx.label.name.replace("-", "_")

def crate_root(ctx: AnalysisContext, defaults: list[str]) -> cmd_args:
    """The path of the source that declares the modules of the crate.

    Sources stay where they are if all of them are files of packages. Generated ones, and those that
    `mapped_srcs` gives other names, are put into one folder together with the rest.
    """
    sources = by_name("srcs", ctx.attrs.srcs)
    in_place = not ctx.attrs.mapped_srcs
    for src in ctx.attrs.srcs:
        in_place = in_place and src.is_source
    for src, name in ctx.attrs.mapped_srcs.items():
        sources[name] = src

    root = _root_name(ctx, sources.keys(), defaults)
    if in_place:
        return cmd_args(sources[root], hidden = sources.values())
    folder = ctx.actions.symlinked_dir("__sources__", sources)
    return cmd_args(folder, format = "{}/" + root)

def _root_name(ctx: AnalysisContext, names: list[str], defaults: list[str]) -> str:
    if ctx.attrs.crate_root:
        if ctx.attrs.crate_root not in names:
            fail("`crate_root` is `{}`, but `srcs` has no such file; it has {}".format(
                ctx.attrs.crate_root,
                ", ".join(names),
            ))
        return ctx.attrs.crate_root
    candidates = defaults + [crate_name(ctx) + ".rs"]
    best = None
    for name in names:
        if name.split("/")[-1] in candidates:
            if best == None or len(name.split("/")) < len(best.split("/")):
                best = name
    if best == None and len(names) == 1:
        best = names[0]
    if best == None:
        fail("Which of `srcs` is the root of the crate? Set `crate_root`, or call it {}".format(
            " or ".join(candidates),
        ))
    return best

def crate_deps(ctx: AnalysisContext) -> list[Dependency]:
    """All dependencies of a target, whatever they are called in its sources."""
    return ctx.attrs.deps + ctx.attrs.named_deps.values()

def crate_children(ctx: AnalysisContext) -> list:
    """The crates that a target depends on."""
    return [dep[RustCrateInfo].set for dep in crate_deps(ctx) if RustCrateInfo in dep]

def native_libraries(ctx: AnalysisContext) -> Provider:
    """The C and C++ libraries that a target depends on, directly or through crates."""
    infos = []
    for dep in crate_deps(ctx):
        if RustCrateInfo in dep:
            infos.append(dep[RustCrateInfo].native)
        elif CxxLinkInfo in dep:
            infos.append(dep[CxxLinkInfo])
    return CxxLinkInfo(
        has_cxx = any([info.has_cxx for info in infos]),
        set = ctx.actions.tset(CxxLinkSet, children = [info.set for info in infos]),
    )

def compile_crate(
        ctx: AnalysisContext,
        kind: str,
        folder: str,
        name: str,
        root: cmd_args,
        emit: str = "link",
        linked: bool = False) -> Artifact:
    """Runs the compiler once.

    Args:
        kind: what to make, in the compiler's words: `rlib`, `bin`, `staticlib`, `proc-macro`.
        folder: where it is made, a place that nothing else writes to.
        name: what it is called there.
        root: the path of the root source, with all sources as inputs.
        emit: `link`, or `metadata` to check the crate only.
        linked: whether this calls the linker, and so needs the libraries of C and C++ targets.
    """
    toolchain = ctx.attrs._rust_toolchain[RustToolchainInfo]
    out = ctx.actions.declare_output(folder, name)

    # Symbols of a crate carry a hash of this, so that crates of one name can be used together.
    identity = str(ctx.label.raw_target())
    command = cmd_args(
        toolchain.compiler,
        "--crate-name=" + crate_name(ctx),
        "--crate-type=" + kind,
        "--edition=" + (ctx.attrs.edition or toolchain.default_edition),
        "-Cmetadata=" + identity,
        ["--cfg=feature=\"{}\"".format(feature) for feature in ctx.attrs.features],
        _target_flags(toolchain, kind),
        toolchain.rustc_flags,
        toolchain.rustc_binary_flags if kind == "bin" else [],
        ctx.attrs.rustc_flags,
        _externs(ctx),
        root,
        cmd_args(out.as_output(), format = "--emit=" + emit + "={}"),
        # Intermediate objects are called alike in all compilations of a crate: to each a folder.
        cmd_args(out.as_output(), format = "--out-dir={}", parent = 1),
    )
    if linked:
        native = native_libraries(ctx)
        command.add(cmd_args(toolchain.linker, format = "-Clinker={}"))
        command.add(cmd_args(
            toolchain.linker_flags,
            ctx.attrs.linker_flags,
            native.set.project_as_args("args", ordering = "topological"),
            toolchain.cxx_runtime_flags if native.has_cxx else [],
            format = "-Clink-arg={}",
        ))
    ctx.actions.run(
        command,
        env = ctx.attrs.env,
        category = "rustc_check" if emit == "metadata" else "rustc",
        identifier = kind,
    )
    return out

def _target_flags(toolchain: RustToolchainInfo, kind: str) -> list[str]:
    """What is compiled for; a procedural macro always runs on the machine that builds."""
    triple = toolchain.rustc_target_triple
    return ["--target=" + triple] if triple and kind != "proc-macro" else []

def _externs(ctx: AnalysisContext) -> cmd_args:
    """Flags for the crates that sources may name, and for finding those which these depend on."""
    externs = cmd_args()
    named = [(None, dep) for dep in ctx.attrs.deps] + ctx.attrs.named_deps.items()
    for name, dep in named:
        if RustCrateInfo in dep:
            info = dep[RustCrateInfo]
            externs.add(cmd_args(info.library, format = "--extern=" + (name or info.crate) + "={}"))
        elif CxxLinkInfo not in dep:
            fail("`{}` is neither a crate nor a library that can be linked".format(dep.label))
    crates = ctx.actions.tset(RustCrateSet, children = crate_children(ctx))
    externs.add(crates.project_as_args("search"))
    return externs
