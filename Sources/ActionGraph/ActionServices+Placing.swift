import BuildEvents
import BuildModel
import Execution

extension ActionServices {
    /// Makes paths hold outputs whose contents are in the store.
    ///
    /// - Parameters:
    ///   - outputs: The outputs.
    ///   - method: How the contents came to the store.
    /// - Returns: Whether anything had to be changed.
    /// - Throws: `.notFound` if their content is no longer in the store.
    func materialize(
        _ outputs: [ProjectPath: OutputValue], _ method: LoggedMaterialization.Method = .store
    ) async throws(ExecutionError) -> Bool {
        var hasChanged = false
        for (path, value) in outputs.sorted(by: { $0.key < $1.key })
        where try await place(value, at: path, method) {
            hasChanged = true
        }
        return hasChanged
    }

    /// Makes a path hold an output that was made.
    ///
    /// Whoever else wants something there, in it or around it waits, for what several outputs link
    /// to is one place.
    ///
    /// - Parameters:
    ///   - value: The output.
    ///   - path: Its place.
    ///   - method: How its content came to the store.
    /// - Returns: Whether anything had to be changed.
    /// - Throws: `.notFound` if its content is no longer in the store.
    @discardableResult
    func place(
        _ value: OutputValue, at path: ProjectPath,
        _ method: LoggedMaterialization.Method = .store
    ) async throws(ExecutionError) -> Bool {
        if try await materializer.holds(value, at: path) { return false }
        return try await places.run([path]) { () async throws(ExecutionError) in
            if try await materializer.holds(value, at: path) { return false }
            try await write(value, to: path, method)
            return true
        }
    }

    /// Writes an output whose content is in the store to its place, and takes that down.
    ///
    /// - Parameters:
    ///   - value: The output.
    ///   - path: Its place, which holds something else, or nothing.
    ///   - method: How the content came to the store.
    /// - Throws: `.notFound` if its content is no longer in the store.
    func write(
        _ value: OutputValue, to path: ProjectPath, _ method: LoggedMaterialization.Method
    ) async throws(ExecutionError) {
        let span = reporter.recorder.begin(.materialization)
        var failure: ExecutionError?
        do throws(ExecutionError) {
            try await materializer.materialize(value, at: path)
        } catch {
            failure = error
        }
        reporter.recorder.end(
            span,
            .materialization(
                LoggedMaterialization(
                    path: path.text, method: method, files: value.fileCount,
                    bytes: value.fileBytes, error: failure?.message)))
        if let failure { throw failure }
    }
}

extension OutputValue {
    /// How many files are in it; a link counts as one.
    fileprivate var fileCount: Int {
        switch self {
        case .file, .symlink: 1
        case .directory(let tree):
            tree.entries.reduce(0) { $0 + OutputValue($1.node).fileCount }
        }
    }
}
