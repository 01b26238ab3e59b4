import BuildModel
import Diagnostics
import Starlark

/// `Promise`: a value that is known once anonymous targets are analysed.
final class PromiseObject: NativeObject {
    private var value: Value?
    /// What is to be done with the value.
    private var followers: [Follower] = []

    private enum Follower {
        /// Call a function with it, and keep the promise with the result.
        case map(Value, PromiseObject)
        /// Keep the same promise.
        case same(PromiseObject)
        /// Count one down of those that are joined.
        case join(JoinedPromises)
    }

    /// Makes a promise that is open.
    override init() {}

    /// The value, once it is known.
    var known: Value? { value }

    /// Keeps the promise; a value that is itself a promise is waited for.
    func keep(_ value: Value, in evaluation: inout Evaluation) throws {
        precondition(self.value == nil, "a promise is kept once")
        if let inner = value.native(as: PromiseObject.self) {
            return try inner.add(.same(self), in: &evaluation)
        }
        self.value = value
        let followers = followers
        self.followers = []
        for follower in followers { try follow(follower, value, in: &evaluation) }
    }

    private func add(_ follower: Follower, in evaluation: inout Evaluation) throws {
        guard let value else { return followers.append(follower) }
        try follow(follower, value, in: &evaluation)
    }

    private func follow(
        _ follower: Follower, _ value: Value, in evaluation: inout Evaluation
    ) throws {
        switch follower {
        case .map(let function, let promise):
            try promise.keep(
                try evaluation.call(function, positional: [value]), in: &evaluation)
        case .same(let promise): try promise.keep(value, in: &evaluation)
        case .join(let joined): try joined.countDown(in: &evaluation)
        }
    }

    /// A promise of all the values of others, as a list.
    static func join(
        _ promises: [PromiseObject], asTuple: Bool, in evaluation: inout Evaluation
    ) throws -> PromiseObject {
        let joined = JoinedPromises(promises, asTuple: asTuple)
        try joined.countDown(in: &evaluation)
        for promise in promises { try promise.add(.join(joined), in: &evaluation) }
        return joined.promise
    }

    override var typeName: String { "Promise" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("map", "func, /") { arguments, evaluation in
            let promise = try arguments.receiver(as: PromiseObject.self)
            let mapped = PromiseObject()
            try promise.add(.map(arguments[0], mapped), in: &evaluation)
            return evaluation.object(mapped)
        },
        NativeFunction("join", "*args") { arguments, evaluation in
            let promises = try arguments.sequence(0).map { value in
                guard let promise = value.native(as: PromiseObject.self) else {
                    throw arguments.mismatch(0, "promises", got: value)
                }
                return promise
            }
            let first = try arguments.receiver(as: PromiseObject.self)
            return evaluation.object(
                try join([first] + promises, asTuple: true, in: &evaluation))
        },
    ])

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        guard let value else {
            throw Failure("A promise that is still open cannot be kept in a provider")
        }
        let frozen = PromiseObject()
        frozen.value = try freezer.freeze(value)
        return frozen
    }
}

/// Promises of which all have to be kept.
private final class JoinedPromises {
    let promise = PromiseObject()
    private let parts: [PromiseObject]
    private let asTuple: Bool
    /// Those that are open, and one for the making.
    private var open: Int

    init(_ parts: [PromiseObject], asTuple: Bool) {
        self.parts = parts
        self.asTuple = asTuple
        open = parts.count + 1
    }

    func countDown(in evaluation: inout Evaluation) throws {
        open -= 1
        guard open == 0 else { return }
        let values = parts.compactMap(\.known)
        try promise.keep(
            asTuple ? evaluation.tuple(values) : evaluation.list(values), in: &evaluation)
    }
}

/// An artifact that an anonymous target will provide: named before that is analysed.
final class PromisedArtifact {
    /// What the artifact is, shared by all that name it.
    final class Origin {
        let name: String
        /// The function that finds the artifact among the providers.
        let function: Value
        let span: SourceSpan?
        fileprivate(set) var artifact: Artifact?
        fileprivate(set) var associated: [ArgumentElement] = []

        init(name: String, function: Value, span: SourceSpan?) {
            self.name = name
            self.function = function
            self.span = span
        }

