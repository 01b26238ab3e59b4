public import BuildModel
import Diagnostics
public import Incremental
import Loading

/// The platforms that `build.execution_platforms` of the root cell registers; nothing if it is not
/// set, and targets are built on what they are built for.
struct ExecutionPlatformsKey: Key {
    var description: String { "execution-platforms" }

    func compute(in context: borrowing Context) async throws -> ExecutionPlatforms? {
        let cells = try await context.cells()
        guard
            let text = try await context.config(
                of: cells.rootCell, "build", "execution_platforms")
        else { return try await hostPlatforms(in: context) }
        let root = PackageLabel(cell: cells.rootCell, path: .base)
        let target: TargetLabel
        do throws(LabelError) {
            target = try cells.targetLabel(text, in: root)
        } catch {
            throw Diagnostic.error("`build.execution_platforms` is no label: \(error.message)")
        }
        let providers = context.resources[ConfigurationProvidersResource.self]
        let registration = try await providers.executionPlatforms(target, in: context)
        var marker: (setting: ConstraintSetting, value: ProvidersLabel)?
        if let text = registration.marker {
            let label: ProvidersLabel
            do throws(LabelError) {
                label = try cells.providersLabel(text, in: root)
            } catch {
                throw Diagnostic.error("`exec_marker_constraint` is no label: \(error.message)")
            }
            marker = try await providers.constraint(label, in: context)
        }
        var candidates: [ExecutionPlatform] = []
        for platform in registration.platforms {
            candidates.append(try await bind(platform, marker, in: context))
        }
        let fallback: ExecutionPlatforms.Fallback
        switch registration.fallback {
        case .error: fallback = .error
        case .unspecified: fallback = .unspecified
        case .platform(let platform):
            fallback = .platform(try await bind(platform, marker, in: context))
        }
        return ExecutionPlatforms(target: target, candidates: candidates, fallback: fallback)
    }

    /// Where nothing is registered but the bundled prelude describes this machine: that.
    private func hostPlatforms(in context: borrowing Context) async throws -> ExecutionPlatforms? {
        guard let host = try await context.hostPlatform() else { return nil }
        let platform = ExecutionPlatform(
            target: host, configuration: try await context.platform(host), executor: .local)
        return ExecutionPlatforms(target: host, candidates: [platform], fallback: .error)
    }

    private func bind(
        _ platform: ExecutionPlatformRegistration.Platform,
        _ marker: (setting: ConstraintSetting, value: ProvidersLabel)?,
        in context: borrowing Context
    ) async throws -> ExecutionPlatform {
        var constraints = platform.facts.constraints
        if let marker { constraints[marker.setting] = marker.value }
        let configuration = Configuration(
            name: platform.target.description,
            facts: ConfigurationFacts(constraints: constraints),
            isExecutionPlatform: marker != nil)
        return ExecutionPlatform(
            target: platform.target, configuration: try await context.label(of: configuration),
            executor: platform.executor)
    }
}

/// What a platform has to be able to do for a target.
struct ExecutionNeeds: Sendable, Hashable {
    /// The conditions of `exec_compatible_with`.
    var conditions: [ProvidersLabel] = []
    /// The targets that are run, each once.
    private(set) var dependencies: [TargetLabel] = []
    /// The toolchains, each once, without an execution platform.
    private(set) var toolchains: [ConfiguredTargetLabel] = []

    init(conditions: [ProvidersLabel]) {
        self.conditions = conditions
    }

    /// Adds a target that is run.
    mutating func add(_ dependency: TargetLabel) {
        if !dependencies.contains(dependency) { dependencies.append(dependency) }
    }

    /// Adds a toolchain.
    mutating func add(toolchain: ConfiguredTargetLabel) {
        let bare = ConfiguredTargetLabel(
            target: toolchain.target, configuration: toolchain.configuration)
        if !toolchains.contains(bare) { toolchains.append(bare) }
    }
}

/// Chooses the platform that executes the actions of all targets with the same needs: the first
/// that fits.
struct ExecutionResolutionKey: Key {
    /// The cell of the targets, whose `.buckconfig` conditions read.
    let cell: CellName
    let needs: ExecutionNeeds

    static let descriptionPrefix = "execution-platform("
    var description: String {
        let parts =
            needs.conditions.map(\.description) + needs.dependencies.map(\.description)
            + needs.toolchains.map(\.description)
        return "\(Self.descriptionPrefix)\(cell) \(parts.joined(separator: " ")))"
    }

