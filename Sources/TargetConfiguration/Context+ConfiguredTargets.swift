public import BuildModel
public import Incremental

extension Context {
    /// Several targets in their configurations, or what is wrong with each, configured
    /// concurrently.
    public borrowing func configuredTargets(
        _ labels: [ConfiguredTargetLabel]
    ) async -> [Result<ConfiguredTarget, any Error>] {
        await results(labels.map { ConfiguredTargetKey(label: $0) })
    }
}
