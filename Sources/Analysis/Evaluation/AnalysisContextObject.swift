import BuildModel
import Starlark

/// `AnalysisContext`: what a rule is called with.
final class AnalysisContextObject: NativeObject {
    private let attributes: Value
    private let actions: Value
    private let label: Value

    init(attributes: Value, actions: Value, label: Value) {
        self.attributes = attributes
        self.actions = actions
        self.label = label
    }

    override var typeName: String { "AnalysisContext" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "attrs": attributes
        case "actions": actions
        case "label": label
        case "plugins": try evaluation.dict([])
        default: nil
        }
    }

    override var attributeNames: [String] { ["actions", "attrs", "label", "plugins"] }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        throw Failure("The context of a rule cannot be kept in a provider")
    }
}

/// `AnalysisActions`: `ctx.actions`.
final class AnalysisActionsObject: NativeObject {
    let scope: AnalysisScope

    init(_ scope: AnalysisScope) {
        self.scope = scope
    }

    override var typeName: String { "AnalysisActions" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable(
        DeclaringActions.all + WritingActions.all + CopyingActions.all + RunningActions.all)

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        throw Failure("`ctx.actions` cannot be kept in a provider")
    }
}

extension Arguments {
    /// The scope of the rule on whose `ctx.actions` a method was called.
    func scope() throws -> AnalysisScope {
        try receiver(as: AnalysisActionsObject.self).scope
    }

    /// The output that an argument names: a path to declare, or one declared before.
    func output(
        _ slot: Int, isDirectory: Bool = false, in evaluation: borrowing Evaluation
    ) throws -> (output: DeclaredOutput, artifact: ArtifactReference) {
        let value = self[slot]
        let output: DeclaredOutput
        if let path = value.asString {
            output = try scope().declareOutput(
                try relativePath(path), isDirectory: isDirectory, at: evaluation.callSite)
        } else if let artifact = value.native(as: ArtifactObject.self) {
            output = try artifact.output()
        } else if let artifact = value.native(as: OutputArtifactObject.self) {
            output = artifact.output
        } else {
            throw mismatch(slot, "a path or a declared output")
        }
        return (output, .declared(output, projection: .base, hidesPrefix: false))
    }

    /// The artifact that is the value of a parameter.
    func artifact(_ slot: Int) throws -> ArtifactObject {
        try native(slot, as: ArtifactObject.self, "an artifact")
    }
}
