import BuildModel
import Diagnostics
import Incremental
import Loading
import Starlark
import TargetConfiguration

/// Runs the rule of a target whose dependencies are analysed: one synchronous evaluation.
struct RuleEvaluation {
    let target: ConfiguredTarget
    private let parts: ResolutionParts

    /// The evaluation of a target whose dependencies are analysed.
    init(target: ConfiguredTarget, _ parts: ResolutionParts) {
        self.target = target
        self.parts = parts
    }

    private var cells: CellResolver { parts.cells }
    private var results: [ConfiguredTargetLabel: AnalysisResult] { parts.results }

    /// Calls the rule and checks and freezes what it made.
    ///
    /// - Throws: A diagnostic that names the target and its rule.
    func run(in context: borrowing Context) async throws -> AnalysisResult {
        try await ConfigurationQuestions.answering(
            root: cells.rootCell, own: target.node.rule.module.cell, in: context
        ) { try await run($0, in: context) }
    }

    private func run(
        _ questions: ConfigurationQuestions, in context: borrowing Context
    ) async throws -> AnalysisResult {
        let scope = AnalysisScope(
            owner: AnalysisOwner(target.label), cells: cells, execution: target.execution,
            rule: target.node.rule.name,
            pathDefaults: try await context.request(OutputPathDefaultsKey()),
            questions: questions)
        let run = AnalysisRun(
            scope: scope, name: "`\(target.label.target)`",
            dependencies: target.dependencies.compactMap { results[$0.label.target] },
            needs: [.configuring(target.label)] + results.values.map { .analysis($0.owner) },
            locate: locate)
        return try await run.result(in: context) { evaluation in
            let implementation = evaluation.adopt(target.node.implementation)
            let resolver = try resolver(scope, in: &evaluation)
            scope.context = try self.context(resolver, in: &evaluation)
            return try evaluation.call(implementation, positional: [scope.context])
        }
    }

    /// Makes values of the target's attributes.
    ///
    /// - Throws: When a dependency lacks a provider that an attribute asks for.
    func resolver(
        _ scope: AnalysisScope, in evaluation: inout Evaluation
    ) throws -> AttributeResolver {
        AttributeResolver(
            scope: scope, providers: try providers(in: &evaluation), programs: parts.programs,
            queries: queryAnswers(in: &evaluation))
    }

    /// The providers of every target and sub-target that attributes name.
    private func providers(
        in evaluation: inout Evaluation
    ) throws -> [ConfiguredProvidersLabel: Value] {
        var providers: [ConfiguredProvidersLabel: Value] = [:]
        for dependency in target.dependencies {
            let label = dependency.label
            guard let result = results[label.target] else {
                preconditionFailure("dependencies are analysed before their users")
            }
            if providers[label] == nil {
                let whole = ConfiguredProvidersLabel(label.target)
                providers[label] = try subTarget(
                    label.providers.subTargets, of: evaluation.adopt(result.providers.frozen),
                    label: whole
                ).providers
            }
            try checkRequired(dependency, providers[label])
        }
        return providers
    }

    /// The targets that each query finds, with their providers.
    private func queryAnswers(
        in evaluation: inout Evaluation
    ) -> [AttributeQueryKey: [DependencyObject]] {
        var values: [ConfiguredTargetLabel: Value] = [:]
        return parts.queries.mapValues { labels in
            labels.map { label in
                guard let result = results[label] else {
                    preconditionFailure("what queries find is analysed before their users")
                }
                let providers = values[label] ?? evaluation.adopt(result.providers.frozen)
                values[label] = providers
                return DependencyObject(ConfiguredProvidersLabel(label), providers: providers)
            }
        }
    }

    /// Checks what `attrs.dep(providers = […])` asks for.
    private func checkRequired(_ dependency: ConfiguredDependency, _ providers: Value?) throws {
        guard let collection = providers?.native(as: ProviderCollectionObject.self) else { return }
        for required in dependency.requiredProviders {
            let id = try ProviderCollectionObject.id(of: required.value)
            guard collection.value(id) == nil else { continue }
            throw Diagnostic.error(
                "Attribute `\(dependency.attribute)` of `\(target.label.target)` needs a target "
                    + "with provider `\(id)`, but `\(dependency.label.providers)` has "
                    + backquoted(collection.names),
                at: target.node.span)
        }
    }

    private func context(
        _ resolver: AttributeResolver, in evaluation: inout Evaluation
    ) throws -> Value {
        var fields = [("name", evaluation.string(target.label.target.name))]
        let given = Dictionary(target.allAttributes, uniquingKeysWith: { first, _ in first })
        for definition in target.node.rule.implicitAttributes.dropFirst() {
            let value = given[definition.name] ?? definition.defaultValue?.plain ?? .null
            fields.append((definition.name, try resolver.resolve(value, in: &evaluation)))
        }
        for (name, value) in target.attributes {
            fields.append((name, try resolver.resolve(value, in: &evaluation)))
        }
        let label = ConfiguredProvidersLabel(target.label)
        return evaluation.object(
            AnalysisContextObject(
                attributes: evaluation.structure(fields),
                actions: evaluation.object(AnalysisActionsObject(resolver.scope)),
                label: evaluation.object(LabelObject(label)),
                plugins: pluginsObject(in: &evaluation)))
    }

    private func pluginsObject(in evaluation: inout Evaluation) -> AnalysisPluginsObject {
        var lists: [PluginKind: Value] = [:]
        for use in target.usedPlugins {
            var dependencies: [Value] = []
            for plugin in use.targets {
                guard let result = results[plugin] else {
                    preconditionFailure("plugins are analysed before who uses them")
                }
                dependencies.append(
                    evaluation.object(
                        DependencyObject(
                            ConfiguredProvidersLabel(plugin),
                            providers: evaluation.adopt(result.providers.frozen))))
            }
            lists[use.kind] = evaluation.list(dependencies)
        }
        return AnalysisPluginsObject(lists)
    }

    /// An error that has no place in the code of the rule is shown at the target.
    private func locate(_ diagnostic: inout Diagnostic) {
        if diagnostic.span == nil { diagnostic.span = target.node.span }
    }
}

extension AttributeValue {
    /// The value in any configuration, of defaults that name no targets.
    fileprivate var plain: ConfiguredValue {
        switch self {
        case .string(let text): .string(text)
        case .bool(let flag): .bool(flag)
        case .int(let number): .int(number)
        case .list(let elements): .list(elements.map(\.plain))
        case .dict(let entries):
            .dict(entries.map { .init(key: $0.key.plain, value: $0.value.plain) })
        default: .null
        }
    }
}
