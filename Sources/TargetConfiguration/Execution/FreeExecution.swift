public import BuildModel
public import Incremental

/// What executes the actions that no rule declares, such as those of a script.
public struct FreeExecution: Sendable {
    /// The platform; nil if none fits.
    public let platform: ExecutionPlatform?
    /// The configuration of what is run there.
    public let configuration: ConfigurationLabel
    /// What is run, configured for the platform, in the order asked for.
    public let dependencies: [ConfiguredTargetLabel]
    /// The toolchains, configured for the platform, in the order asked for.
    public let toolchains: [ConfiguredTargetLabel]
}

extension Context {
    /// Chooses the platform for actions that no rule declares.
    ///
    /// - Parameters:
    ///   - conditions: What the platform has to match.
    ///   - dependencies: What is run there.
    ///   - toolchains: The toolchains, which are built for `configuration`.
    ///   - configuration: What the actions make things for.
    ///   - cell: The cell of whoever declares them, whose `.buckconfig` conditions read.
    /// - Returns: The first registered platform that fits, with what was asked for configured.
    /// - Throws: A diagnostic if none fits, or if something asked for is wrong.
    public borrowing func freeExecution(
        conditions: [ProvidersLabel], dependencies: [TargetLabel], toolchains: [TargetLabel],
        for configuration: ConfigurationLabel, in cell: CellName
    ) async throws -> FreeExecution {
        var needs = ExecutionNeeds(conditions: conditions)
        for dependency in dependencies { needs.add(dependency) }
        let bare = toolchains.map {
            ConfiguredTargetLabel(target: $0, configuration: configuration)
        }
        for toolchain in bare { needs.add(toolchain: toolchain) }
        let resolution =
            try await executionPlatforms() == nil
            ? ExecutionResolution(
                platform: ExecutionPlatform(
                    target: nil, configuration: configuration, executor: .local))
            : try await request(ExecutionResolutionKey(cell: cell, needs: needs))
        let execution = resolution.configuration
        let configurations = try await executionConfigurations(of: dependencies, on: execution)
        return FreeExecution(
            platform: resolution.platform, configuration: execution,
            dependencies: dependencies.map {
                ConfiguredTargetLabel(target: $0, configuration: configurations[$0] ?? execution)
            },
            toolchains: toolchains.map {
                ConfiguredTargetLabel(
                    target: $0, configuration: configuration, execution: execution)
            })
    }
}
