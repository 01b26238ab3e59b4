import BuildModel
import Diagnostics
import Incremental
import Starlark

/// The parameters of `ctx.actions.run` that mean something here, by their slots.
///
/// The signature has them first, in this order; what follows there is accepted and does nothing.
enum RunSlot: Int {
    case arguments
    case category
    case identifier
    case env
    case localOnly
    case preferLocal
    case preferRemote
    case alwaysPrintStderr
    case weight
    case weightPercentage
    case depFiles
    case metadataEnvVar
    case metadataPath
    case ignoredTags
    case noOutputsCleanup
    case allowCacheUpload
    case exe
    case uniqueInodes
    case timeout
    case outputsForErrorHandler
}

/// What of a call of `ctx.actions.run` is not command line.
struct RunSettings {
    private let place: RunAction.Place
    private let weight: RunAction.Weight
    private let timeout: Duration?
    private let keepsOutputs: Bool
    private let showsStandardError: Bool
    private let allowsCacheUpload: Bool?
    private let needsUniqueInodes: Bool
    private let metadata: RunAction.Metadata?

    init(_ arguments: Arguments, scope: AnalysisScope, at span: SourceSpan?) throws {
        place = try Self.place(arguments)
        weight = try Self.weight(arguments)
        timeout = try arguments.positive(.timeout).map { .seconds($0) }
        keepsOutputs = try arguments.bool(RunSlot.noOutputsCleanup.rawValue)
        showsStandardError = try arguments.bool(RunSlot.alwaysPrintStderr.rawValue)
        let upload = RunSlot.allowCacheUpload.rawValue
        allowsCacheUpload = arguments.present(upload) == nil ? nil : try arguments.bool(upload)
        needsUniqueInodes = try arguments.bool(RunSlot.uniqueInodes.rawValue)
        metadata = try Self.metadata(arguments, scope: scope, at: span)
    }

    func action(
        command: CommandLine, environment: [(name: String, value: CommandLine)],
        depFiles: [RunAction.DepFile]
    ) -> RunAction {
        RunAction(
            command: command, environment: environment, depFiles: depFiles, place: place,
            weight: weight, timeout: timeout, keepsOutputs: keepsOutputs,
            showsStandardError: showsStandardError, allowsCacheUpload: allowsCacheUpload,
            needsUniqueInodes: needsUniqueInodes, metadata: metadata)
    }

    func combine(into fingerprinter: inout Fingerprinter) {
        fingerprinter.combine(
            "\(place) \(weight) \(String(describing: timeout)) \(keepsOutputs) "
                + "\(showsStandardError) \(String(describing: allowsCacheUpload)) "
                + "\(needsUniqueInodes) \(metadata?.variable ?? "") \(metadata?.path.text ?? "")")
        for tag in (metadata?.ignoredTags ?? []).sorted(by: { $0.index < $1.index }) {
            fingerprinter.combine(tag)
        }
    }

    private static func place(_ arguments: Arguments) throws -> RunAction.Place {
        var places: [RunAction.Place] = []
        if try arguments.bool(RunSlot.localOnly.rawValue) { places.append(.localOnly) }
        if try arguments.bool(RunSlot.preferLocal.rawValue) { places.append(.preferLocal) }
        if try arguments.bool(RunSlot.preferRemote.rawValue) { places.append(.preferRemote) }
        guard places.count <= 1 else {
            throw Failure("At most one of `local_only`, `prefer_local` and `prefer_remote` applies")
        }
        return places.first ?? .anywhere
    }

    private static func weight(_ arguments: Arguments) throws -> RunAction.Weight {
        let slots = try arguments.positive(.weight)
        guard arguments.present(RunSlot.weightPercentage.rawValue) != nil else {
            return .slots(slots ?? 1)
        }
        guard slots == nil else {
            throw Failure("`weight` and `weight_percentage` cannot both be given")
        }
        let percentage = try arguments.integer(RunSlot.weightPercentage.rawValue)
        guard (0...100).contains(percentage) else {
            throw arguments.mismatch(RunSlot.weightPercentage.rawValue, "from 0 to 100")
        }
        return .percentage(percentage)
    }

    private static func metadata(
        _ arguments: Arguments, scope: AnalysisScope, at span: SourceSpan?
    ) throws -> RunAction.Metadata? {
        let variable = try arguments.optionalString(RunSlot.metadataEnvVar.rawValue)
        let path = try arguments.optionalString(RunSlot.metadataPath.rawValue)
        guard let variable, let path else {
            guard variable == nil, path == nil else {
                throw Failure("`metadata_env_var` and `metadata_path` must be given together")
            }
            return nil
        }
        let slot = RunSlot.ignoredTags.rawValue
        let tags = try arguments.sequence(slot).map { value in
            guard let tag = value.native(as: ArtifactTagObject.self)?.tag else {
                throw arguments.mismatch(slot, "a list of artifact tags", got: value)
            }
            return tag
        }
        let file = try relativePath(path)
        try scope.claim(file, at: span)
        return RunAction.Metadata(variable: variable, path: file, ignoredTags: Set(tags))
    }
}

extension Arguments {
    /// The argument as a positive integer; nothing when it is `None` or was left out.
    fileprivate func positive(_ slot: RunSlot) throws -> Int? {
        guard present(slot.rawValue) != nil else { return nil }
        let number = try integer(slot.rawValue)
        guard number > 0 else { throw mismatch(slot.rawValue, "a positive int") }
        return number
    }
}
