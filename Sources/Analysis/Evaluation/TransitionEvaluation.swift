import BuildModel
import Diagnostics
import Incremental
import Loading
import Starlark
import TargetConfiguration

/// A transition as it is called.
struct TransitionFunction: Sendable {
    let implementation: FrozenValue
    /// The targets whose providers it gets; nothing if it takes none, as that of a target.
    let references: [(name: String, label: ProvidersLabel)]
    let takesReferences: Bool
    let attributes: [String]?
    let isSplit: Bool
}

extension Context {
    /// Looks up a transition.
    ///
    /// - Throws: A diagnostic if there is none of that name.
    borrowing func transition(_ id: TransitionID) async throws -> TransitionFunction {
        switch id {
        case .function(let path, let name):
            let module = try await module(at: path).module
            guard let value = module.variable(name),
                let object = value.value.native(as: TransitionObject.self)
            else {
                throw Diagnostic.error("Transition object not found by id `\(id)`")
            }
            return withExtendedLifetime(value) {
                TransitionFunction(
                    implementation: value.part(object.implementation),
                    references: object.references, takesReferences: true,
                    attributes: object.attributes, isSplit: object.isSplit)
            }
        case .target(let label):
            let providers = try await unboundProviders(of: label)
            guard let info = providers[.builtin("TransitionInfo")],
                let implementation = providers[.builtin("TransitionInfo"), "impl"]
            else {
                throw Diagnostic.error(
                    "Expected `\(label)` to be a transition target, but it had no "
                        + "`TransitionInfo` provider.")
            }
            let attributes = withExtendedLifetime(info) {
                info.value.native(as: ProviderInstance.self)?["attrs"]?.asSequence
                    .map { $0.compactMap(\.asString) }
            }
            return TransitionFunction(
                implementation: implementation, references: [], takesReferences: false,
                attributes: attributes, isSplit: false)
        }
    }
}

/// One call of a transition.
struct TransitionEvaluation {
    let transition: TransitionID
    let function: TransitionFunction
    let references: [(String, ProviderCollection)]
    let cells: CellResolver

    /// Calls the function.
    ///
    /// - Throws: A diagnostic that names the transition.
    func run(
        on platform: PlatformDescription, attributes: [ConfiguredValue?]?
    ) throws(Diagnostic) -> TransitionOutcome {
        do {
            return try call(on: platform, attributes)
        } catch let failure as Failure {
            throw failure.diagnostic
        } catch let diagnostic as Diagnostic {
            throw diagnostic
        } catch {
            preconditionFailure("transitions throw failures and diagnostics, not \(error)")
        }
    }

    private func call(
        on platform: PlatformDescription, _ attributes: [ConfiguredValue?]?
    ) throws -> TransitionOutcome {
        var evaluation = Evaluation()
        let implementation = evaluation.adopt(function.implementation)
        var arguments = [("platform", try platform.info(in: &evaluation))]
        if function.takesReferences {
            var fields: [(String, Value)] = []
            for (name, providers) in references {
                fields.append((name, evaluation.adopt(providers.frozen)))
            }
            arguments.append(("refs", evaluation.structure(fields)))
        }
        if let names = function.attributes, let attributes {
            var fields: [(String, Value)] = []
            for (name, value) in zip(names, attributes) {
                fields.append(
                    (name, try value.map { try self.value($0, in: &evaluation) } ?? .none))
            }
            arguments.append(("attrs", evaluation.structure(fields)))
        }
        let result = try evaluation.call(implementation, named: arguments)
        guard function.isSplit else {
            guard let platform = PlatformDescription(result) else {
                throw Failure(
                    "transition function not marked as `split` must return a `PlatformInfo`, "
                        + "but `\(transition)` returned `\(result.shortRepr)`")
            }
            return .single(platform)
        }
        var branches: [TransitionOutcome.Branch] = []
        guard let table = result.asDict else { throw notSplit(result) }
        for (name, value) in table {
            guard let name = name.asString, let platform = PlatformDescription(value) else {
                throw notSplit(result)
            }
            branches.append(.init(name: name, platform: platform))
        }
        return .split(branches.sorted { $0.name < $1.name })
    }

    private func notSplit(_ result: Value) -> Failure {
        Failure(
            "transition function marked `split` must return a dict of `str` to `PlatformInfo`, "
                + "but `\(transition)` returned `\(result.shortRepr)`")
    }

    /// The value of an attribute as a transition sees it: labels stand for targets.
    private func value(_ value: ConfiguredValue, in evaluation: inout Evaluation) throws -> Value {
        switch value {
        case .null: return .none
        case .bool(let flag): return Value(bool: flag)
        case .int(let number): return evaluation.integer(number)
        case .string(let text): return evaluation.string(text)
        case .list(let elements):
            return evaluation.list(try elements.map { try self.value($0, in: &evaluation) })
        case .tuple(let elements):
            return evaluation.tuple(try elements.map { try self.value($0, in: &evaluation) })
        case .dict(let entries):
            var pairs: [(Value, Value)] = []
            for entry in entries {
                let key = try self.value(entry.key, in: &evaluation)
                pairs.append((key, try self.value(entry.value, in: &evaluation)))
            }
            return try evaluation.dict(pairs)
        case .dependency(let label), .label(let label), .sourceTarget(let label):
            return evaluation.object(LabelObject(label))
        case .configuration(let label): return evaluation.object(ProvidersLabelObject(label))
        case .source(let source): return evaluation.string(source.cellPath.description)
        case .hostTool(let names): return evaluation.list(strings: names)
        case .arg, .query:
            throw Failure("A transition cannot look at strings with macros, or at queries")
        }
    }
}
