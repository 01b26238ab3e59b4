import Analysis
import BuildModel
import Starlark

/// `bxl.OutputStream`: `ctx.output`.
final class OutputStreamObject: NativeObject {
    private let session: ScriptSession

    init(_ session: ScriptSession) { self.session = session }

    override var typeName: String { "bxl.OutputStream" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("print", "*args, sep = \" \"") { arguments, _ in
            let session = try arguments.output()
            session.output.printed += try line(arguments, separator: arguments.string(1), session)
            return .none
        },
        NativeFunction("print_json", "value, *, pretty = True") { arguments, _ in
            let session = try arguments.output()
            session.output.printed += try json(arguments[0], try arguments.bool(1), session)
            return .none
        },
        NativeFunction("stream", "*args, sep = \" \", wait_on = []") { arguments, _ in
            let session = try arguments.output()
            let text = try line(arguments, separator: arguments.string(1), session)
            session.stream(text, after: try ensured(arguments, 2))
            return .none
        },
        NativeFunction("stream_json", "value, *, pretty = True, wait_on = []") { arguments, _ in
            let session = try arguments.output()
            let text = try json(arguments[0], try arguments.bool(1), session)
            session.stream(text, after: try ensured(arguments, 2))
            return .none
        },
        NativeFunction("ensure", "artifact") { arguments, evaluation in
            let session = try arguments.output()
            guard let artifact = arguments[0].asEnsurable else {
                throw arguments.mismatch(0, "an artifact")
            }
            return evaluation.object(try session.ensure(artifact))
        },
        NativeFunction("ensure_multiple", "artifacts") { arguments, evaluation in
            try ensureMultiple(arguments, in: &evaluation)
        },
    ])

    /// What `print` writes.
    private static func line(
        _ arguments: Arguments, separator: String, _ session: ScriptSession
    ) throws -> String {
        var parts: [String] = []
        for value in try arguments.sequence(0) {
            if let ensured = value.native(as: EnsuredArtifactObject.self) {
                parts.append(ensured.path(session))
            } else if let group = value.native(as: EnsuredGroupObject.self) {
                parts += try group.paths(session)
            } else {
                parts.append(value.str)
            }
        }
        return parts.joined(separator: separator) + "\n"
    }

    private static func json(
        _ value: Value, _ isPretty: Bool, _ session: ScriptSession
    ) throws -> String {
        let content = try scriptJSON(value, session)
        let text = try content.text(layout: session.surroundings.layout, isPretty: isPretty)
        return text.hasSuffix("\n") ? text : text + "\n"
    }

    /// The artifacts that streamed text waits for.
    private static func ensured(
        _ arguments: Arguments, _ slot: Int
    ) throws -> [ScriptOutput.Ensured] {
        try arguments.sequence(slot).map { value in
            if let artifact = value.native(as: EnsuredArtifactObject.self) {
                return .artifact(artifact.artifact)
            }
            if let group = value.native(as: EnsuredGroupObject.self) {
                return .commandLine(group.commandLine)
            }
            throw arguments.mismatch(slot, "a list of ensured artifacts", got: value)
        }
    }

    private static func ensureMultiple(
        _ arguments: Arguments, in evaluation: inout Evaluation
    ) throws -> Value {
        let session = try arguments.output()
        let value = arguments[0]
        if value.isNone { return evaluation.list([]) }
        if let artifacts = try artifacts(of: value) {
            return evaluation.list(objects: try artifacts.map(session.ensure))
        }
        if let table = value.asDict {
            var entries: [(Value, Value)] = []
            for (key, result) in table {
                guard let artifacts = try artifacts(of: result) else {
                    throw arguments.mismatch(0, "a dict of build results", got: result)
                }
                let ensured = evaluation.list(objects: try artifacts.map(session.ensure))
                entries.append((key, ensured))
            }
            return try evaluation.dict(entries)
        }
        guard let line = value.asCommandLine else {
            throw arguments.mismatch(0, "artifacts, a build result or a command line")
        }
        session.output.ensured.append(.commandLine(line))
        return evaluation.object(EnsuredGroupObject(line, isAbsolute: false))
    }

    /// The artifacts of a list of them or of a build result.
    private static func artifacts(of value: Value) throws -> [ScriptArtifact]? {
        if let result = value.native(as: BuildResultObject.self) {
            return result.artifacts.map(ScriptArtifact.init(known:))
        }
        guard let elements = value.asSequence else { return nil }
        var artifacts: [ScriptArtifact] = []
        for element in elements {
            guard let artifact = element.asEnsurable else { return nil }
            artifacts.append(artifact)
        }
        return artifacts
    }
}

extension Arguments {
    /// The run on whose `ctx.output` a method was called.
    fileprivate func output() throws -> ScriptSession {
        try receiver(as: OutputStreamObject.self).runSession
    }
}

extension OutputStreamObject {
    fileprivate var runSession: ScriptSession { session }
}

extension Value {
    /// An artifact that can be ensured: one that was, too.
    fileprivate var asEnsurable: ScriptArtifact? {
        asScriptArtifact ?? native(as: EnsuredArtifactObject.self)?.artifact
    }
}

extension ScriptSession {
    /// Writes text while the script runs, or once artifacts are there.
    func stream(_ text: String, after ensured: [ScriptOutput.Ensured]) {
        guard ensured.isEmpty else {
            output.pending.append((ensured, text))
            return
        }
        output.streamed += text
        surroundings.stream(run, text)
    }

    /// Notes that an artifact is to be there when the run has ended.
    ///
    /// - Throws: When no action makes it.
    func ensure(_ artifact: ScriptArtifact) throws -> EnsuredArtifactObject {
        guard artifact.isBound else {
            throw Failure(
                "Artifact must be bound by now. If you are intending to use this artifact as an "
                    + "output, call `as_output()` on it and pass it to an action first",
                help: ["`\(artifact.named?.shortPath.text ?? "")` is declared, but not bound"])
        }
        output.ensured.append(.artifact(artifact))
        return EnsuredArtifactObject(artifact, isAbsolute: false)
    }

    /// The path of an artifact in the project, or on the machine.
    func path(of artifact: Artifact, isAbsolute: Bool) -> String {
        let path = surroundings.layout.path(of: artifact)
        return isAbsolute ? surroundings.root.appending(path).text : path.text
    }
}
