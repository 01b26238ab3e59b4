public import BuildModel

/// Runs commands on this machine, in the project itself.
public struct LocalExecutor: CommandExecutor {
    private let project: ProjectFolder
    private let slots: JobSlots
    private let runner: ProcessRunner

    /// Makes an executor.
    ///
    /// - Parameters:
    ///   - projectRoot: The working directory of every command.
    ///   - slots: How many commands run at a time, shared with whoever else uses them.
    ///   - runner: Starts the processes.
    public init(
        projectRoot: AbsolutePath, slots: JobSlots, runner: ProcessRunner = ProcessRunner()
    ) {
        project = ProjectFolder(root: projectRoot)
        self.slots = slots
        self.runner = runner
    }

    /// Runs a command once a slot is free.
    ///
    /// - Throws: See ``CommandExecutor/execute(_:)``; `.ioFailure` too, when stale outputs cannot
    ///   be removed or folders not be made.
    public func execute(_ request: CommandRequest) async throws(ExecutionError) -> CommandResult {
        let outcome = try await slots.run(weight: request.weight) {
            [project, runner] signal throws(ExecutionError) in
            guard request.onStart?() ?? true else { throw JobSlots.cancelled }
            for path in request.outputs {
                try project.makeFolder(around: path)
                if !request.keepsOutputs { try project.remove(path) }
            }
            if let scratch = request.scratchFolder { try project.makeEmptyFolder(at: scratch) }
            let invocation = ProcessInvocation(
                arguments: request.arguments, environment: request.environment,
                directory: project.root.appending(request.directory), output: request.output,
                timeout: request.timeout, leavesProcesses: request.leavesProcesses)
            return try runner.run(invocation, cancellation: signal)
        }
        guard outcome.ending != .cancelled else { throw JobSlots.cancelled }
        return CommandResult(outcome: outcome)
    }
}