    func compute(in context: borrowing Context) async throws -> ExecutionResolution {
        guard let platforms = try await context.executionPlatforms() else {
            preconditionFailure("execution platforms are chosen among those registered")
        }
        var skipped: [ExecutionResolution.Skipped] = []
        for platform in platforms.candidates {
            guard let refusal = try await context.refusal(of: platform, needs, cell: cell) else {
                return ExecutionResolution(platform: platform, skipped: skipped)
            }
            skipped.append(.init(name: platform.name, reason: refusal))
        }
        switch platforms.fallback {
        case .unspecified: return ExecutionResolution(platform: nil, skipped: skipped)
        case .platform(let platform):
            return ExecutionResolution(platform: platform, skipped: skipped)
        case .error:
            throw Diagnostic.error(
                ExecutionResolution(platform: nil, skipped: skipped).refusal)
        }
    }
}

/// Whether a platform can run what a toolchain needs, and why not.
struct ToolchainRefusalKey: Key {
    /// The toolchain, without an execution platform.
    let toolchain: ConfiguredTargetLabel
    let platform: ExecutionPlatform

    var description: String { "toolchain(\(toolchain) on \(platform.name))" }

    func compute(in context: borrowing Context) async throws -> ExecutionRefusal? {
        do {
            return try await refusal(in: context)
        } catch {
            throw error.within(
                .configuring(
                    target: toolchain.target.description,
                    configuration: toolchain.configuration.description))
        }
    }

    private func refusal(in context: borrowing Context) async throws -> ExecutionRefusal? {
        let node = try await context.targetNode(toolchain.target)
        guard node.rule.isToolchain else {
            throw Diagnostic.error(
                "Target `\(toolchain.target)` was used as a toolchain_dep, but is not a toolchain "
                    + "rule",
                notes: [
                    .init(
                        "`\(toolchain.target)` is a `\(node.rule.name)`, declared here",
                        at: node.span)
                ])
        }
        let needs = try await TargetConfiguring(label: toolchain, node: node)
            .executionNeeds(in: context)
        return try await context.refusal(
            of: platform, needs, cell: toolchain.target.package.cell)
    }
}

extension Context {
    /// The target that registers platforms; nothing if none does.
    public borrowing func executionPlatformsTarget() async throws -> TargetLabel? {
        try await executionPlatforms()?.target
    }

    /// The registered platforms.
    borrowing func executionPlatforms() async throws -> ExecutionPlatforms? {
        try await request(ExecutionPlatformsKey())
    }

    /// The platform of a configuration that a toolchain got from its user.
    ///
    /// - Throws: A diagnostic if there is none.
    borrowing func executionPlatform(
        of execution: ConfigurationLabel, for configuration: ConfigurationLabel
    ) async throws -> ExecutionPlatform? {
        guard execution != .unspecifiedExecution else { return nil }
        guard let platforms = try await executionPlatforms() else {
            return ExecutionPlatform(target: nil, configuration: configuration, executor: .local)
        }
        if let known = platforms.candidates.first(where: { $0.configuration == execution }) {
            return known
        }
        if case .platform(let platform) = platforms.fallback, platform.configuration == execution {
            return platform
        }
        throw Diagnostic.error(
            "Can't find toolchain_dep execution platform using configuration `\(execution)`")
    }

    /// Why a platform cannot do what is needed; nothing if it can.
    ///
    /// - Throws: What is wrong with a dependency, if none of the others is ruled out.
    borrowing func refusal(
        of platform: ExecutionPlatform, _ needs: ExecutionNeeds, cell: CellName
    ) async throws -> ExecutionRefusal? {
        let matches = try await matches(
            of: needs.conditions, in: platform.configuration, cell: cell)
        for condition in needs.conditions where matches[condition]?.isMet != true {
            return .unmet(condition)
        }
        let configurations = try await executionConfigurations(
            of: needs.dependencies, on: platform.configuration)
        let labels = needs.dependencies.map { target in
            ConfiguredTargetLabel(
                target: target,
                configuration: configurations[target] ?? platform.configuration)
        }
        var failure: (any Error)?
        for (label, result) in zip(labels, await results(labels.map(TargetSummaryKey.init))) {
            switch result {
            case .success(let summary):
                if let reason = summary.incompatibility { return .dependency(reason) }
            case .failure(let error):
                failure =
                    failure
                    ?? error.within(
                        .step(
                            "Error checking compatibility of `\(label.target)` with "
                                + "`\(platform.configuration)`"))
            }
        }
        let toolchains = needs.toolchains.map {
            ToolchainRefusalKey(toolchain: $0, platform: platform)
        }
        for result in await results(toolchains) {
            switch result {
            case .success(let refusal?): return refusal
            case .success(nil): break
            case .failure(let error): failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return nil
    }
}
