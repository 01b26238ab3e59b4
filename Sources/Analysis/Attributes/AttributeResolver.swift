import BuildModel
import Diagnostics
import Loading
import Starlark
import TargetConfiguration

/// Makes the values of `ctx.attrs` from the configured attributes of a target.
struct AttributeResolver {
    let scope: AnalysisScope
    /// The value of the providers of each target and sub-target used, in this evaluation.
    let providers: [ConfiguredProvidersLabel: Value]
    let programs: [[String]: HostProgram]
    /// The targets that each query finds.
    let queries: [AttributeQueryKey: [DependencyObject]]

    /// The value of an attribute.
    ///
    /// - Throws: When a target does not provide what its use asks for.
    func resolve(_ value: ConfiguredValue, in evaluation: inout Evaluation) throws -> Value {
        switch value {
        case .null: return .none
        case .bool(let bool): return Value(bool: bool)
        case .int(let integer): return evaluation.integer(integer)
        case .string(let text): return evaluation.string(text)
        case .list(let elements): return evaluation.list(try list(elements, in: &evaluation))
        case .tuple(let elements):
            var values: [Value] = []
            for element in elements { values.append(try resolve(element, in: &evaluation)) }
            return evaluation.tuple(values)
        case .dict(let entries):
            var pairs: [(Value, Value)] = []
            for entry in entries {
                let key = try resolve(entry.key, in: &evaluation)
                pairs.append((key, try resolve(entry.value, in: &evaluation)))
            }
            return try evaluation.dict(pairs)
        case .dependency(let label):
            return evaluation.object(DependencyObject(label, providers: providers(of: label)))
        case .query(let query, let targets):
            return evaluation.list(
                found(by: AttributeQueryKey(query, targets)).map { evaluation.object($0) })
        case .label(let label): return evaluation.object(LabelObject(label))
        case .configuration(let label):
            return evaluation.object(
                label.subTargets.isEmpty
                    ? TargetLabelObject(label.target) : ProvidersLabelObject(label))
        case .source(let source): return evaluation.object(ArtifactObject(try artifact(source)))
        case .sourceTarget(let label): return try onlyOutput(of: label)
        case .arg(let parts): return evaluation.object(try arguments(parts))
        case .hostTool(let names):
            guard let program = programs[names] else {
                preconditionFailure("programs are found before attributes are resolved")
            }
            return evaluation.object(HostToolObject(program))
        }
    }

    /// The elements of a list; a target given as a source stands for all of its outputs.
    private func list(
        _ elements: [ConfiguredValue], in evaluation: inout Evaluation
    ) throws -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for element in elements {
            if case .sourceTarget(let label) = element {
                values += outputs(of: label)
            } else {
                values.append(try resolve(element, in: &evaluation))
            }
        }
        return values
    }

    /// The targets that a query of an attribute finds.
    func found(by query: AttributeQueryKey) -> [DependencyObject] {
        guard let found = queries[query] else {
            preconditionFailure("queries are answered before attributes are resolved")
        }
        return found
    }

    func providers(of label: ConfiguredProvidersLabel) -> Value {
        guard let value = providers[label] else {
            preconditionFailure("dependencies are analysed before attributes are resolved")
        }
        return value
    }

    /// The instance of a built-in provider of a target.
    func info(_ provider: String, of label: ConfiguredProvidersLabel?) -> ProviderInstance? {
        label.flatMap { label in
            providers(of: label).native(as: ProviderCollectionObject.self)?
                .instance(.builtin(provider))
        }
    }

    func outputs(of label: ConfiguredProvidersLabel?) -> [Value] {
        info("DefaultInfo", of: label)?["default_outputs"]?.asSequence.map(Array.init) ?? []
    }

    private func onlyOutput(of label: ConfiguredProvidersLabel) throws -> Value {
        let outputs = outputs(of: label)
        guard outputs.count == 1 else {
            throw Diagnostic.error(
                "`\(scope.owner.target)` needs one file of `\(label.providers)`, which has \(outputs.count) "
                    + "default outputs")
        }
        return outputs[0]
    }

    func artifact(_ source: SourceReference) throws -> Artifact {
        guard let path = scope.cells.sourcePath(of: source.cellPath) else {
            throw Diagnostic.error(
                "Source `\(source.cellPath)` is part of the program and no file of the project")
        }
        return .source(
            SourceArtifact(package: source.package, path: path, pathInPackage: source.path))
    }
}
