"""From C and C++ sources to objects."""

load("@prelude//:common.bzl", "by_name")
load("@prelude//cxx:providers.bzl", "CxxLinkInfo", "CxxPreprocessorSet", "preprocessor_sets")
load("@prelude//cxx:toolchain.bzl", "CxxToolchainInfo")

# What the end of a source's name says about its language, in the words of `lang_compiler_flags`.
_LANGUAGES = {
    ".S": "assembler_with_cpp",
    ".c": "c",
    ".c++": "cxx",
    ".cc": "cxx",
    ".cpp": "cxx",
    ".cxx": "cxx",
    ".s": "assembler",
}

LANGUAGES = ["assembler", "assembler_with_cpp", "c", "cxx"]

def has_cxx(ctx: AnalysisContext) -> bool:
    """Whether a target has C++ sources, or depends on libraries that do."""
    for entry in ctx.attrs.srcs:
        src = entry[0] if isinstance(entry, tuple) else entry
        if _LANGUAGES.get(src.extension) == "cxx":
            return True
    deps = ctx.attrs.deps + ctx.attrs.exported_deps
    return any([dep[CxxLinkInfo].has_cxx for dep in deps if CxxLinkInfo in dep])

def header_flags(ctx: AnalysisContext, name: str, headers):
    """Puts headers into a folder of their own, under the names by which they are included.

    Returns the flags to find them, which carry the headers as inputs; nothing for no headers.
    """
    files = by_name(name, headers)
    if not files:
        return []
    namespace = ctx.attrs.header_namespace
    if namespace == None:
        namespace = ctx.label.package
    prefix = namespace + "/" if namespace else ""
    folder = ctx.actions.symlinked_dir(
        "__{}__".format(name),
        {prefix + path: header for path, header in files.items()},
    )

    # The headers themselves count as well, for a source beside them finds them where they are.
    return [cmd_args(folder, format = "-I{}", hidden = files.values())]

def exported_preprocessor(ctx: AnalysisContext):
    """What sources see that use the target: its exported headers, and what its deps export."""
    return ctx.actions.tset(
        CxxPreprocessorSet,
        value = cmd_args(
            header_flags(ctx, "exported_headers", ctx.attrs.exported_headers),
            ctx.attrs.exported_preprocessor_flags,
        ),
        children = preprocessor_sets(ctx.attrs.exported_deps),
    )

def placeholders(exported, libraries) -> Provider:
    """What macros such as `$(cxxppflags :library)` stand for in commands."""
    headers = cmd_args(exported.project_as_args("args"), quote = "shell")
    linked = cmd_args(
        libraries.project_as_args("args", ordering = "topological"),
        quote = "shell",
    )
    return TemplatePlaceholderInfo(keyed_variables = {
        "cppflags": headers,
        "cxxppflags": headers,
        "ldflags-static": linked,
        "ldflags-static-pic": linked,
    })

def compile_sources(ctx: AnalysisContext, exported = None) -> list[Artifact]:
    """Compiles `srcs`, each in an action of its own.

    Objects are position-independent, so that they can go into anything.

    Args:
        exported: the target's own `exported_preprocessor`, if it is a library.
    Returns:
        The objects in the order of `srcs`.
    """
    own = cmd_args(
        header_flags(ctx, "headers", ctx.attrs.headers),
        ctx.attrs.preprocessor_flags,
    )
    visible = ctx.actions.tset(
        CxxPreprocessorSet,
        value = own,
        children = ([exported] if exported else []) + preprocessor_sets(ctx.attrs.deps),
    )
    headers = visible.project_as_args("args")

    objects = []
    seen = {}
    for entry in ctx.attrs.srcs:
        src, flags = entry if isinstance(entry, tuple) else (entry, [])
        name = src.short_path
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            name = "{}.{}".format(name, seen[name])
        objects.append(_compile(ctx, src, name, flags, headers))
    return objects

def _compile(ctx: AnalysisContext, src: Artifact, name: str, flags: list, headers) -> Artifact:
    language = _LANGUAGES.get(src.extension)
    if language == None:
        fail("Cannot tell the language of `{}` by its name; it may end in {}".format(
            src.short_path,
            ", ".join(_LANGUAGES.keys()),
        ))
    toolchain = ctx.attrs._cxx_toolchain[CxxToolchainInfo]
    if language == "cxx":
        compiler, standard = toolchain.cxx_compiler, toolchain.cxx_flags
    else:
        compiler, standard = toolchain.c_compiler, toolchain.c_flags

    # The compiler says which headers it read; changes of the others do not run it again.
    tag = ctx.actions.artifact_tag()
    found = ctx.actions.declare_output("__objects__/" + name + ".d")
    object = ctx.actions.declare_output("__objects__/" + name + ".o")
    ctx.actions.run(
        cmd_args(
            compiler,
            standard,
            "-fPIC",
            ctx.attrs.lang_preprocessor_flags.get(language, []),
            tag.tag_artifacts(headers),
            ctx.attrs.compiler_flags,
            ctx.attrs.lang_compiler_flags.get(language, []),
            flags,
            "-MMD",
            "-MF",
            tag.tag_artifacts(found.as_output()),
            "-c",
            src,
            "-o",
            object.as_output(),
        ),
        category = "cxx_compile" if language == "cxx" else "c_compile",
        identifier = name,
        dep_files = {"headers": tag},
    )
    return object
