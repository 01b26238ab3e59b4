import Starlark

extension Globals {
    /// The language, and a stub for each name that Buck2 adds to it for `.bzl` files.
    ///
    /// The names are listed: one that belongs to the language must come from there.
    static let prelude: Globals = {
        var builder = Globals.standard.extending()
        for name in buildNames { builder.set(name, FrozenValue(object: Stub(name))) }
        builder.add([
            NativeFunction("read_config", "section, key, default = None") { arguments, _ in
                arguments[2]
            },
            NativeFunction("read_root_config", "section, key, default = None") { arguments, _ in
                arguments[2]
            },
        ])
        return builder.build()
    }()

    private static let buildNames: [String] = [
        "__buck2_builtins__", "__internal__", "ActionErrorCtx", "ActionSubError",
        "AnalysisActions", "AnalysisContext", "anon_rule", "Artifact", "ArtifactTag",
        "ArtifactValue", "Attr", "attrs", "bxl", "CellPath", "CellRoot", "cmd_args",
        "CommandExecutorConfig", "ConfigurationInfo", "ConfiguredProvidersLabel",
        "ConfiguredTargetLabel", "ConstraintSettingInfo", "ConstraintValueInfo", "dedupe",
        "DefaultInfo", "Dependency", "dynamic_actions", "DynamicValue", "dynattrs",
        "ExecutionPlatformInfo", "ExecutionPlatformRegistrationInfo", "ExternalRunnerTestInfo",
        "get_base_path", "get_cell_name", "get_parent_modifiers", "glob", "host_info",
        "InstallInfo", "Label", "load_symbols", "LocalResourceInfo",
        "OutputArtifact", "package_name", "PlatformInfo", "plugins", "Promise", "Provider",
        "provider", "provider_field", "ProviderCollection", "read_package_value",
        "read_parent_package_value", "RequiredTestLocalResource", "ResolvedDynamicValue",
        "ResolvedStringWithMacros", "rule", "rule_exists", "RunInfo", "Select", "select",
        "select_map", "set_modifiers", "sha256", "soft_error", "TargetLabel",
        "TemplatePlaceholderInfo", "transition", "TransitionInfo", "transitive_set",
        "TransitiveSet", "TransitiveSetArgsProjection", "TransitiveSetDefinition",
        "TransitiveSetIterator", "ValidationInfo", "ValidationSpec", "warning", "WorkerInfo",
        "WorkerRunInfo", "write_package_value", "WriteJsonCliArgs",
    ]
}
