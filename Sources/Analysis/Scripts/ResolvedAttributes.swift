import BuildModel
package import Starlark
package import TargetConfiguration

/// The attributes of a target as its rule sees them, for scripts.
package final class ResolvedAttributes {
    private let target: ConfiguredTarget
    private let evaluation: RuleEvaluation
    private let scope: ScriptScope
    private var known: AttributeResolver?

    /// The attributes of a target whose dependencies are analysed.
    package init(_ target: ConfiguredTarget, _ parts: ResolutionParts, _ scope: ScriptScope) {
        self.target = target
        self.scope = scope
        evaluation = RuleEvaluation(target: target, parts)
    }

    /// The value of one attribute; nil if there is none of that name.
    ///
    /// - Throws: When a target does not provide what its use asks for.
    package func value(of name: String, in evaluation: inout Evaluation) throws -> Value? {
        guard let value = target.allAttributes.first(where: { $0.name == name })?.value else {
            return nil
        }
        return try resolver(in: &evaluation).resolve(value, in: &evaluation)
    }

    /// The values of all attributes by name.
    ///
    /// - Throws: As ``value(of:in:)``.
    package func all(in evaluation: inout Evaluation) throws -> [(String, Value)] {
        let resolver = try resolver(in: &evaluation)
        var values: [(String, Value)] = []
        for (name, value) in target.allAttributes {
            values.append((name, try resolver.resolve(value, in: &evaluation)))
        }
        return values
    }

    /// The resolver, whose values live as long as those of the script.
    private func resolver(in evaluation: inout Evaluation) throws -> AttributeResolver {
        if let known { return known }
        let made = try self.evaluation.resolver(scope.scope, in: &evaluation)
        known = made
        return made
    }
}
