import BuildModel
import Diagnostics
import Incremental
import Loading

/// Configures one target: one method a step, in the order in which errors count.
///
/// Conditions of compatibility come before everything but the keys of selects, so that a target
/// which is ruled out anyway may name what does not exist for its configuration.
struct TargetConfiguring {
    let label: ConfiguredTargetLabel
    let node: TargetNode

    /// Configures the target in the configuration of its label.
    func run(in context: borrowing Context) async throws -> ConfiguredTargetOutcome {
        let needs = node.configurationNeeds
        let selects = try await selectResolution(needs, in: context)
        if let condition = try unmetCondition(selects) {
            return .incompatible(Incompatibility(label, .unmet(condition)))
        }
        var configurer = ValueConfigurer(
            target: label, node: node, selects: selects, execution: .unboundExecution)
        do {
            configurer.platforms = try await platforms(needs, in: context)
            configurer.transitions = try await transitions(needs, configurer, in: context)
            var values = try configureAll(&configurer)
            var problems = Problems()
            var gathered = GatheredDependencies(
                configurer, conditions: try conditions(of: "exec_compatible_with", selects))
            try await check(gathered.others, &problems, in: context)
            let plugins = try await self.plugins(in: values.declared, &problems, in: context)
            let used = node.rule.traits.plugins
            gathered.run(plugins.targets(of: used))
            let resolution = try await execution(for: gathered, in: context)
            let configurations = try await context.executionConfigurations(
                of: gathered.executed, on: resolution.configuration)
            configurer.restart(
                execution: resolution.configuration, configurations: configurations)
            if !gathered.isIndependent { values = try configureAll(&configurer) }
            let late = configurer.dependencies.filter { $0.kind != .target }
            try await check(late, &problems, in: context)
            let run = configurer.dependOnPlugins(used, of: plugins)
            try await check(run.added, &problems, checksVisibility: false, in: context)
            if let incompatible = problems.incompatible { return .incompatible(incompatible) }
            if let error = problems.errors.first { throw error }
            return .compatible(
                ConfiguredTarget(
                    label: label, node: node, executionResolution: resolution,
                    values: values.declared, implicitValues: values.implicit,
                    dependencies: gathered.isIndependent
                        ? gathered.others : configurer.dependencies,
                    plugins: plugins, usedPlugins: run.plugins,
                    facts: fingerprint(selects, configurer)))
        } catch let ruledOut as ValueConfigurer.RuledOut {
            return .incompatible(Incompatibility(label, .select(ruledOut.message)))
        }
    }

    /// What is wrong with dependencies.
    struct Problems {
        var incompatible: Incompatibility?
        var errors: [any Error] = []

        var isEmpty: Bool { incompatible == nil && errors.isEmpty }
    }

    private typealias Values = (
        declared: [ConfiguredValue], implicit: [(position: Int, value: ConfiguredValue)]
    )

    private func configureAll(_ configurer: inout ValueConfigurer) throws -> Values {
        let declared = node.rule.declaredAttributes.indices
        var values: Values = ([], [])
        values.declared.reserveCapacity(declared.count)
        for position in node.givenPositions where position < declared.lowerBound {
            values.implicit.append((position, try configurer.configure(attributeAt: position)))
        }
        for position in declared {
            values.declared.append(try configurer.configure(attributeAt: position))
        }
        return values
    }

    private func fingerprint(
        _ selects: SelectResolution, _ configurer: ValueConfigurer
    ) -> Fingerprint {
        var fingerprinter = Fingerprinter()
        for (key, state) in selects.keys.sorted(by: { $0.key < $1.key }) {
            fingerprinter.combine(key.description)
            fingerprinter.combine(state.isMet)
            state.facts.combine(into: &fingerprinter)
        }
        return fingerprinter.finish()
    }
}

// MARK: Selects and compatibility

extension TargetConfiguring {
    /// Finds out which keys of the target's selects, and of its conditions, are met.
    private func selectResolution(
        _ needs: ConfigurationNeeds, in context: borrowing Context
    ) async throws -> SelectResolution {
        do {
            return SelectResolution(
                target: label, node: node,
                keys: try await context.matches(
                    of: needs.keys, in: label.configuration, cell: label.target.package.cell))
        } catch {
            throw error.within(.step("Error resolving configuration deps of `\(label)`"))
        }
    }

