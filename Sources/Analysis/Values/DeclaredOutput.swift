import BuildModel
import Diagnostics
import Starlark

/// An output from its declaration on; an action binds it once.
///
/// Rules hand it around before an action makes it, so it is a reference: whoever holds it sees the
/// binding. After the rule has returned it does not change any more.
final class DeclaredOutput {
    /// The evaluation in which an action is to be bound to it.
    let owner: AnalysisOwner
    /// Below the folder of the target's outputs.
    let path: RelativePath
    /// What of the path others see as `short_path`.
    let shortPath: RelativePath
    let isDirectory: Bool
    /// Whether its place follows from its content.
    let hasContentBasedPath: Bool
    /// Where the rule declared it.
    let span: SourceSpan?
    /// The action that makes it.
    private(set) var action: ActionKey?

    init(
        owner: AnalysisOwner, path: RelativePath, shortPath: RelativePath? = nil,
        isDirectory: Bool, hasContentBasedPath: Bool, span: SourceSpan?
    ) {
        self.owner = owner
        self.path = path
        self.shortPath = shortPath ?? path
        self.isDirectory = isDirectory
        self.hasContentBasedPath = hasContentBasedPath
        self.span = span
    }

    /// Notes the action that makes it, which must be the first.
    func bind(to action: ActionKey) {
        precondition(self.action == nil, "an output is bound once")
        self.action = action
    }

    /// The artifact.
    ///
    /// - Throws: When no action makes it.
    func resolve() throws(Diagnostic) -> BuildArtifact {
        guard let action else {
            throw .error(
                "Artifact `\(path)` of `\(owner)` is used, but no action makes it", at: span,
                label: "declared here",
                help: ["Pass `.as_output()` of it to an action, such as `ctx.actions.run`"])
        }
        return artifact(madeBy: action)
    }

    /// Says that nobody makes it yet, though an action wants to read it.
    func unboundFailure(_ action: String) -> Failure {
        Failure(
            "Artifact must be bound by now. If you are intending to use this artifact as the "
                + "output of `\(action)`, are you missing an `.as_output()` call?\n  "
                + "Artifact: \(path)")
    }

    /// The artifact if this is the action that makes it.
    func artifact(madeBy action: ActionKey) -> BuildArtifact {
        BuildArtifact(
            key: action, path: path, shortPath: shortPath, isDirectory: isDirectory,
            hasContentBasedPath: hasContentBasedPath)
    }
}

/// An artifact as a rule holds it: known, or declared and perhaps not yet bound, or promised by an
/// anonymous target that is not yet analysed.
enum ArtifactReference {
    case known(Artifact)
    case declared(DeclaredOutput, projection: RelativePath, hidesPrefix: Bool)
    case promised(PromisedArtifact)

    /// The artifact.
    ///
    /// - Throws: When no action makes it.
    func resolve() throws(Diagnostic) -> Artifact {
        switch self {
        case .known(let artifact): return artifact
        case .declared(let output, let projection, let hidesPrefix):
            return Artifact(
                .build(try output.resolve()), projection: projection, hidesPrefix: hidesPrefix)
        case .promised(let promise): return try promise.resolve()
        }
    }

    /// The artifact as far as its names go, which do not depend on the action that makes it.
    ///
    /// Nothing for a promise that is open.
    var named: Artifact? {
        switch self {
        case .known(let artifact): return artifact
        case .promised(let promise): return promise.artifact
        case .declared(let output, let projection, let hidesPrefix):
            let key = output.action ?? ActionKey(owner: output.owner, index: -1)
            return Artifact(
                .build(output.artifact(madeBy: key)), projection: projection,
                hidesPrefix: hidesPrefix)
        }
    }

    /// What makes two references name the same file: its path in any layout.
    ///
    /// A promise keeps the one it had while it was open.
    var identity: ProjectPath {
        if case .promised(let promise) = self { return promise.identity }
        guard let named else { preconditionFailure("only promises have no name") }
        return ArtifactLayout(isolation: "").path(of: named)
    }

    func project(_ path: RelativePath, hidesPrefix: Bool) throws -> ArtifactReference {
        switch self {
        case .promised:
            throw Failure(
                "The artifact of an anonymous target cannot be projected before that is analysed")
        case .known(let artifact):
            .known(artifact.project(path, hidesPrefix: hidesPrefix))
        case .declared(let output, let projection, let hides):
            .declared(
                output, projection: projection.appending(path), hidesPrefix: hides || hidesPrefix)
        }
    }
}