        /// A promise that was kept before it was handed on.
        init(known artifact: Artifact) {
            name = ""
            function = .none
            span = nil
            self.artifact = artifact
        }
    }

    let origin: Origin
    /// What the rule says that its short path will be.
    let shortPath: RelativePath?

    /// Whether the rule says that its path will follow from its content.
    let hasContentBasedPath: Bool

    init(
        _ origin: Origin, shortPath: RelativePath? = nil, hasContentBasedPath: Bool = false
    ) {
        self.origin = origin
        self.shortPath = shortPath
        self.hasContentBasedPath = hasContentBasedPath
    }

    /// The artifact, once it is known.
    var artifact: Artifact? { origin.artifact }

    /// The same artifact with a short path that rules may ask for.
    func asserting(_ shortPath: RelativePath) -> PromisedArtifact {
        PromisedArtifact(origin, shortPath: shortPath, hasContentBasedPath: hasContentBasedPath)
    }

    /// The same artifact, whose path will follow from its content.
    func assertingContentBasedPath() -> PromisedArtifact {
        PromisedArtifact(origin, shortPath: shortPath, hasContentBasedPath: true)
    }

    /// What makes two promises name the same artifact.
    var identity: ProjectPath {
        let number = UInt(bitPattern: ObjectIdentifier(origin).hashValue)
        return ProjectPath(unchecked: "promise/\(number)")
    }

    /// Finds the artifact among the providers of the target.
    func keep(_ providers: Value, in evaluation: inout Evaluation) throws {
        let value = try evaluation.call(origin.function, positional: [providers])
        guard let object = value.native(as: ArtifactObject.self),
            case .known(let artifact) = object.reference
        else {
            throw Failure(
                "The function of artifact promise `\(origin.name)` must return an artifact of the "
                    + "anonymous target, but returned `\(value.shortRepr)`")
        }
        origin.artifact = artifact
    }

    /// The artifact.
    ///
    /// - Throws: When the anonymous target is not analysed.
    func resolve() throws(Diagnostic) -> Artifact {
        if let artifact {
            if !hasContentBasedPath, artifact.buildArtifact?.hasContentBasedPath == true {
                throw .error(
                    "Artifact promise resolved to artifact that uses content based paths. Call "
                        + "`actions.assert_has_content_based_path` on the promised artifact to "
                        + "assert that.", at: origin.span)
            }
            return artifact
        }
        throw .error(
            "Artifact promise `\(origin.name)` is used before its anonymous target is analysed",
            at: origin.span)
    }

    /// Checks what was said about its paths.
    func check() throws {
        if hasContentBasedPath, let build = artifact?.buildArtifact, !build.hasContentBasedPath {
            throw Failure(
                "Artifact promise resolved to artifact that does not use content based paths. "
                    + "Remove the `actions.assert_has_content_based_path` on the promised artifact."
            )
        }
        guard let shortPath, let artifact, artifact.shortPath != shortPath else { return }
        throw Self.wrongPath(shortPath.text, artifact.shortPath)
    }

    static func wrongPath(_ expected: String, _ path: RelativePath) -> Failure {
        Failure(
            "assert_short_path() was called with `short_path = \(expected)` on an artifact whose "
                + "short path is `\(path)`")
    }

    /// What rules can ask of it while it is open.
    func attribute(_ name: String, in evaluation: inout Evaluation) throws -> Value? {
        if let artifact { return artifactAttribute(name, of: artifact, in: &evaluation) }
        switch name {
        case "is_source": return Value(bool: false)
        case "short_path", "basename", "extension":
            guard let shortPath else {
                throw Failure(
                    "`\(name)` of artifact promise `\(origin.name)` is not known yet",
                    help: [
                        "Say what it will be: `ctx.actions.assert_short_path(artifact, "
                            + "short_path = …)`"
                    ])
            }
            let key = ActionKey(
                owner: ConfiguredTargetLabel(
                    target: TargetLabel(
                        package: PackageLabel(cell: CellName(unchecked: "anon"), path: .base),
                        name: "promise"), configuration: .unspecified), index: 0)
            let named = Artifact.build(BuildArtifact(key: key, path: shortPath))
            return artifactAttribute(name, of: named, in: &evaluation)
        case "owner":
            throw Failure("The owner of artifact promise `\(origin.name)` is not known yet")
        default: return nil
        }
    }
}
