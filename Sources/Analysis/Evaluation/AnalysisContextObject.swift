import BuildModel
import Starlark

/// `AnalysisContext`: what a rule is called with.
final class AnalysisContextObject: NativeObject {
    private let attributes: Value
    private let actions: Value
    private let label: Value
    private let plugins: AnalysisPluginsObject

    init(
        attributes: Value, actions: Value, label: Value,
        plugins: AnalysisPluginsObject = AnalysisPluginsObject([:])
    ) {
        self.attributes = attributes
        self.actions = actions
        self.label = label
        self.plugins = plugins
    }

    override var typeName: String { "AnalysisContext" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "attrs": attributes
        case "actions": actions
        case "label": label
        case "plugins": evaluation.object(plugins)
        default: nil
        }
    }

    override var attributeNames: [String] { ["actions", "attrs", "label", "plugins"] }

    /// The same context for a dynamic step, which declares actions of its own.
    func with(actions: Value) -> AnalysisContextObject {
        AnalysisContextObject(attributes: attributes, actions: actions, label: label)
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        guard actions.native(as: AnalysisActionsObject.self)?.leavesSteps == true else {
            throw Failure("The context of a rule cannot be kept in a provider")
        }
        return AnalysisContextObject(
            attributes: try freezer.freeze(attributes), actions: try freezer.freeze(actions),
            label: try freezer.freeze(label))
    }
}

/// `AnalysisActions`: `ctx.actions`.
///
/// A function of a dynamic step may refer to the context of its rule, so it can be frozen; the
/// frozen one declares nothing.
final class AnalysisActionsObject: NativeObject {
    private let scope: AnalysisScope?

    init(_ scope: AnalysisScope?) {
        self.scope = scope
    }

    override var typeName: String { "AnalysisActions" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable(
        DeclaringActions.all + WritingActions.all + CopyingActions.all + RunningActions.all
            + DynamicActions.all + AnonymousActions.all
            + AssemblingActions.all + StoredArtifacts.all)

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        guard leavesSteps else { throw Failure("`ctx.actions` cannot be kept in a provider") }
        return AnalysisActionsObject(nil)
    }

    /// Whether a function that runs later may refer to this.
    var leavesSteps: Bool { scope.map { !$0.steps.isEmpty } ?? true }

    /// The evaluation in which actions are declared.
    ///
    /// - Throws: When it is over.
    func declaring() throws -> AnalysisScope {
        if let scope { return scope }
        throw Failure(
            "The analysis that these `actions` belong to is over",
            help: ["A dynamic function has a context, or `actions`, of its own: use that"])
    }
}

extension Arguments {
    /// The scope of the rule on whose `ctx.actions` a method was called.
    func scope() throws -> AnalysisScope {
        try receiver(as: AnalysisActionsObject.self).declaring()
    }

    /// The output that an argument names: a path to declare, or one declared before.
    ///
    /// - Parameters:
    ///   - slot: The slot of the argument.
    ///   - isDirectory: Whether what is declared is a folder.
    ///   - contentBased: The slot of `has_content_based_path`.
    ///   - evaluation: The evaluation of the call.
    /// - Returns: The output, and the artifact that it becomes.
    /// - Throws: When the argument is neither, or the two do not agree on its place.
    func output(
        _ slot: Int, isDirectory: Bool = false, contentBased: Int,
        in evaluation: borrowing Evaluation
    ) throws -> (output: DeclaredOutput, artifact: ArtifactReference) {
        let value = self[slot]
        let output: DeclaredOutput
        if let path = value.asString {
            output = try scope().declareOutput(
                try relativePath(path), isDirectory: isDirectory,
                hasContentBasedPath: try isContentBased(contentBased)
                    ?? scope().pathDefaults.named,
                at: evaluation.callSite)
        } else if let artifact = value.native(as: ArtifactObject.self) {
            output = try artifact.output().output
        } else if let artifact = value.native(as: OutputArtifactObject.self) {
            output = artifact.output
        } else {
            throw mismatch(slot, "a path or a declared output")
        }
        if let wanted = try isContentBased(contentBased), wanted != output.hasContentBasedPath {
            throw Failure(
                "Artifact `\(output.path)` was declared with `has_content_based_path = "
                    + "\(!wanted)`, but is now being used with `has_content_based_path = \(wanted)`"
            )
        }
        return (output, .declared(output, projection: .base, hidesPrefix: false))
    }

    /// What `has_content_based_path` says, if it is given.
    func isContentBased(_ slot: Int) throws -> Bool? {
        present(slot) == nil ? nil : try bool(slot)
    }

    /// The artifact that is the value of a parameter.
    func artifact(_ slot: Int) throws -> ArtifactObject {
        try native(slot, as: ArtifactObject.self, "an artifact")
    }
}
