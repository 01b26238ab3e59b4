/// Execute: computes the node on top of the claims.
extension Strand {
    /// Computes the node on top and publishes its outcome.
    ///
    /// - Throws: Why the strand is abandoned, after the claim was released.
    nonisolated(nonsending) func execute() async throws {
        let claim = claims.top.pointee
        graph.record(claim.before.isComputed ? .recompute : .compute, claim.node)
        let node = graph.node(claim.node)
        let kind = graph.kinds[node.pointee.kind]
        try await kind.execute(key: node.pointee.key, on: self)
    }

    /// Publishes the outcome of the node on top, unless it only reflects that the strand has been
    /// abandoned: then the claim is released.
    func finish<K: Key>(_ outcome: Result<K.Output, any Error>, of kind: Kind<K>) throws {
        if case .failure(let error) = outcome, error is CancellationError || Task.isCancelled {
            abandon(CancellationError())
        }
        if let abandonment {
            release()
            throw abandonment
        }
        switch outcome {
        case .success(let output):
            publish(kind.keep(outcome), of: kind, fingerprint: K.fingerprint(output))
        case .failure(let error):
            if error is any TransientError { claims.top.pointee.isTransient = true }
            publish(kind.keep(outcome), of: kind, fingerprint: nil)
        }
    }
}
