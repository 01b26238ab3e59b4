public import BuildModel
import Diagnostics
public import Incremental
import Loading

/// A target in a configuration.
///
/// It asks for the targets it depends on as well, of which it reads no more than whether they can
/// be built: a target with a dependency that cannot be is ruled out itself.
struct ConfiguredTargetKey: Key {
    let label: ConfiguredTargetLabel

    static let descriptionPrefix = "configured("
    var description: String { "\(Self.descriptionPrefix)\(label))" }

    func compute(in context: borrowing Context) async throws -> ConfiguredTargetOutcome {
        do {
            let node = try await node(in: context)
            try checkToolchain(node)
            return try await outcome(node, in: context)
        } catch {
            throw error.within(
                .configuring(
                    target: label.target.description,
                    configuration: label.configuration.description))
        }
    }

    private func node(in context: borrowing Context) async throws -> TargetNode {
        do {
            return try await context.targetNode(label.target)
        } catch {
            throw error.within(.step("looking up unconfigured target node `\(label.target)`"))
        }
    }

    private func outcome(
        _ node: TargetNode, in context: borrowing Context
    ) async throws -> ConfiguredTargetOutcome {
        do {
            if let transition = node.incomingTransition {
                return try await forwarded(node, by: transition, in: context)
            }
            return try await TargetConfiguring(label: label, node: node).run(in: context)
        } catch let cycle as CycleError {
            context.markTransient()
            throw cycle.configurationDiagnostic(at: node.span)
        }
    }

    static func fingerprint(_ output: ConfiguredTargetOutcome) -> Fingerprint? {
        switch output {
        case .compatible(let target): return target.fingerprint
        case .incompatible(let reason):
            var fingerprinter = Fingerprinter()
            reason.combine(into: &fingerprinter)
            return fingerprinter.finish()
        }
    }

    /// Toolchains, and nothing else, have the execution platform of their users.
    private func checkToolchain(_ node: TargetNode) throws(Diagnostic) {
        guard node.rule.isToolchain != (label.execution != nil) else { return }
        throw Diagnostic.error(
            node.rule.isToolchain
                ? "Target `\(label.target)` was used not as a toolchain_dep, but is a toolchain rule"
                : "Target `\(label.target)` was used as a toolchain_dep, but is not a toolchain "
                    + "rule",
            notes: [
                .init("`\(label.target)` is a `\(node.rule.name)`, declared here", at: node.span)
            ])
    }

    /// Follows the transition of the target's own rule.
    private func forwarded(
        _ node: TargetNode, by transition: TransitionID, in context: borrowing Context
    ) async throws -> ConfiguredTargetOutcome {
        let configuring = TargetConfiguring(label: label, node: node)
        let (applied, seen) = try await configuring.applyIncoming(transition, in: context)
        guard case .single(let configuration) = applied else {
            throw Diagnostic.error(
                "Rule `\(node.rule.name)` of `\(label.target)` has a split transition",
                at: node.span)
        }
        guard configuration != label.configuration else {
            return try await configuring.run(in: context)
        }
        let target = ConfiguredTargetLabel(target: label.target, configuration: configuration)
        switch try await context.request(ConfiguredTargetKey(label: target)) {
        case .incompatible(let reason): return .incompatible(reason)
        case .compatible(let actual):
            try check(seen, against: actual)
            return .compatible(
                ConfiguredTarget(label: label, node: node, forwardTarget: target))
        }
    }

    /// Checks that what the transition looked at is the same afterwards.
    private func check(
        _ seen: [(name: String, value: ConfiguredValue)], against actual: ConfiguredTarget
    ) throws(Diagnostic) {
        for (name, value) in seen {
            guard let after = actual.allAttributes.first(where: { $0.name == name })?.value,
                after != value
            else { continue }
            throw Diagnostic.error(
                "Target \(label.target) configuration transitioned\n"
                    + "    old: \(label.configuration)\n"
                    + "    new: \(actual.label.configuration)\n"
                    + "    but attribute: \(name)\n"
                    + "    resolved with old configuration to: \(value)\n"
                    + "    resolved with new configuration to: \(after)", at: actual.node.span)
        }
    }
}

extension CycleError {
    /// The cycle as one of targets, found at the target declared at `span`.
    fileprivate func configurationDiagnostic(at span: SourceSpan?) -> Diagnostic {
        let prefix = ConfiguredTargetKey.descriptionPrefix
        let steps = keys.compactMap { key -> String? in
            if key.hasPrefix(prefix) { return String(key.dropFirst(prefix.count).dropLast()) }
            return key.hasPrefix(ExecutionResolutionKey.descriptionPrefix)
                ? "Resolving execution platform" : nil
        }
        let chain = (steps + steps.prefix(1)).map { "  " + $0 }.joined(separator: " ->\n")
        return .error(
            "Configured target cycle detected (`->` means \"depends on\"):\n\(chain)", at: span)
    }
}

/// What a target's users have to know of it, to be configured themselves.
struct TargetSummary: Sendable {
    /// Why it cannot be built, if it cannot.
    let incompatibility: Incompatibility?
    /// Who may depend on it: those that are in all of the sets.
    let visibility: [Visibility]
}

/// What a target's users have to know of it.
///
/// It stays the same when attributes of the target change, so that its users need not be configured
/// again.
struct TargetSummaryKey: Key {
    let label: ConfiguredTargetLabel

    var description: String { "summary(\(label))" }

    func compute(in context: borrowing Context) async throws -> TargetSummary {
        let outcome = try await context.request(ConfiguredTargetKey(label: label))
        let node = try await context.targetNode(label.target)
        switch outcome {
        case .compatible:
            return TargetSummary(incompatibility: nil, visibility: node.allVisibility)
        case .incompatible(let reason):
            return TargetSummary(incompatibility: reason, visibility: node.allVisibility)
        }
    }
}

/// The facts of a key of a select.
struct SelectKeyKey: Key {
    let label: ProvidersLabel

    var description: String { "select-key(\(label))" }

    func compute(in context: borrowing Context) async throws -> ConfigurationFacts {
        try await context.resources[ConfigurationProvidersResource.self]
            .facts(of: label, in: context)
    }
}

extension Context {
    /// A target in a configuration.
    ///
    /// - Throws: A diagnostic if the target or one that it names does not exist, if it may not
    ///   depend on it, if a select has no answer, or, with `incompatibleTargetCode`, if the
    ///   configuration rules the target out.
    public borrowing func configuredTarget(
        _ label: ConfiguredTargetLabel
    ) async throws -> ConfiguredTarget {
        try await request(ConfiguredTargetKey(label: label)).get()
    }

    /// A target in a configuration, or why the configuration rules it out.
    ///
    /// - Throws: As ``configuredTarget(_:)``, but for what is ruled out.
    public borrowing func configuredTargetOutcome(
        _ label: ConfiguredTargetLabel
    ) async throws -> ConfiguredTargetOutcome {
        try await request(ConfiguredTargetKey(label: label))
    }

    /// Several targets in configurations, or what is wrong with each, configured concurrently.
    public borrowing func configuredTargetOutcomes(
        _ labels: [ConfiguredTargetLabel]
    ) async -> [Result<ConfiguredTargetOutcome, any Error>] {
        await results(labels.map { ConfiguredTargetKey(label: $0) })
    }
}
