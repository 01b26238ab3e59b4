import Starlark

/// The providers that the build system itself reads.
enum BuiltinProviders {
    static let defaultInfo = ProviderDefinition(
        "DefaultInfo", fields: ["sub_targets", "default_outputs", "other_outputs"],
        signature: """
            default_output = None, default_outputs = None, other_outputs = [], sub_targets = {}
            """
    ) { arguments, evaluation in
        try DefaultInfo.fields(arguments, in: &evaluation)
    }

    static let runInfo = ProviderDefinition(
        "RunInfo", fields: ["args"], signature: "args = []"
    ) { arguments, evaluation in
        if arguments[0].native(as: CmdArgsObject.self) != nil { return [arguments[0]] }
        var elements: [ArgumentElement] = []
        try appendArguments(arguments[0], to: &elements)
        return [evaluation.object(CmdArgsObject(elements: elements))]
    }

    static let configurationInfo = plain(
        "ConfigurationInfo", "*, constraints, values", [.dict, .dict],
        methods: ConfigurationInfoMethods.all)
    static let platformInfo = plain(
        "PlatformInfo", "*, label, configuration", [.string, .provider("ConfigurationInfo")])
    static let constraintSettingInfo = plain(
        "ConstraintSettingInfo", "*, label, default = None", [.targetLabel, .any])
    static let constraintValueInfo = plain(
        "ConstraintValueInfo", "*, setting, label",
        [.provider("ConstraintSettingInfo"), .valueLabel])
    static let templatePlaceholderInfo = plain(
        "TemplatePlaceholderInfo", "unkeyed_variables = {}, keyed_variables = {}", [.dict, .dict])

    /// All of them, in the order of Buck2's documentation.
    static let all: [ProviderDefinition] = [
        defaultInfo, runInfo, templatePlaceholderInfo, configurationInfo, platformInfo,
        constraintSettingInfo, constraintValueInfo,
        plain(
            "ExecutionPlatformInfo", "*, label, configuration, executor_config",
            [.any, .provider("ConfigurationInfo"), .any]),
        plain(
            "ExecutionPlatformRegistrationInfo",
            "*, platforms, fallback = None, exec_marker_constraint = None", [.list]),
        plain(
            "ExternalRunnerTestInfo",
            """
            type, command = None, env = None, labels = None, contacts = None, \
            use_project_relative_paths = None, run_from_project_root = None, \
            default_executor = None, executor_overrides = None, local_resources = None, \
            required_local_resources = None, worker = None, supports_test_execution_caching = None
            """, [.string]),
        plain(
            "InternalRunnerTestInfo",
            """
            type, parse_test_listing = None, parse_test_result = None, listing_command = None, \
            command = None, env = None, labels = None, contacts = None, \
            use_project_relative_paths = None, run_from_project_root = None, \
            default_executor = None, executor_overrides = None, local_resources = None, \
            required_local_resources = None, worker = None
            """, [.string]),
        plain("ValidationInfo", "*, validations", [.list]),
        plain(
            "LocalResourceInfo", "*, setup, resource_env_vars, setup_timeout_seconds = None",
            [.argument, .dict]),
        plain("InstallInfo", "installer, files", [.any, .dict]),
        plain(
            "WorkerInfo",
            """
            exe, *, env = {}, concurrency = None, streaming = False, \
            supports_bazel_remote_persistent_worker_protocol = False
            """, [.argument]),
        plain("WorkerRunInfo", "*, worker = None, remote_worker = None, exe", [.any, .any]),
        plain("TransitionInfo", "*, impl, attrs = None", []),
        plain("DepOnlyIncompatibleInfo", "*, custom_soft_errors", [.dict]),
        plain("DepOnlyIncompatibleRollout", "*, target_patterns, exclusions", [.list, .list]),
    ]

    /// Values of the build system's own that are no providers.
    static let records: [ProviderDefinition] = [
        plain(
            "ValidationSpec", "*, name, validation_result, optional = False", [.string],
            isProvider: false),
        plain(
            "RequiredTestLocalResource", "name, *, listing = True, execution = True", [.string],
            isProvider: false),
        plain(
            "CommandExecutorConfig",
            """
            *, local_enabled, remote_enabled, remote_cache_enabled = None, \
            remote_dep_file_cache_enabled = False, remote_execution_properties = None, \
            remote_execution_action_key = None, \
            remote_execution_max_input_files_mebibytes = None, \
            remote_execution_queue_time_threshold_s = None, remote_execution_use_case = None, \
            use_limited_hybrid = False, allow_limited_hybrid_fallbacks = False, \
            allow_hybrid_fallbacks_on_failure = False, use_windows_path_separators = False, \
            use_persistent_workers = False, \
            use_bazel_protocol_remote_persistent_workers = False, \
            allow_cache_uploads = False, max_cache_upload_mebibytes = None, \
            experimental_low_pass_filter = False, remote_output_paths = None, \
            network_access = None, remote_execution_resource_units = None, \
            remote_execution_dependencies = [], remote_execution_gang_workers = [], \
            remote_execution_dynamic_image = None, meta_internal_extra_params = {}, \
            priority = None
            """, [], isProvider: false),
    ]

    /// What a field of a built-in provider accepts.
    enum FieldType {
        case any
        case string
        case list
        case dict
        case argument
        case targetLabel
        /// A target label, or one with a sub-target.
        case valueLabel
        case provider(String)
    }

    /// A provider whose fields are its parameters; `types` says what the first ones accept.
    private static func plain(
        _ name: String, _ signature: String, _ types: [FieldType], isProvider: Bool = true,
        methods: MethodTable? = nil
    ) -> ProviderDefinition {
        let fields = Signature(function: name, signature).parameters.map(\.name)
        return ProviderDefinition(
            name, fields: fields, signature: signature, isProvider: isProvider, methods: methods
        ) { arguments, _ in
            for (slot, type) in types.enumerated() { try type.check(slot, arguments) }
            return fields.indices.map { arguments[$0] }
        }
    }
}

extension BuiltinProviders.FieldType {
    fileprivate func check(_ slot: Int, _ arguments: Arguments) throws {
        let value = arguments[slot]
        switch self {
        case .any: break
        case .string:
            // Rules pass `str(label)` where a label would say the same.
            guard value.asString == nil, value.native(as: TargetLabelObject.self) == nil else {
                return
            }
            throw arguments.mismatch(slot, "a string")
        case .list:
            guard value.asSequence == nil else { return }
            throw arguments.mismatch(slot, "a list")
        case .dict:
            guard value.asDict == nil else { return }
            throw arguments.mismatch(slot, "a dict")
        case .argument:
            guard !isArgument(value) else { return }
            throw arguments.mismatch(slot, "something that can be part of a command line")
        case .targetLabel:
            guard value.native(as: TargetLabelObject.self) == nil else { return }
            throw arguments.mismatch(
                slot, "a target label without configuration, as `ctx.label.raw_target()`")
        case .valueLabel:
            guard value.native(as: TargetLabelObject.self) == nil,
                value.native(as: ProvidersLabelObject.self) == nil
            else { return }
            throw arguments.mismatch(
                slot, "a target label without configuration, as `ctx.label.raw_target()`")
        case .provider(let name):
            guard value.native(as: ProviderInstance.self)?.definition.id != .builtin(name) else {
                return
            }
            throw arguments.mismatch(slot, "a `\(name)`")
        }
    }
}
