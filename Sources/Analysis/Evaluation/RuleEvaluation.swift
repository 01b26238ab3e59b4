import BuildModel
import Diagnostics
import Incremental
import Loading
import Starlark
import TargetConfiguration

/// Runs the rule of a target whose dependencies are analysed: one synchronous evaluation.
struct RuleEvaluation {
    let target: ConfiguredTarget
    let cells: CellResolver
    /// What each target it depends on made.
    let results: [ConfiguredTargetLabel: AnalysisResult]
    let programs: [[String]: HostProgram]

    /// Calls the rule and checks and freezes what it made.
    ///
    /// - Throws: A diagnostic that names the target and its rule.
    func run() throws(Diagnostic) -> AnalysisResult {
        let scope = AnalysisScope(
            owner: target.label, cells: cells, rule: target.node.rule.name)
        do {
            return try run(in: scope)
        } catch let failure as Failure {
            throw naming(
                .error(failure.message, notes: failure.notes, help: failure.help), scope)
        } catch let diagnostic as Diagnostic {
            throw naming(diagnostic, scope)
        } catch {
            preconditionFailure("rules throw failures and diagnostics, not \(error)")
        }
    }

    private func run(in scope: AnalysisScope) throws -> AnalysisResult {
        var evaluation = Evaluation(host: scope)
        let implementation = evaluation.adopt(target.node.implementation)
        let resolver = AttributeResolver(
            scope: scope, providers: try providers(in: &evaluation), programs: programs)
        let context = try context(resolver, in: &evaluation)
        let result = try evaluation.call(implementation, positional: [context])
        let collection = try DefaultInfo.collection(
            result, of: "`\(target.label.target)`", in: &evaluation)
        let actions = try scope.finish()
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(target.label)
        let parts = [
            try scope.fingerprint(), try ValueFingerprinter.fingerprint(collection),
        ].compactMap { $0 }
        for part in parts { fingerprinter.combine(part) }
        let frozen = try evaluation.freeze([collection])
        return AnalysisResult(
            label: target.label, providers: ProviderCollection(frozen[0]), actions: actions,
            sets: try scope.argumentSets(),
            fingerprint: parts.count == 2 ? fingerprinter.finish() : nil)
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
        for (name, value) in target.attributes {
            fields.append((name, try resolver.resolve(value, in: &evaluation)))
        }
        let label = ConfiguredProvidersLabel(target.label)
        return evaluation.object(
            AnalysisContextObject(
                attributes: evaluation.structure(fields),
                actions: evaluation.object(AnalysisActionsObject(resolver.scope)),
                label: evaluation.object(LabelObject(label))))
    }

    /// Says in which target a rule failed.
    private func naming(_ diagnostic: Diagnostic, _ scope: AnalysisScope) -> Diagnostic {
        let rule = target.node.rule
        var diagnostic = diagnostic.adding(
            note: "In the analysis of `\(target.label)`, rule `\(rule.name)` of `\(rule.module)`",
            at: target.node.span)
        if diagnostic.span == nil { diagnostic.span = target.node.span }
        return diagnostic
    }
}
