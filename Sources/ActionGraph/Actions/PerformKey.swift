import Analysis
import BuildEvents
import BuildModel
import Diagnostics
import Execution
import Incremental
import Storage

/// The outputs of one action.
struct ActionOutputs: Sendable, Hashable {
    /// What lies at each output, by path from the project root.
    let values: [ProjectPath: ArtifactValue]
}

/// Performs one action: asks for its inputs, then makes its outputs or finds them made.
struct PerformKey: Key {
    let action: ActionKey

    var description: String { "action(\(action))" }

    func compute(in context: borrowing Context) async throws -> ActionOutputs {
        let spec = try await context.spec(of: action)
        let services = context.resources[ActionServicesResource.self]
        let artifacts = spec.kind.artifacts
        // What is named but not read counts for its path, if that follows from its content.
        let named = artifacts.inputs + spec.kind.contentBasedNames
        let inputs = try await context.values(of: named)
        if case .run = spec.kind { _ = try await context.request(CommandVariablesKey()) }
        try services.control.checkMayStart()
        let performance = ActionPerformance(
            spec: spec, reported: services.reporter.begin(spec, inputs: artifacts.inputs),
            artifacts: artifacts,
            inputs: Dictionary(zip(named, inputs), uniquingKeysWith: { first, _ in first }),
            services: services)
        do {
            let arguments = try performance.arguments()
            let declared = artifacts.programs.map(Programs.identity)
            let found = try await context.all(
                Programs.candidates(
                    in: arguments, declared: artifacts.programs,
                    projectRoot: services.projectRoot))
            return try await performance.perform(
                arguments, programs: declared + found.compactMap { $0 })
        } catch  where error is ActionFailure || error is ExecutionError || error is StorageError {
            // What the machine could not do now, it may be able to do for the next command.
            context.markTransient()
            let error = try await context.explain(error, of: spec)
            services.control.noteFailure(error)
            services.reporter.finished(performance.reported, .failed, performance.ending(error))
            throw error
        } catch {
            services.reporter.cancelled(performance.reported)
            throw error
        }
    }

    /// Never evicted: it is little, and to bring it back may be to run the action.
    static func sizeBytes(of output: ActionOutputs) -> Int { 0 }

    static func fingerprint(_ output: ActionOutputs) -> Fingerprint? {
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(output.values.count)
        for (path, value) in output.values.sorted(by: { $0.key < $1.key }) {
            fingerprinter.combine(path.text)
            value.fingerprint(into: &fingerprinter)
        }
        return fingerprinter.finish()
    }
}

/// One action with its inputs at hand.
struct ActionPerformance: Sendable {
    /// What to do.
    let spec: ActionSpec
    /// What the action is called, and who is told of it.
    let reported: ReportedAction
    /// The artifacts it names.
    let artifacts: CommandLineArtifacts
    /// The values of `artifacts.inputs`.
    let inputs: [Artifact: ArtifactValue]
    /// What it is done with.
    let services: ActionServices
    /// Where its inputs lie, and where it writes its outputs.
    let layout: ArtifactLayout

    init(
        spec: ActionSpec, reported: ReportedAction, artifacts: CommandLineArtifacts,
        inputs: [Artifact: ArtifactValue], services: ActionServices
    ) {
        self.spec = spec
        self.reported = reported
        self.artifacts = artifacts
        self.inputs = inputs
        self.services = services
        layout = Self.layout(spec, inputs, services.layout)
    }

    /// The words of its command; none if it is no command.
    ///
    /// - Throws: `ActionFailure` if they cannot be put together.
    func arguments() throws -> [String] {
        guard case .run(let action) = spec.kind else { return [] }
        let arguments: [String]
        do {
            arguments = try action.command.expand(layout: layout)
        } catch {
            throw failure(error.message)
        }
        guard !arguments.isEmpty else { throw failure("its command line is empty") }
        return arguments
    }

    /// Makes the outputs, unless they are there.
    ///
    /// - Parameters:
    ///   - arguments: What ``arguments()`` returned.
    ///   - programs: The programs among them, as `path=sha256`.
    /// - Returns: What lies at each output.
    /// - Throws: `ActionFailure` for what the user can mend; `CancellationError`; failures of the
    ///   machine as they are.
    func perform(_ arguments: [String], programs: [String]) async throws -> ActionOutputs {
        do {
            switch spec.kind {
            case .run(let action):
                let command = CommandPerformance(
                    action: action, base: self, arguments: arguments, programs: programs)
                return try await command.perform()
            case .write(let action): return try await write(action)
            case .copy(let action): return try await copy(action)
            case .symlink(let action): return try await link(action)
            case .symlinkedDirectory(let action): return try await linkFolder(action)
            case .copiedDirectory(let action): return try await copyFolder(action)
            case .assembledDirectory(let action): return try await assembleFolder(action)
            case .download(let action): return try await download(action)
            }
        } catch let diagnostic as Diagnostic {
            throw failure(diagnostic.message)
        } catch let error as InputTreeError {
            throw failure(error.message)
        }
    }

    /// A failure of this action.
    func failure(_ message: String) -> ActionFailure {
        ActionFailure(
            action: reported.description, logged: reported.logged, message: message)
    }

    /// The end of an action that has failed, for the log.
    fileprivate func ending(_ error: any Error) -> ActionEnding {
        let failure = error as? ActionFailure
        let report = failure?.lastCommand
        return ActionEnding(
            failure: failure?.message ?? "\(error)", execution: report == nil ? .notSet : .local,
            wallTime: report?.wallTime ?? reported.span.elapsed,
            commands: report.map { [$0] } ?? [])
    }

    /// The path of the only output of an action that is no command.
    var outputPath: ProjectPath {
        precondition(spec.outputs.count == 1, "an action that is no command has one output")
        return layout.path(of: spec.outputs[0])
    }

    /// The value of an input artifact.
    func value(of artifact: Artifact) -> ArtifactValue {
        guard let value = inputs[artifact] else {
            preconditionFailure("an action asks for the artifacts it names")
        }
        return value
    }
}
