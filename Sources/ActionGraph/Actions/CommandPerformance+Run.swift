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
        let outcome = try await execute(manifest)
        let collection = try await services.collector.collect(
            manifest.command.outputs.sorted())
        guard collection.missing.isEmpty else {
            let missing = collection.missing.map(\.description).joined(separator: "; it ")
            throw failure("its command succeeded, but \(missing)", outcome, manifest)
        }
        var result = ActionResult(outputs: collection.values, wallTime: outcome.wallTime)
        result.stdout = await keep(outcome.standardOutput)
        result.stderr = await keep(outcome.standardError)
        await record(result, digest, memory)
        services.reporter.finished(
            base.description, .ran, took: outcome.wallTime,
            output: action.showsStandardError
                ? String(decoding: outcome.standardError, as: UTF8.self) : "")
        return outputs(result)
    }

    private func execute(_ manifest: ActionManifest) async throws -> ProcessOutcome {
        let command = manifest.command
        let request = CommandRequest(
            arguments: command.arguments,
            environment: services.environment.unhashed.merging(command.environment) { $1 },
            outputs: command.outputs.sorted(),
            keepsOutputs: action.keepsOutputs,
            timeout: action.timeout,
            weight: weight,
            onStart: { [services, description = base.description] in
                guard services.control.mayStart else { return false }
                services.reporter.started(description)
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
            case .programNotFound, .cannotStart: throw base.failure(error.description)
            default: throw error
            }
        }
        guard result.succeeded else {
            throw failure("its command \(result.ending)", result.outcome, manifest)
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
        _ message: String, _ outcome: ProcessOutcome, _ manifest: ActionManifest
    ) -> ActionFailure {
        ActionFailure(
            action: base.description, message: message,
            command: shellText(manifest.command.arguments),
            stdout: String(decoding: outcome.standardOutput, as: UTF8.self),
            stderr: String(decoding: outcome.standardError, as: UTF8.self))
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
                    "warning: \(base.description.title) reads \(names), which is not among its "
                        + "inputs; its result is not kept")
            }
            try await services.stores.cache.record(result, for: digest)
        } catch {
            services.reporter.warn(
                "warning: the result of \(base.description.title) could not be kept: \(error)")
        }
    }
}
