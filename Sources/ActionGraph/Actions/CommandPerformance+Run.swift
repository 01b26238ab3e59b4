import BuildEvents
import BuildModel
import Execution
import Storage

extension CommandPerformance {
    /// Runs the command, collects its outputs, and keeps the result for every later build.
    ///
    /// - Throws: `ActionFailure` if it fails, or does not write an output.
    func run(
        _ manifest: ActionManifest, _ digest: ActionDigest, _ memory: DepFileMemory
    ) async throws -> ActionOutputs {
        try services.control.checkMayStart()
        for artifact in base.artifacts.inputs {
            let outputs = services.outputs(artifact, base.value(of: artifact))
            for (path, value) in outputs.sorted(by: { $0.key < $1.key }) {
                try await services.place(value, at: path)
            }
        }
        if let listing = manifest.inputListing {
            try await services.stores.content.write([listing.blob])
            try await services.place(listing.value, at: listing.path)
        }
        let invocation = LoggedInvocation(
            arguments: manifest.command.arguments, environment: manifest.command.environment,
            digest: digest.text)
        let outcome = try await execute(manifest, invocation)
        try await checkSources(outcome, invocation)
        let collection = try await services.collector.collect(
            manifest.command.outputs.sorted())
        guard collection.missing.isEmpty else {
            let missing = collection.missing.map(\.description).joined(separator: "; it ")
            throw failure("its command succeeded, but \(missing)", outcome, invocation)
        }
        var result = ActionResult(outputs: collection.values, wallTime: outcome.wallTime)
        if base.writesToSharedPlaces {
            _ = try await base.place(collection.values)
            for output in base.spec.outputs where output.hasContentBasedPath && !action.keepsOutputs
            {
                try services.discard(base.layout.path(of: output))
            }
        }
        result.stdout = await keep(outcome.standardOutput)
        result.stderr = await keep(outcome.standardError)
        await record(result, digest, memory)
        services.reporter.finished(
            base.reported, .ran, took: outcome.wallTime,
            output: action.showsStandardError
                ? String(decoding: outcome.standardError, as: UTF8.self) : "",
            ending(result, outcome, invocation, manifest))
        return outputs(result)
    }

    /// Checks that the sources still are what the digest of the action says.
    private func checkSources(
        _ outcome: ProcessOutcome, _ invocation: LoggedInvocation
    ) async throws {
        let inputs = base.artifacts.inputs.lazy.map { (artifact: $0, value: base.value(of: $0)) }
        guard let path = try await services.modifiedSource(among: inputs) else { return }
        throw failure(
            "You have modified files while the build was in progress: `\(path)` is not what it was "
                + "before the command ran", outcome, invocation)
    }

    /// The end of the action whose command has run, for the log.
    private func ending(
        _ result: ActionResult, _ outcome: ProcessOutcome, _ invocation: LoggedInvocation,
        _ manifest: ActionManifest
    ) -> ActionEnding {
        var ending = ending(result, .local)
        ending.wallTime = outcome.wallTime
        ending.commands = [CommandReport(outcome, invocation)]
        ending.inputBytes = manifest.inputs.fileBytes
        return ending
    }

    private func execute(
        _ manifest: ActionManifest, _ invocation: LoggedInvocation
    ) async throws -> ProcessOutcome {
        let recorder = services.reporter.recorder
        let stage = recorder.begin(.stage(.execute(invocation)), in: base.reported.span)
        defer { recorder.end(stage, .stage) }
        let command = manifest.command
        let scratch = services.layout.scratchFolder(of: base.spec)
        var environment = services.environment.unhashed
        environment["BUCK_BUILD_ID"] = services.buildID
        environment["TMPDIR"] = services.projectRoot.appending(scratch).text
        let request = CommandRequest(
            arguments: command.arguments,
            environment: environment.merging(command.environment) { $1 },
            outputs: command.outputs.sorted(),
            scratchFolder: scratch,
            keepsOutputs: action.keepsOutputs,
            timeout: action.timeout,
            weight: weight,
            onStart: { [services, reported = base.reported] in
                guard services.control.mayStart else { return false }
                services.reporter.started(reported)
                return true
            })
        let result: CommandResult
        do {
            result = try await services.executor.execute(request)
        } catch {
            switch error.code {
            case .cancelled:
                try services.control.checkMayStart()
                throw CancellationError()
            case .programNotFound, .cannotStart:
                throw failure(cannotStart: error.description, invocation)
            default: throw error
            }
        }
        guard result.succeeded else {
            throw failure(result.failureReason, result.outcome, invocation)
        }
        return result.outcome
    }

    private var weight: Int {
        switch action.weight {
        case .slots(let count): count
        case .percentage(let share): max(1, services.jobs * share / 100)
        }
    }

    private func failure(
        _ message: String, _ outcome: ProcessOutcome, _ invocation: LoggedInvocation
    ) -> ActionFailure {
        ActionFailure(
            action: base.reported.description, logged: base.reported.logged, message: message,
            command: shellText(invocation.arguments),
            lastCommand: CommandReport(outcome, invocation))
    }

    private func failure(
        cannotStart reason: String, _ invocation: LoggedInvocation
    ) -> ActionFailure {
        ActionFailure(
            action: base.reported.description, logged: base.reported.logged,
            message: "Local command returned non-zero exit code <no exit code>: \(reason)",
            lastCommand: CommandReport(
                status: .error(stage: "start", message: reason), exitCode: nil, stdout: "",
                stderr: "", invocation: invocation, wallTime: .zero))
    }

    /// Stores what a command printed; what cannot be stored is forgotten rather than failed on.
    private func keep(_ bytes: [UInt8]) async -> Digest {
        if bytes.isEmpty { return .empty }
        let digest = try? await services.stores.content.write(bytes)
        return digest ?? .empty
    }

    /// Keeps the result, unless the command has read what it did not declare: the digest then does
    /// not tell all, and a shared cache must not hold it.
    private func record(
        _ result: ActionResult, _ digest: ActionDigest, _ memory: DepFileMemory
    ) async {
        do {
            let undeclared = try await memory.learn(from: result, of: digest)
            guard undeclared.isEmpty else {
                let names = undeclared.map { "`\($0)`" }.joined(separator: ", ")
                return services.reporter.warn(
                    "warning: \(base.reported.description.title) reads \(names), which is not among its "
                        + "inputs; its result is not kept")
            }
            try await services.stores.cache.record(result, for: digest)
        } catch {
            services.reporter.warn(
                "warning: the result of \(base.reported.description.title) could not be kept: \(error)"
            )
        }
    }
}
