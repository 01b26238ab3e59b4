import BuildEvents
import BuildModel
import Diagnostics
import Execution
import Storage

/// Performs an action that runs a command.
///
/// The order of questions is that of their price: are the outputs of this very action in place,
/// does the action cache know its result, did an earlier run say that nothing it read has changed,
/// and only then: run it.
struct CommandPerformance {
    let action: RunAction
    let base: ActionPerformance
    /// The words of the command.
    let arguments: [String]
    /// The programs among them, as `path=sha256`.
    let programs: [String]

    var services: ActionServices { base.services }

    /// Makes the outputs.
    func perform() async throws -> ActionOutputs {
        let manifest = try manifest()
        let digest = manifest.digest
        if let outputs = try await reuse(digest) { return outputs }
        guard base.writesToSharedPlaces else { return try await find(manifest, digest) }
        // The same command in another configuration writes to the same places.
        let places =
            base.spec.outputs.filter(\.hasContentBasedPath).map(base.layout.path(of:))
            + [base.layout.scratchFolder(of: base.spec)]
        return try await services.places.run(places) {
            if let outputs = try await reuse(digest) { return outputs }
            return try await find(manifest, digest)
        }
    }

    /// Makes the outputs, unless an earlier run says that nothing it read has changed.
    private func find(
        _ manifest: ActionManifest, _ digest: ActionDigest
    ) async throws -> ActionOutputs {
        let memory = try DepFileMemory(self, manifest)
        if let earlier = try await memory.earlierAction(),
            let outputs = try await reuse(earlier, recordedAs: digest)
        {
            return outputs
        }
        return try await run(manifest, digest, memory)
    }

    /// Everything that can influence the command.
    private func manifest() throws -> ActionManifest {
        let listing = try inputListing()
        var command = try command(arguments, in: base.layout)
        if let listing, let list = action.inputList {
            command.environment[list.variable] = listing.path.text
        }
        var inputs = base.artifacts.inputs.map { artifact in
            (path: base.layout.path(of: artifact), value: base.value(of: artifact))
        }
        if let listing { inputs.append((listing.path, ArtifactValue(listing.value))) }
        return ActionManifest(
            command: command, inputs: try ActionManifest.tree(of: inputs), inputListing: listing,
            timeout: action.timeout)
    }

    /// What is run, with paths as a layout has them.
    func command(_ arguments: [String], in layout: ArtifactLayout) throws -> Command {
        var environment = services.environment.hashed
        environment["BUCK_SCRATCH_PATH"] = layout.scratchFolder(of: base.spec).text
        for (name, value) in action.environment {
            environment[name] = try value.expand(layout: layout).joined(separator: " ")
        }
        return Command(
            arguments: arguments, environment: environment,
            outputs: Set(base.spec.outputs.map(layout.path(of:))),
            platform: programs.isEmpty
                ? Platform() : Platform([Programs.property: Set(programs)]))
    }

    /// The list of inputs, if the command asks for one.
    private func inputListing() throws -> InputListing? {
        guard let list = action.inputList else { return nil }
        let tags = base.artifacts.inputTags
        let inputs = base.artifacts.inputs.filter {
            tags[$0]?.isDisjoint(with: list.ignoredTags) ?? true
        }.map { (path: base.layout.path(of: $0), value: base.value(of: $0)) }
        return InputListing(of: try ActionManifest.tree(of: inputs)) { content in
            services.layout.path(
                of: BuildArtifact(
                    key: base.spec.key, path: base.spec.key.owner.folder.appending(list.path),
                    hasContentBasedPath: base.spec.outputs.allSatisfy(\.hasContentBasedPath)),
                content: content)
        }
    }

    /// Uses a result that is known already.
    ///
    /// It is recorded under `other` too, if that is given. Returns nil if there is no result, or
    /// its content is gone, whereupon the result is forgotten.
    private func reuse(
        _ digest: ActionDigest, recordedAs other: ActionDigest? = nil
    ) async throws -> ActionOutputs? {
        guard services.usesCache, let result = try? await services.stores.cache.result(for: digest),
            Set(result.outputs.keys) == Set(base.spec.outputs.map(base.layout.path(of:)))
        else { return nil }
        let outcome: ActionOutcome
        do {
            outcome = try await base.place(result.outputs) ? .cached : .upToDate
        } catch {
            guard error.code == .notFound else { throw error }
            try? await services.stores.cache.remove(digest)
            return nil
        }
        if let other { try? await services.stores.cache.record(result, for: other) }
        let recorder = services.reporter.recorder
        let stage = recorder.begin(
            .stage(.cacheHit(digest: digest.text)), in: base.reported.span)
        recorder.end(stage, .stage)
        services.reporter.finished(
            base.reported, outcome, output: await shownOutput(of: result, outcome),
            ending(result, other == nil ? .localActionCache : .localDepFile))
        return outputs(result)
    }

    /// What the command wrote to standard error when it ran, for actions that always show it.
    private func shownOutput(of result: ActionResult, _ outcome: ActionOutcome) async -> String {
        guard action.showsStandardError, outcome == .cached,
            let bytes = try? await services.stores.content.read(result.stderr)
        else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The end of the action with a result, for the log.
    func ending(_ result: ActionResult, _ execution: ExecutionKind) -> ActionEnding {
        var ending = base.ending(result.outputs, execution)
        ending.showsStandardError = action.showsStandardError
        ending.requiresLocal = action.place == .localOnly
        ending.prefersLocal = action.place == .preferLocal
        return ending
    }

    func outputs(_ result: ActionResult) -> ActionOutputs {
        base.outputs(result.outputs.mapValues { ArtifactValue($0) })
    }
}