    /// The condition of compatibility that the configuration does not meet, if there is one.
    private func unmetCondition(_ selects: SelectResolution) throws -> ProvidersLabel? {
        let all = try conditions(of: "target_compatible_with", selects)
        let any = try conditions(of: "compatible_with", selects)
        guard all.isEmpty || any.isEmpty else {
            throw Diagnostic.error(
                "`\(label)` had both `target_compatible_with` and `compatible_with` attributes. "
                    + "It should only have one.", at: node.span)
        }
        if let unmet = all.first(where: { !selects.isMet($0) }) { return unmet }
        return any.contains(where: selects.isMet) ? nil : any.first
    }

    /// The labels of an attribute such as `compatible_with`, selects in it resolved.
    private func conditions(
        of attribute: String, _ selects: SelectResolution
    ) throws -> [ProvidersLabel] {
        guard let position = node.rule.position(of: attribute), node.isGiven(attribute) else {
            return []
        }
        var configurer = ValueConfigurer(
            target: label, node: node, selects: selects, execution: .unboundExecution)
        guard case .list(let elements) = try configurer.configure(attributeAt: position) else {
            return []
        }
        return elements.compactMap { element in
            if case .configuration(let label) = element { label } else { nil }
        }
    }
}

// MARK: Configurations of dependencies

extension TargetConfiguring {
    private func platforms(
        _ needs: ConfigurationNeeds, in context: borrowing Context
    ) async throws -> [TargetLabel: ConfigurationLabel] {
        var platforms: [TargetLabel: ConfigurationLabel] = [:]
        for platform in needs.platforms {
            platforms[platform] = try await context.platform(platform)
        }
        return platforms
    }

    private func transitions(
        _ needs: ConfigurationNeeds, _ configurer: ValueConfigurer, in context: borrowing Context
    ) async throws -> [TransitionID: AppliedTransition] {
        var applied: [TransitionID: AppliedTransition] = [:]
        for transition in needs.transitions {
            applied[transition] = try await apply(transition, configurer, in: context).applied
        }
        return applied
    }

    /// Applies the transition of the target's own rule.
    ///
    /// - Returns: What comes of it, and the values that it looked at.
    func applyIncoming(
        _ transition: TransitionID, in context: borrowing Context
    ) async throws -> (applied: AppliedTransition, seen: [(name: String, value: ConfiguredValue)]) {
        let needs = node.configurationNeeds
        let selects = try await selectResolution(needs, in: context)
        var configurer = ValueConfigurer(
            target: label, node: node, selects: selects, execution: .unboundExecution)
        configurer.platforms = try await platforms(needs, in: context)
        return try await apply(transition, configurer, in: context)
    }

    private func apply(
        _ transition: TransitionID, _ configurer: ValueConfigurer, in context: borrowing Context
    ) async throws -> (applied: AppliedTransition, seen: [(name: String, value: ConfiguredValue)]) {
        var configurer = configurer
        configurer.isBeforeTransitions = true
        var seen: [(name: String, value: ConfiguredValue)] = []
        let names = try await context.request(TransitionAttributesKey(transition: transition))
        let values = try names?.map { name -> ConfiguredValue? in
            guard let position = node.rule.position(of: name) else { return nil }
            let value = try configurer.configure(attributeAt: position)
            seen.append((name, value))
            return value.withoutMacros
        }
        let key = TransitionKey(
            transition: transition, configuration: label.configuration, attributes: values)
        return (try await context.request(key), seen)
    }

