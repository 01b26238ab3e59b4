public import BuildModel
import Diagnostics
public import Incremental
public import Starlark

/// A rule with all that its anonymous targets need, which keeps alive what it refers to.
public struct AnonymousRule: Sendable {
    /// The rule.
    public let definition: RuleDefinition
    /// The function that makes actions and providers.
    public let implementation: FrozenValue
    /// The artifacts that can be named before a target is analysed, each with the function that
    /// finds it among the providers.
    public let artifactPromises: [(name: String, function: FrozenValue)]

    /// A rule among the variables of its module.
    ///
    /// - Returns: Nothing if there is no such rule.
    init?(named name: String, in module: LoadedModule) {
        guard let value = module.module.variable(named: name),
            let definition = value.value.asRule
        else { return nil }
        self.definition = definition
        implementation = value.part(definition.implementation)
        artifactPromises = (definition.artifactPromises ?? []).map {
            ($0.name, value.part($0.function))
        }
    }
}

extension Value {
    /// What `rule()` or `anon_rule()` made, once its module is frozen.
    public var asRule: RuleDefinition? { native(as: RuleObject.self)?.definition }
}

extension RuleDefinition {
    /// Of what `anon_rule()` made: the artifacts that can be named before a target is analysed.
    ///
    /// The functions are values of the rule's heap; nothing if `rule()` made it.
    public var promisedArtifacts: [(name: String, function: Value)]? { artifactPromises }
}

extension Context {
    /// A rule by the module that defines it and the variable it is assigned to.
    ///
    /// - Throws: A diagnostic if there is no such rule any more.
    public borrowing func rule(
        named name: String, in module: CellPath
    ) async throws -> AnonymousRule {
        let loaded = try await self.module(at: module)
        guard let rule = AnonymousRule(named: name, in: loaded) else {
            throw Diagnostic.error("`\(module)` has no rule `\(name)` any more")
        }
        return rule
    }
}

/// The module whose top level runs.
public struct RunningModule: Sendable {
    /// The file.
    public let path: CellPath
    /// Stands for its text and all that it loads.
    public let fingerprint: Fingerprint

    /// The module that an evaluation runs; nothing if it runs something else.
    public init?(_ evaluation: borrowing Evaluation) {
        guard let host = evaluation.host as? ModuleHost else { return nil }
        path = host.path
        fingerprint = host.fingerprint
    }
}
