import ArgumentParser

/// Options of every command that runs actions.
struct BuildOptions: ParsableArguments {
    @Option(
        name: [.customShort("j"), .customLong("num-threads")],
        help: "How many commands may run at once (default: the number of processors).")
    var jobs: Int?

    @OptionGroup var configuration: TargetUniverseOptions

    @Flag(
        name: .customLong("keep-going"),
        help: "Go on with all that does not depend on a failed action (the default).")
    var keepsGoing = false

    @Flag(
        name: .customLong("fail-fast"),
        help: "Start no more actions once one has failed.")
    var failsFast = false

    @Flag(
        name: .customLong("skip-missing-targets"),
        help: "Leave out targets that do not exist, where their package does.")
    var skipsMissing = false

    @Flag(
        name: .customLong("skip-incompatible-targets"),
        help: "Leave out targets that cannot be built in the configuration, also those named.")
    var skipsIncompatible = false

    @Flag(
        name: .customLong("no-remote-cache"),
        help:
            "Use no result of the action cache; commands run unless the graph knows their outputs.")
    var ignoresCache = false

    @Option(
        name: .customLong("enable-optional-validations"),
        help: ArgumentHelp(
            "Fail also if an optional validation of this name does.", valueName: "name"))
    var validations: [String] = []

    @OptionGroup(visibility: .hidden) var places: ExecutionPlaceOptions

    @OptionGroup(title: "Build report") var report: BuildReportOptions

    @Option(
        name: .customLong("overall-timeout"),
        help: ArgumentHelp(
            "End the build after some time, such as `90s`, `5m` or `1h`.", valueName: "duration"))
    var timeout: DurationArgument?

    @Flag(
        name: .customLong("phase-times"),
        help: "Do one phase after the other, and print how long each took.")
    var timesPhases = false

    func validate() throws {
        if let jobs, jobs < 1 {
            throw ValidationError("-j needs at least 1 job, and was given \(jobs).")
        }
        if keepsGoing, failsFast {
            throw ValidationError("`--keep-going` and `--fail-fast` exclude each other.")
        }
    }
}

/// Options about where commands run, of which this machine is the only place.
///
/// They are accepted for the sake of those who pass them to Buck2.
struct ExecutionPlaceOptions: ParsableArguments {
    @Flag(name: .customLong("local-only")) var isLocalOnly = false
    @Flag(name: .customLong("remote-only")) var isRemoteOnly = false
    @Flag(name: .customLong("prefer-local")) var prefersLocal = false
    @Flag(name: .customLong("prefer-remote")) var prefersRemote = false
    @Flag(name: .customLong("write-to-cache-anyway")) var writesCache = false
    @Flag(name: .customLong("eager-dep-files")) var readsDepFilesEarly = false
    @Flag(name: .customLong("upload-all-actions")) var uploadsAll = false
    @Flag(name: .customLong("materialize-failed-inputs")) var placesFailedInputs = false
    @Flag(name: .customLong("materialize-failed-outputs")) var placesFailedOutputs = false

    func validate() throws {
        let given = [isLocalOnly, isRemoteOnly, prefersLocal, prefersRemote].filter { $0 }
        if given.count > 1 {
            throw ValidationError(
                "`--local-only`, `--remote-only`, `--prefer-local` and `--prefer-remote` exclude "
                    + "each other.")
        }
    }
}

/// A duration on the command line: `90s`, `5m`, `1h30m`, `500ms`.
struct DurationArgument: ExpressibleByArgument, Sendable {
    /// What was given.
    let duration: Duration
    /// As it was given.
    let text: String

    init?(argument: String) {
        var rest = argument[...]
        var sum = Duration.zero
        let units: [String: Duration] = [
            "ms": .milliseconds(1), "s": .seconds(1), "m": .seconds(60), "min": .seconds(60),
            "h": .seconds(3600),
        ]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber || $0 == "." }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let number = Double(digits), let length = units[String(unit)] else { return nil }
            sum += length * number
        }
        duration = sum
        text = argument
    }
}
