import BuildEvents
public import BuildModel
import Diagnostics
import Execution
import Storage

/// One process of a test with its inputs at hand.
struct TestPerformance {
    let key: TestRunKey
    let spec: TestSpec
    /// The command.
    let line: CommandLine
    /// The working directory.
    let folder: ProjectPath
    let inputs: [(artifact: Artifact, value: ArtifactValue)]
    let services: ActionServices
    /// Where its inputs lie.
    let layout: ArtifactLayout

    /// The words of the command.
    ///
    /// - Throws: A diagnostic if they cannot be put together.
    func words() throws -> [String] {
        var words = try expand(line)
        if case .single(let filter) = key.part { words.append(filter) }
        if key.part != .listing { words += key.settings.arguments }
        guard !words.isEmpty else {
            throw Diagnostic.error("The command of test `\(key.label)` is empty")
        }
        return words
    }

    /// Runs the command, unless its result is known.
    ///
    /// - Parameters:
    ///   - words: What ``words()`` returned.
    ///   - programs: The programs among them, as `path=sha256`.
    ///   - resources: What has to be set up before it runs.
    /// - Returns: How it ended, and whether that is known of the next command as well.
    /// - Throws: Failures of the machine; a diagnostic if a resource cannot be set up.
    func perform(
        _ words: [String], programs: [String], resources: [LocalResourcePlan]
    ) async throws -> (execution: TestExecution, isKept: Bool) {
        let command = Command(
            arguments: words, environment: try environment(), directory: folder,
            platform: programs.isEmpty
                ? Platform() : Platform([Programs.property: Set(programs)]))
        let digest = try digest(of: command, resources)
        let reported = services.reporter.begin(key, inputs: inputs.map(\.artifact))
        do {
            if let known = await known(digest, reported) { return (known, true) }
            for (artifact, value) in inputs {
                let outputs = services.outputs(artifact, value)
                for (path, value) in outputs.sorted(by: { $0.key < $1.key }) {
                    try await services.place(value, at: path)
                }
            }
            let execution = try await run(command, digest, with: resources, reported)
            guard execution.succeeded, key.usesResults else { return (execution, false) }
            if let path = try await services.modifiedSource(among: inputs) {
                services.reporter.warn(
                    "warning: `\(path)` was modified while test \(key.label) ran, which is run again "
                        + "the next time")
                return (execution, false)
            }
            await record(execution, for: digest)
            return (execution, true)
        } catch {
            services.reporter.cancelled(reported)
            throw error
        }
    }

    /// What is known from an earlier run of the same command on the same inputs.
    private func known(_ digest: ActionDigest, _ reported: ReportedTest) async -> TestExecution? {
        guard key.usesResults, !services.control.rerunsTests,
            let known = try? await services.stores.cache.result(for: digest)
        else { return nil }
        let recorder = services.reporter.recorder
        let stage = recorder.begin(.stage(.cacheHit(digest: digest.text)), in: reported.span)
        recorder.end(stage, .stage)
        services.reporter.finished(reported, .cached, took: known.wallTime, nil)
        return TestExecution(
            ending: .exited(known.exitCode),
            streams: TestStreams(output: known.stdout, errors: known.stderr),
            duration: known.wallTime)
    }

    private func record(_ execution: TestExecution, for digest: ActionDigest) async {
        let result = ActionResult(
            stdout: execution.streams.output, stderr: execution.streams.errors,
            wallTime: execution.duration)
        do {
            try await services.stores.cache.record(result, for: digest)
        } catch {
            services.reporter.warn(
                "warning: the result of test \(key.label) could not be kept: \(error)")
        }
    }

    /// What stands for the run in every cache.
    ///
    /// What a resource is made by is part of it, but not which one of several the test is given.
    private func digest(
        of command: Command, _ resources: [LocalResourcePlan]
    ) throws -> ActionDigest {
        let tree = try ActionManifest.tree(
            of: inputs.map { (path: layout.path(of: $0.artifact), value: $0.value) })
        var action = Action(
            command, inputs: tree, timeout: .seconds(key.settings.timeoutSeconds))
        var salt = resources.map { "\($0.type)=\($0.words.joined(separator: " "))\n" }.joined()
        if key.attempt > 0 { salt += "attempt \(key.attempt)" }
        action.salt = Array(salt.utf8)
        return action.digest
    }