    /// What a platform has to be able to do for a toolchain, which does not choose it.
    ///
    /// - Throws: What is wrong with the toolchain or a dependency, that it is ruled out included.
    func executionNeeds(in context: borrowing Context) async throws -> ExecutionNeeds {
        let needs = node.configurationNeeds
        guard needs.transitions.isEmpty else {
            throw Diagnostic.error(
                "Target `\(label.target)` has a transition_dep, which is not permitted on a "
                    + "toolchain rule", at: node.span)
        }
        let selects = try await selectResolution(needs, in: context)
        var configurer = ValueConfigurer(
            target: label, node: node, selects: selects, execution: .unboundExecution)
        configurer.platforms = try await platforms(needs, in: context)
        if let condition = try unmetCondition(selects) {
            throw Incompatibility(label, .unmet(condition)).diagnostic
        }
        do {
            _ = try configureAll(&configurer)
        } catch let ruledOut as ValueConfigurer.RuledOut {
            throw Incompatibility(label, .select(ruledOut.message)).diagnostic
        }
        let gathered = GatheredDependencies(
            configurer, conditions: try conditions(of: "exec_compatible_with", selects))
        var problems = Problems()
        try await check(gathered.others, &problems, in: context)
        if let incompatible = problems.incompatible { throw incompatible.diagnostic }
        if let error = problems.errors.first { throw error }
        return gathered.executionNeeds
    }

    /// The platform that executes the target's actions.
    private func execution(
        for dependencies: GatheredDependencies, in context: borrowing Context
    ) async throws -> ExecutionResolution {
        // What makes up configurations is analysed to find platforms, and executes nothing.
        if label.configuration == .unbound { return .none }
        if let execution = label.execution {
            return ExecutionResolution(
                platform: try await context.executionPlatform(
                    of: execution, for: label.configuration))
        }
        guard try await context.executionPlatforms() != nil else {
            return ExecutionResolution(
                platform: ExecutionPlatform(
                    target: nil, configuration: label.configuration, executor: .local))
        }
        return try await context.request(
            ExecutionResolutionKey(
                cell: label.target.package.cell, needs: dependencies.executionNeeds))
    }

    /// Finds out whether dependencies can be built, and may be depended on.
    private func check(
        _ dependencies: [ConfiguredDependency], _ problems: inout Problems,
        checksVisibility: Bool = true, in context: borrowing Context
    ) async throws {
        var labels: [ConfiguredTargetLabel] = []
        var seen: Set<ConfiguredTargetLabel> = []
        for dependency in dependencies where dependency.kind != .plugin {
            if seen.insert(dependency.label.target).inserted {
                labels.append(dependency.label.target)
            }
        }
        let results = await context.results(labels.map { TargetSummaryKey(label: $0) })
        for (dependency, result) in zip(labels, results) {
            switch result {
            case .success(let summary):
                if let reason = summary.incompatibility {
                    problems.incompatible = Incompatibility(label, .dependency(reason))
                } else if checksVisibility,
                    !node.mayDepend(on: dependency.target, summary.visibility)
                {
                    // The target itself is only needed to say where it is.
                    let other = try await context.targetNode(dependency.target)
                    do throws(Diagnostic) {
                        try node.checkMayDepend(on: other)
                    } catch {
                        problems.errors.append(error)
                    }
                }
            case .failure(let error as CycleError): throw error
            case .failure(let error): problems.errors.append(error)
            }
        }
    }
}

extension TargetNode {
    /// Whether it may depend on a target of that visibility.
    fileprivate func mayDepend(on target: TargetLabel, _ visibility: [Visibility]) -> Bool {
        target.package == label.package || visibility.allSatisfy { $0.contains(label) }
    }
}

/// The dependencies of a target before its execution platform is known.
struct GatheredDependencies {
    /// Those whose configurations are known.
    let others: [ConfiguredDependency]
    /// What a platform has to be able to run.
    private(set) var executionNeeds: ExecutionNeeds

    init(_ configurer: ValueConfigurer, conditions: [ProvidersLabel]) {
        var others: [ConfiguredDependency] = []
        var needs = ExecutionNeeds(conditions: conditions)
        for dependency in configurer.dependencies {
            switch dependency.kind {
            case .target: others.append(dependency)
            case .execution: needs.add(dependency.label.providers.target)
            case .toolchain: needs.add(toolchain: dependency.label.target)
            case .configuration, .plugin: break
            }
        }
        self.others = others
        executionNeeds = needs
    }

    /// Adds targets that are run.
    mutating func run(_ targets: [TargetLabel]) {
        for target in targets { executionNeeds.add(target) }
    }

    /// The targets that are run, each once.
    var executed: [TargetLabel] { executionNeeds.dependencies }

    /// Whether no dependency has the configuration of the execution platform.
    var isIndependent: Bool {
        executionNeeds.dependencies.isEmpty && executionNeeds.toolchains.isEmpty
    }
}
