import BuildModel
import ByteCoding
import Diagnostics
import Incremental
import Loading
import Starlark

/// An anonymous target that an evaluation has asked for.
final class AnonymousRequest {
    let rule: RuleDefinition
    /// What was given for its attributes; artifacts may be promises that are open.
    let attributes: [(name: String, value: AnonymousDraft)]
    let name: TargetLabel
    let promise: PromiseObject
    /// The artifacts that its rule promises.
    let artifacts: [PromisedArtifact]
    let span: SourceSpan?

    init(
        rule: RuleDefinition, name: TargetLabel,
        attributes: [(name: String, value: AnonymousDraft)],
        artifacts: [PromisedArtifact], span: SourceSpan?
    ) {
        self.rule = rule
        self.name = name
        self.attributes = attributes
        self.artifacts = artifacts
        self.span = span
        promise = PromiseObject()
    }

    /// The target; nothing while an artifact in its attributes is not known.
    ///
    /// - Throws: When no action makes an artifact in its attributes.
    func target(execution: ConfigurationLabel) throws -> AnonymousTarget? {
        guard attributes.allSatisfy(\.value.isKnown) else { return nil }
        var writer = ModelWriter(isPart: true)
        writer.bytes.write(attributes.count)
        for (name, value) in attributes {
            writer.bytes.write(name)
            try value.write(to: &writer)
        }
        let bytes = writer.bytes.bytes
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(name)
        fingerprinter.combine(rule.module.description)
        fingerprinter.combine(rule.name)
        fingerprinter.combine(execution.description)
        fingerprinter.combine(bytes: bytes)
        for part in writer.parts {
            fingerprinter.combine(Int(truncatingIfNeeded: part.identity.low))
            fingerprinter.combine(Int(truncatingIfNeeded: part.identity.high))
        }
        let fingerprint = fingerprinter.finish()
        return AnonymousTarget(
            label: ConfiguredTargetLabel(target: name, configuration: .unspecified),
            module: rule.module, rule: rule.name, execution: execution, attributes: bytes,
            parts: writer.parts,
            identity: .init(low: fingerprint.low, high: fingerprint.high))
    }

    /// Tells all that wait what the target provides.
    func keep(_ providers: Value, in evaluation: inout Evaluation) throws {
        for artifact in artifacts { try artifact.keep(providers, in: &evaluation) }
        try promise.keep(providers, in: &evaluation)
    }
}

/// `AnonTarget`: what `ctx.actions.anon_target` returns.
final class AnonymousTargetObject: NativeObject {
    let request: AnonymousRequest

    init(_ request: AnonymousRequest) {
        self.request = request
    }

    override var typeName: String { "AnonTarget" }
    override var attributeNames: [String] { ["promise"] + Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        name == "promise" ? evaluation.object(request.promise) : nil
    }

    private static let methods = MethodTable([
        NativeFunction("artifact", "name, /") { arguments, evaluation in
            let request = try arguments.receiver(as: AnonymousTargetObject.self).request
            let name = try arguments.string(0)
            guard let promise = request.artifacts.first(where: { $0.origin.name == name }) else {
                let names = request.artifacts.map(\.origin.name)
                throw Failure(
                    "Rule `\(request.rule.name)` promises no artifact `\(name)`"
                        + Failure.suggestion(for: name, among: names),
                    help: ["It promises \(backquoted(names))"])
            }
            return evaluation.object(ArtifactObject(.promised(promise), isPromised: true))
        },
        NativeFunction("artifacts", "") { arguments, evaluation in
            let request = try arguments.receiver(as: AnonymousTargetObject.self).request
            var entries: [(Value, Value)] = []
            for promise in request.artifacts {
                entries.append(
                    (
                        evaluation.string(promise.origin.name),
                        evaluation.object(ArtifactObject(.promised(promise), isPromised: true))
                    ))
            }
            return try evaluation.dict(entries)
        },
    ])

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        throw Failure("An anonymous target cannot be kept in a provider: keep what it provides")
    }
}

/// `AnonTargets`: what `ctx.actions.anon_targets` returns.
final class AnonymousTargetsObject: NativeObject {
    let promise: Value
    let targets: [Value]

    init(promise: Value, targets: [Value]) {
        self.promise = promise
        self.targets = targets
    }

    override var typeName: String { "AnonTargets" }
    override var attributeNames: [String] { ["anon_targets", "promise"] }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "promise": promise
        case "anon_targets": evaluation.list(targets)
        default: nil
        }
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        throw Failure("Anonymous targets cannot be kept in a provider: keep what they provide")
    }
}

/// `ctx.actions.anon_target` and `anon_targets`.
enum AnonymousActions {
    static let all = [anonymousTarget, anonymousTargets]

    private static let anonymousTarget = NativeFunction("anon_target", "rule, attrs") {
        arguments, evaluation in
        let request = try request(arguments[0], arguments[1], arguments, in: &evaluation)
        return evaluation.object(AnonymousTargetObject(request))
    }

    private static let anonymousTargets = NativeFunction("anon_targets", "rules, /") {
        arguments, evaluation in
        var requests: [AnonymousRequest] = []
        for value in try arguments.sequence(0) {
            guard let pair = value.asTuple, pair.count == 2 else {
                throw arguments.mismatch(
                    0, "a list of pairs of a rule and its attributes", got: value)
            }
            requests.append(try request(pair[0], pair[1], arguments, in: &evaluation))
        }
        let promise = try PromiseObject.join(
            requests.map(\.promise), asTuple: false, in: &evaluation)
        return evaluation.object(
            AnonymousTargetsObject(
                promise: evaluation.object(promise),
                targets: requests.map { evaluation.object(AnonymousTargetObject($0)) }))
    }

    private static func request(
        _ rule: Value, _ attributes: Value, _ arguments: Arguments,
        in evaluation: inout Evaluation
    ) throws -> AnonymousRequest {
        let scope = try arguments.scope()
        guard let definition = rule.asRule else { throw arguments.mismatch(0, "a rule", got: rule) }
        guard let table = attributes.asDict else {
            throw Failure(
                "The attributes of an anonymous target are a dict, but got "
                    + "`\(attributes.shortRepr)` of type `\(attributes.typeName)`")
        }
        let span = evaluation.callSite
        let request = AnonymousRequest(
            rule: definition, name: try AnonymousAttributes.name(table, of: definition),
            attributes: try AnonymousAttributes.drafts(table, of: definition),
            artifacts: (definition.promisedArtifacts ?? []).map {
                PromisedArtifact(.init(name: $0.name, function: $0.function, span: span))
            }, span: span)
        scope.register(request)
        return request
    }
}
