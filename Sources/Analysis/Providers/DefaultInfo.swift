import BuildModel
import Starlark

/// `DefaultInfo`: what is built when a target is asked for, and its sub-targets.
enum DefaultInfo {
    /// The values of the fields, from the arguments of a call.
    static func fields(
        _ arguments: Arguments, in evaluation: inout Evaluation
    ) throws -> [Value] {
        let outputs: Value
        switch (arguments.present(0), arguments.present(1)) {
        case (.some, .some):
            throw Failure("`DefaultInfo` takes `default_output` or `default_outputs`, not both")
        case (.some(let output), nil):
            guard output.native(as: ArtifactObject.self) != nil else {
                throw arguments.mismatch(0, "an artifact")
            }
            outputs = evaluation.list([output])
        case (nil, .some(let list)):
            for output in try arguments.sequence(1)
            where output.native(as: ArtifactObject.self) == nil {
                throw arguments.mismatch(1, "a list of artifacts", got: output)
            }
            outputs = list
        case (nil, nil): outputs = evaluation.list([])
        }
        for output in try arguments.sequence(2) where !isArgument(output) {
            throw arguments.mismatch(2, "a list of artifacts and command lines", got: output)
        }
        var subTargets: [(Value, Value)] = []
        for (name, providers) in try arguments.dict(3) {
            guard let text = name.asString else {
                throw arguments.mismatch(3, "a dict with string keys", got: name)
            }
            do {
                try ProvidersLabel.checkSubTarget(text)
            } catch {
                throw Failure(error.message)
            }
            subTargets.append(
                (name, try collection(providers, of: "sub-target `\(text)`", in: &evaluation)))
        }
        return [try evaluation.dict(subTargets), outputs, arguments[2]]
    }

    /// A `DefaultInfo` that says nothing.
    static func empty(in evaluation: inout Evaluation) throws -> Value {
        evaluation.object(
            ProviderInstance(
                BuiltinProviders.defaultInfo,
                values: [
                    try evaluation.dict([]), evaluation.list([]), evaluation.list([]),
                ]))
    }

    /// The collection that a list of providers of `owner` makes, with a `DefaultInfo` in any case.
    ///
    /// - Throws: When it is not a list of providers, or names one twice.
    static func collection(
        _ value: Value, of owner: String, in evaluation: inout Evaluation
    ) throws -> Value {
        if value.native(as: ProviderCollectionObject.self) != nil { return value }
        guard let list = value.asSequence else {
            throw Failure(
                "Providers of \(owner) must be a list of providers, but got "
                    + "`\(value.shortRepr)` of type `\(value.typeName)`")
        }
        var providers: [Value] = []
        var seen: Set<ProviderID> = []
        for provider in list {
            guard let definition = provider.native(as: ProviderInstance.self)?.definition,
                definition.isProvider, let id = definition.id
            else {
                throw Failure(
                    "Providers of \(owner) must be a list of providers, but it contains "
                        + "`\(provider.shortRepr)` of type `\(provider.typeName)`")
            }
            guard seen.insert(id).inserted else {
                throw Failure("Provider `\(id)` of \(owner) is given twice")
            }
            providers.append(provider)
        }
        if !seen.contains(.builtin("DefaultInfo")) {
            providers.insert(try empty(in: &evaluation), at: 0)
        }
        return evaluation.object(ProviderCollectionObject(providers))
    }
}
