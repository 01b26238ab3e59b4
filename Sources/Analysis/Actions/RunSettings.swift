import BuildModel
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
    case errorHandler = 25
    case expectsDedupe = 30
}

/// What of a call of `ctx.actions.run` is not command line.
struct RunSettings {
    private let place: RunAction.Place
    private let weight: RunAction.Weight
    private let timeout: Duration?
    private let keepsOutputs: Bool
    private let showsStandardError: Bool
    private let allowsCacheUpload: Bool?
    private let hasErrorHandler: Bool
    private let inputList: RunAction.InputList?
    let expectsDedupe: Bool?

    init(_ arguments: Arguments) throws {
        place = try Self.place(arguments)
        weight = try Self.weight(arguments)
        timeout = try arguments.positive(.timeout).map { .seconds($0) }
        keepsOutputs = try arguments.bool(RunSlot.noOutputsCleanup.rawValue)
        showsStandardError = try arguments.bool(RunSlot.alwaysPrintStderr.rawValue)
        hasErrorHandler = arguments.present(RunSlot.errorHandler.rawValue) != nil
        let upload = RunSlot.allowCacheUpload.rawValue
        allowsCacheUpload = arguments.present(upload) == nil ? nil : try arguments.bool(upload)
        inputList = try Self.inputList(arguments)
        let dedupe = RunSlot.expectsDedupe.rawValue
        expectsDedupe = arguments.present(dedupe) == nil ? nil : try arguments.bool(dedupe)
    }

    func action(
        command: CommandLine, environment: [(name: String, value: CommandLine)],
        depFiles: [RunAction.DepFile]
    ) -> RunAction {
        RunAction(
            command: command, environment: environment, depFiles: depFiles,
            inputList: inputList, place: place, weight: weight, timeout: timeout,
            keepsOutputs: keepsOutputs,
            showsStandardError: showsStandardError, allowsCacheUpload: allowsCacheUpload,
            hasErrorHandler: hasErrorHandler, expectsDedupe: expectsDedupe)
    }

    func combine(into fingerprinter: inout Fingerprinter) {
        switch place {
        case .anywhere: fingerprinter.combine(0)
        case .localOnly: fingerprinter.combine(1)
        case .preferLocal: fingerprinter.combine(2)
        case .preferRemote: fingerprinter.combine(3)
        }
        switch weight {
        case .slots(let count): fingerprinter.combine(count)
        case .percentage(let percentage): fingerprinter.combine(-1 - percentage)
        }
        fingerprinter.combine(Int(timeout?.components.seconds ?? -1))
        fingerprinter.combine(keepsOutputs)
        fingerprinter.combine(hasErrorHandler)
        fingerprinter.combine(expectsDedupe.map { $0 ? 1 : 0 } ?? 2)
        fingerprinter.combine(inputList != nil)
        if let inputList {
            fingerprinter.combine(inputList.variable)
            fingerprinter.combine(inputList.path.text)
            for tag in inputList.ignoredTags { fingerprinter.combine(tag) }
        }
        fingerprinter.combine(showsStandardError)
        fingerprinter.combine(allowsCacheUpload.map { $0 ? 1 : 0 } ?? 2)
    }

    private static func inputList(_ arguments: Arguments) throws -> RunAction.InputList? {
        let variable = try arguments.optionalString(RunSlot.metadataEnvVar.rawValue)
        let path = try arguments.optionalString(RunSlot.metadataPath.rawValue)
        switch (variable, path) {
        case (nil, nil): return nil
        case (_?, nil):
            throw Failure(
                "missing `metadata_path` parameter which is required when `metadata_env_var` "
                    + "parameter is present")
        case (nil, _?):
            throw Failure(
                "missing `metadata_env_var` parameter which is required when `metadata_path` "
                    + "parameter is present")
        case (let variable?, let path?):
            let slot = RunSlot.ignoredTags.rawValue
            let tags = try arguments.sequence(slot).map { value in
                guard let tag = value.native(as: ArtifactTagObject.self)?.tag else {
                    throw arguments.mismatch(slot, "a list of artifact tags", got: value)
                }
                return tag
            }
            return RunAction.InputList(
                variable: variable, path: try relativePath(path), ignoredTags: tags)
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
