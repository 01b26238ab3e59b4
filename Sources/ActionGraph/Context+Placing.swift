public import BuildModel
public import Incremental

extension Context {
    /// Makes artifacts, concurrently, for whoever asks for them by themselves.
    ///
    /// - Parameters:
    ///   - artifacts: What to make.
    ///   - isPlaced: Whether each has to lie in its place afterwards, not only in a cache.
    /// - Returns: What became of each, in their order.
    public borrowing func make(
        _ artifacts: [Artifact], isPlaced: Bool
    ) async -> [Result<Void, any Error>] {
        await results(artifacts.map { NeedKey(need: .output($0, isPlaced: isPlaced)) })
    }
}
