extension Workspace {
    /// What some work comes to, unless `--overall-timeout` ends it before.
    ///
    /// - Parameter body: The work, which is cancelled and waited for when the time is over.
    /// - Returns: Nil if the time was over first.
    func inTime<Success: Sendable>(
        _ body: @escaping @Sendable () async -> Success
    ) async -> Success? {
        guard let timeout = building?.timeout else { return await body() }
        return await withTaskGroup(of: Success?.self) { group in
            group.addTask { await body() }
            group.addTask {
                try? await Task.sleep(for: timeout.duration)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            guard first == nil else { return first }
            await group.waitForAll()
            return nil
        }
    }
}
