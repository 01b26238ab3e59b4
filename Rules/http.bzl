"""`http_file`, `remote_file` and `http_archive`: what is downloaded when it is needed, and checked."""

load("@prelude//:common.bzl", "LABELS")

def _download(ctx: AnalysisContext, name: str, url: str, is_executable: bool = False) -> Artifact:
    out = ctx.actions.declare_output(name)
    ctx.actions.download_file(
        out,
        url,
        sha1 = ctx.attrs.sha1,
        sha256 = ctx.attrs.sha256,
        is_executable = is_executable,
    )
    return out

def _file(ctx: AnalysisContext, url: str, is_executable: bool) -> list[Provider]:
    out = _download(ctx, ctx.attrs.out or url.split("/")[-1], url, is_executable)
    providers = [DefaultInfo(default_output = out)]
    return providers + [RunInfo(args = cmd_args(out))] if is_executable else providers

def _http_file_impl(ctx: AnalysisContext) -> list[Provider]:
    return _file(ctx, ctx.attrs.urls[0], ctx.attrs.executable)

_CHECKED = {
    "sha1": attrs.option(attrs.string(), default = None, doc = "The SHA-1 of its bytes."),
    "sha256": attrs.option(attrs.string(), default = None, doc = "The SHA-256 of its bytes."),
} | LABELS

def _out(doc: str) -> dict:
    return {"out": attrs.option(attrs.string(), default = None, doc = doc)}

_URLS = {
    "urls": attrs.list(attrs.string(), doc = "Where it is; the first address is used."),
}

http_file = rule(
    impl = _http_file_impl,
    doc = "A file that is downloaded when it is needed, and checked.",
    attrs = _URLS | _CHECKED | _out("The name it gets; the last part of the address unless set.") | {
        "executable": attrs.bool(default = False, doc = "Whether it can be run."),
    },
)

def _remote_file_impl(ctx: AnalysisContext) -> list[Provider]:
    return _file(ctx, ctx.attrs.url, ctx.attrs.type == "executable")

remote_file = rule(
    impl = _remote_file_impl,
    doc = "The same as `http_file`, under the names of an older rule.",
    attrs = _CHECKED | _out("The name it gets; the last part of the address unless set.") | {
        "type": attrs.enum(["data", "executable"], default = "data", doc = "Whether it can be run."),
        "url": attrs.string(doc = "Where it is."),
    },
)

# What an archive is called that is not asked for its type.
_TYPES = ["tar.gz", "tgz", "tar.bz2", "tar.xz", "tar.zst", "tar", "zip"]

_UNPACK = """
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
case "$1" in
    zip) unzip -q "$2" -d "$scratch" ;;
    *) tar -xf "$2" -C "$scratch" ;;
esac
cp -R "$scratch/$3" "$4"
"""

def _http_archive_impl(ctx: AnalysisContext) -> list[Provider]:
    url = ctx.attrs.urls[0]
    type = ctx.attrs.type
    if type == None:
        known = [name for name in _TYPES if url.endswith("." + name)]
        if not known:
            fail("Cannot tell the type of `{}` by its end; set `type` to {}".format(
                url,
                ", ".join(_TYPES),
            ))
        type = known[0]
    archive = _download(ctx, "archive." + type, url)
    out = ctx.actions.declare_output(ctx.attrs.out or ctx.label.name, dir = True)
    ctx.actions.run(
        [
            "bash",
            "-e",
            "-c",
            _UNPACK,
            "unpack",
            type,
            archive,
            ctx.attrs.strip_prefix or ".",
            out.as_output(),
        ],
        category = "http_archive",
    )
    members = ctx.attrs.sub_targets
    if isinstance(members, list):
        members = {path: [path] for path in members}
    return [DefaultInfo(
        default_output = out,
        sub_targets = {
            name: [DefaultInfo(default_outputs = [out.project(path) for path in paths])]
            for name, paths in members.items()
        },
    )]

http_archive = rule(
    impl = _http_archive_impl,
    doc = "A folder that is downloaded as an archive when it is needed, checked, and unpacked.",
    attrs = _URLS | _CHECKED | _out("The name of the folder; that of the target unless set.") | {
        "strip_prefix": attrs.option(
            attrs.string(),
            default = None,
            doc = "The folder in the archive that is meant; the whole archive unless set.",
        ),
        "sub_targets": attrs.one_of(
            attrs.list(attrs.string()),
            attrs.dict(attrs.string(), attrs.list(attrs.string())),
            default = [],
            doc = "Paths in it that others can name as `:name[path]`; a dict gives them other names.",
        ),
        "type": attrs.option(
            attrs.enum(_TYPES),
            default = None,
            doc = "What kind of archive it is, if the end of the address does not say.",
        ),
    },
)