    /// Lends the test what it needs of the machine, and runs it.
    private func run(
        _ command: Command, _ digest: ActionDigest, with resources: [LocalResourcePlan],
        _ reported: ReportedTest
    ) async throws -> TestExecution {
        let loan = try await services.localResources.take(resources, services)
        let result: Result<TestExecution, any Error>
        do {
            var command = command
            command.environment.merge(loan.variables) { $1 }
            result = .success(try await run(command, digest, reported))
        } catch {
            result = .failure(error)
        }
        await services.localResources.give(back: loan)
        return try result.get()
    }

    private func run(
        _ command: Command, _ digest: ActionDigest, _ reported: ReportedTest
    ) async throws -> TestExecution {
        let invocation = LoggedInvocation(
            arguments: command.arguments, environment: command.environment, digest: digest.text)
        let recorder = services.reporter.recorder
        let stage = recorder.begin(.stage(.execute(invocation)), in: reported.span)
        defer { recorder.end(stage, .stage) }
        let request = CommandRequest(
            arguments: command.arguments,
            environment: services.environment.unhashed.merging(command.environment) { $1 },
            directory: command.directory, timeout: .seconds(key.settings.timeoutSeconds),
            onStart: { [services] in
                services.reporter.started(reported)
                return true
            })
        let result: CommandResult
        do {
            result = try await services.executor.execute(request)
        } catch {
            switch error.code {
            case .cancelled: throw CancellationError()
            case .programNotFound, .cannotStart:
                services.reporter.finished(
                    reported, .failed,
                    CommandReport(
                        status: .error(stage: "start", message: error.description), exitCode: nil,
                        stdout: "", stderr: "", invocation: invocation, wallTime: .zero))
                return TestExecution(
                    ending: .unstartable(error.description),
                    streams: TestStreams(output: .empty, errors: .empty), duration: .zero)
            default: throw error
            }
        }
        let outcome = result.outcome
        let streams = TestStreams(
            output: await services.keep(outcome.standardOutput),
            errors: await services.keep(outcome.standardError))
        services.reporter.finished(
            reported, result.succeeded ? .ran : .failed, took: outcome.wallTime,
            CommandReport(outcome, invocation))
        return TestExecution(
            ending: try ending(outcome.ending), streams: streams, duration: outcome.wallTime)
    }

    private func ending(_ ending: ProcessOutcome.Ending) throws -> TestExecution.Ending {
        switch ending {
        case .exited(let code): .exited(code)
        case .signaled(let signal): .signaled(signal)
        case .timedOut: .timedOut
        case .cancelled: throw CancellationError()
        }
    }

    /// All that the test sees: the locale and so on, what the rule says, what the user says.
    private func environment() throws -> [String: String] {
        var environment = services.environment.hashed
        for (name, value) in spec.environment {
            environment[name] = try expand(value).joined(separator: " ")
        }
        return environment.merging(key.settings.environment) { $1 }
    }

    /// Paths are absolute if the rule wants that, or the test would not find them otherwise.
    private func expand(_ line: CommandLine) throws -> [String] {
        let isRelative = spec.usesRelativePaths && folder.isBase
        return try line.expand(
            layout: layout, absoluteRoot: isRelative ? nil : services.projectRoot)
    }
}

extension ActionServices {
    /// Stores what a command printed; what cannot be stored is forgotten rather than failed on.
    func keep(_ bytes: [UInt8]) async -> Digest {
        if bytes.isEmpty { return .empty }
        return (try? await stores.content.write(bytes)) ?? .empty
    }

    /// What a process printed, as far as it is still kept.
    public func text(of printed: Digest) async -> String {
        if printed == .empty { return "" }
        guard let bytes = try? await stores.content.read(printed) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
