import BuildModel
import Incremental
import Starlark

/// `ctx.actions.run`.
enum RunningActions {
    static let all = [run]

    private static let run = NativeFunction(
        "run",
        """
        arguments, /, *, category, identifier = None, env = None, local_only = False, \
        prefer_local = False, prefer_remote = False, always_print_stderr = False, weight = None, \
        weight_percentage = None, dep_files = None, metadata_env_var = None, \
        metadata_path = None, incremental_metadata_ignore_tags = [], no_outputs_cleanup = False, \
        allow_cache_upload = None, exe = None, unique_input_inodes = False, \
        timeout_seconds = None, outputs_for_error_handler = [], low_pass_filter = True, \
        incremental_remote_outputs = False, allow_dep_file_cache_upload = False, \
        allow_offline_output_cache = False, force_full_hybrid_if_capable = False, \
        error_handler = None, remote_execution_dependencies = [], re_gang_workers = [], \
        remote_execution_dynamic_image = None, meta_internal_extra_params = None, \
        expect_eligible_for_dedupe = None, eager_materialization_enabled = False
        """
    ) { arguments, evaluation in
        let scope = try arguments.scope()
        let category = try category(arguments)
        var elements = try executable(arguments)
        try appendArguments(arguments, RunSlot.arguments.rawValue, to: &elements)
        let command = CmdArgsObject(elements: elements)
        let environment = try environment(arguments)
        var live = LiveOutputs()
        live.visit([.arguments(command)] + environment.map { .arguments($0.value) })
        if let unbound = live.unboundInput {
            throw unbound.unboundFailure("run")
        }
        guard !live.outputs.isEmpty else {
            throw Failure(
                "Action `\(category)` has no output: expected at least one output artifact",
                help: [
                    live.foreign == nil
                        ? "Put `.as_output()` of a declared output in its command line"
                        : "The outputs in its command line belong to another target"
                ])
        }
        if live.foreign != nil {
            throw Failure("The command of action `\(category)` names outputs of another target")
        }
        let depFiles = try depFiles(arguments, live)
        let handler = try errorHandler(arguments, live)
        let name = try arguments.optionalString(RunSlot.identifier.rawValue)
        let settings = try RunSettings(arguments)
        let outputs = live.outputs
        if let handler { scope.registerForNextAction(handler) }
        try scope.register(
            category: category, identifier: name, outputs: live.outputs, at: evaluation.callSite,
            combine: { fingerprinter in
                settings.combine(into: &fingerprinter)
                for file in depFiles {
                    fingerprinter.combine(file.name)
                    fingerprinter.combine(file.tag)
                    fingerprinter.combine(try file.output.resolve())
                }
                for (name, _) in environment { fingerprinter.combine(name) }
                let parts = [command] + environment.map(\.value)
                return try parts.map { ArgumentElement.arguments($0) }.combine(into: &fingerprinter)
            }
        ) {
            let depFiles = try depFiles.map { file in
                RunAction.DepFile(
                    name: file.name, tag: file.tag, output: try file.output.resolve())
            }
            let action = settings.action(
                command: try command.resolve().line,
                environment: try environment.map { ($0.name, try $0.value.resolve().line) },
                depFiles: depFiles)
            let kind = ActionKind.run(action)
            if settings.expectsDedupe == true {
                try scope.checkDedupe(outputs, kind.artifacts.inputs)
            }
            return kind
        }
        return .none
    }

    private static func category(_ arguments: Arguments) throws -> String {
        let category = try arguments.string(RunSlot.category.rawValue)
        let isGood =
            category.utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } == true
            && category.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "_"):
                    true
                default: false
                }
            }
        if isGood { return category }
        throw Failure(
            "Category `\(category)` must be a word of lower-case letters, digits and `_`")
    }

    /// The program that `exe` names: a `RunInfo`, or a worker's that runs once.
    private static func executable(_ arguments: Arguments) throws -> [ArgumentElement] {
        guard let value = arguments.present(RunSlot.exe.rawValue) else { return [] }
        guard let instance = value.native(as: ProviderInstance.self) else {
            throw arguments.mismatch(RunSlot.exe.rawValue, "a `RunInfo`")
        }
        if let argument = instance.argument { return [argument] }
        guard instance.definition.id == .builtin("WorkerRunInfo"), let exe = instance["exe"] else {
            throw arguments.mismatch(RunSlot.exe.rawValue, "a `RunInfo`")
        }
        var elements: [ArgumentElement] = []
        try appendArguments(exe, to: &elements)
        return elements
    }

    private static func environment(
        _ arguments: Arguments
    ) throws -> [(name: String, value: CmdArgsObject)] {
        guard arguments.present(RunSlot.env.rawValue) != nil else { return [] }
        var joined = CommandLineOptions()
        joined.delimiter = " "
        return try arguments.dict(RunSlot.env.rawValue).map { key, value in
            guard let name = key.asString, !name.isEmpty, !name.utf8.contains(UInt8(ascii: "="))
            else {
                throw arguments.mismatch(
                    RunSlot.env.rawValue, "a dict whose keys name variables", got: key)
            }
            var elements: [ArgumentElement] = []
            try appendArguments(value, to: &elements)
            return (name, CmdArgsObject(elements: elements, options: joined))
        }
    }

    private static func depFiles(
        _ arguments: Arguments, _ live: LiveOutputs
    ) throws -> [(name: String, tag: ArtifactTag, output: DeclaredOutput)] {
        let slot = RunSlot.depFiles.rawValue
        guard arguments.present(slot) != nil else { return [] }
        var files: [(name: String, tag: ArtifactTag, output: DeclaredOutput)] = []
        for (key, value) in try arguments.dict(slot) {
            guard let name = key.asString, let tag = value.native(as: ArtifactTagObject.self)?.tag
            else {
                throw arguments.mismatch(
                    slot, "a dict from names to artifact tags",
                    got: key.asString == nil ? key : value)
            }
            let outputs = live.tagged[tag] ?? []
            guard outputs.count == 1 else {
                throw Failure(
                    "Dep file `\(name)` must be one output marked with its tag, but "
                        + "\(outputs.count) outputs are",
                    help: ["Mark it in the command: `tag.tag_artifacts(dep_file.as_output())`"])
            }
            if let other = files.first(where: { $0.tag == tag }) {
                throw Failure("Dep files `\(other.name)` and `\(name)` have the same tag")
            }
            files.append((name, tag, outputs[0]))
        }
        return files
    }

    /// The function that explains failures, with the outputs that it may read.
    private static func errorHandler(
        _ arguments: Arguments, _ live: LiveOutputs
    ) throws -> ErrorHandlerDraft? {
        let slot = RunSlot.outputsForErrorHandler.rawValue
        let outputs = try arguments.sequence(slot).map { value in
            guard let output = value.native(as: OutputArtifactObject.self)?.output else {
                throw arguments.mismatch(slot, "a list of outputs", got: value)
            }
            guard live.outputs.contains(where: { $0 === output }) else {
                throw Failure("`\(output.path)` is not an output of the action")
            }
            return output
        }
        guard let function = arguments.present(RunSlot.errorHandler.rawValue) else { return nil }
        guard function.isCallable else {
            throw arguments.mismatch(RunSlot.errorHandler.rawValue, "a function")
        }
        return ErrorHandlerDraft(function: function, outputs: outputs)
    }
}

/// The error handler of an action while its rule runs.
struct ErrorHandlerDraft {
    let function: Value
    let outputs: [DeclaredOutput]
}
