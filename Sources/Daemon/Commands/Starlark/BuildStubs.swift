import StarlarkTools

/// Types and summaries of the names that build files and rules see, for the type checker and for
/// documentation; see `NativeTable`.
enum BuildStubs {
    /// Namespaces with the same names once more.
    static let mirrors: Set = ["__buck2_builtins__", "native"]

    /// With the names of the language.
    static let table = NativeTable.standard
        .adding(functions + "\n" + attributes + "\n" + providers, mirrors: mirrors)

    private static let functions = #"""
        def anon_rule(impl: typing.Callable, doc: str):
            "A rule of anonymous targets, with the artifacts that can be named before one is analysed."
        def assembled_dir__copy():
            "An entry of an assembled folder that is a copy."
        def assembled_dir__symlink():
            "An entry of an assembled folder that is a link."
        def cmd_args():
            "A command line, or a part of one: strings, artifacts, labels and other command lines."
        def dynamic_actions(impl: typing.Callable):
            "A function that declares actions once files are built, with what it is given."
        def dynattrs__artifact_value():
            "An artifact, of which the function sees the content."
        def dynattrs__dict():
            "A dict of values of a kind."
        def dynattrs__dynamic_value():
            "What an earlier function provides."
        def dynattrs__list():
            "A list of values of a kind."
        def dynattrs__option():
            "A value of a kind, or `None`."
        def dynattrs__output():
            "An output that the function has to make."
        def dynattrs__tuple():
            "A tuple of values of some kinds."
        def dynattrs__value():
            "A value of a type, as it is."
        def get_base_path() -> str:
            "The folder of the package, as `package_name`."
        def get_cell_name() -> str:
            "The cell of the file."
        def glob() -> list[str]:
            "The files of the package that match one of `include` and none of `exclude`."
        def host_info():
            "The machine: `os.is_linux`, `arch.is_x86_64` and the like."
        def implicit_package_symbol(name: str):
            "The value that a package gives its build file by a name, `default` if it gives none."
        def set_starlark_peak_allocated_byte_limit(value: int) -> None:
            "Says how many bytes the values of the build file may take; at most once a file."
        def target_name_glob():
            "In lists of visibility: the targets whose names match, in some packages or in all."
        def read_oncall() -> str | None:
            "Who looks after the package, if the file has said so by now."
        def oncall(name: str) -> None:
            "Says who looks after the package; at most once a file."
        def package_name() -> str:
            "The folder of the package, from the root of its cell."
        def provider(doc: str):
            "A kind of information that rules return: its fields, as names or with their types."
        def provider_field():
            "A field of a `provider`, with a type and perhaps a default."
        def read_config(section: str, key: str):
            "The value of a key of the cell's `.buckconfig`, `default` if there is none."
        def read_root_config(section: str, key: str):
            "The value of a key of the root cell's `.buckconfig`, `default` if there is none."
        def repository_name() -> str:
            "The cell of the file with an `@` before it."
        def rule(impl: typing.Callable, doc: str):
            "A rule: what build files call to declare targets, which `impl` turns into providers."
        def rule_exists(name: str) -> bool:
            "Whether the package has declared a target by a name so far."
        def select():
            "A value that depends on the configuration: of the branch whose setting holds."
        def select_map(func: typing.Callable):
            "A `select` with a function applied to each of its values."
        def select_test(func: typing.Callable) -> bool:
            "Whether a function answers true for one of the values of a `select`."
        def transitive_set():
            "A kind of set that is made of a value and of other sets, and costs nothing to extend."
        """#

    private static let attributes = #"""
        def attrs__any(doc: str):
            "An attribute that takes any value."
        def attrs__arg(doc: str):
            "A command line in a string, with macros such as `$(location //folder:target)`."
        def attrs__bool(doc: str):
            "A bool."
        def attrs__configuration_label(doc: str):
            "A target that is a configuration setting."
        def attrs__default_only(doc: str):
            "An attribute with a default that targets cannot change."
        def attrs__dep(doc: str):
            "A target that this one depends on, with the providers that it must have."
        def attrs__dict(doc: str):
            "A dict of keys and values of some kinds."
        def attrs__enum(doc: str):
            "One of some strings."
        def attrs__exec_dep(doc: str):
            "A target that this one needs to be built, for the platform that builds it."
        def attrs__host_tool(doc: str):
            "A program of the machine."
        def attrs__int(doc: str):
            "An int."
        def attrs__label(doc: str):
            "A target that need not be built."
        def attrs__list(doc: str):
            "A list of values of a kind."
        def attrs__named_set(doc: str):
            "Values of a kind with names: a dict, or a list of files that name themselves."
        def attrs__one_of(doc: str):
            "A value of the first of some kinds that takes it."
        def attrs__option(doc: str):
            "A value of a kind, or `None`."
        def attrs__regex(doc: str):
            "A regular expression in a string."
        def attrs__set(doc: str):
            "Values of a kind, each once."
        def attrs__source(doc: str):
            "A file of the package, or the output of a target."
        def attrs__string(doc: str):
            "A string."
        def attrs__toolchain_dep(doc: str):
            "A target that is a toolchain."
        def attrs__tuple(doc: str):
            "A tuple of values of some kinds."
        """#

    private static let providers = #"""
        def CommandExecutorConfig():
            "How and where the commands of a platform run."
        def ConfigurationInfo():
            "What a configuration is made of: settings with their values."
        def ConstraintSettingInfo():
            "Something that a configuration may have one value of."
        def ConstraintValueInfo():
            "A value of a constraint setting."
        def DefaultInfo():
            "What a target builds by default, and its sub-targets."
        def ExecutionPlatformInfo():
            "A platform that commands can run on."
        def ExecutionPlatformRegistrationInfo():
            "The platforms that commands can run on, in order of preference."
        def ExternalRunnerTestInfo():
            "How a target is tested: a command and what it needs."
        def InstallInfo():
            "How a target is installed."
        def LocalResourceInfo():
            "Something that tests share, such as a simulator."
        def PlatformInfo():
            "A platform: a configuration by a label."
        def RunInfo():
            "How a target is run: a command line."
        def TemplatePlaceholderInfo():
            "Values for macros in attributes of targets that depend on this one."
        def TransitionInfo():
            "A change of the configuration."
        def ValidationInfo():
            "Checks that a target must pass to be built."
        def ValidationSpec():
            "One such check."
        def WorkerInfo():
            "A program that stays to do the work of many commands."
        def WorkerRunInfo():
            "How a command is done by a worker."
        """#
}
