import ArgumentParser

/// Options of every command that runs actions.
struct BuildOptions: ParsableArguments {
    @Option(
        name: [.customShort("j"), .customLong("num-threads")],
        help: "How many commands may run at once (default: the number of processors).")
    var jobs: Int?

    @OptionGroup var configuration: TargetConfigurationOptions

    @Flag(
        name: .customLong("skip-incompatible-targets"),
        help: "Skip targets that are incompatible, even those that are named.")
    var skipsIncompatible = false

    @Flag(
        name: .customLong("keep-going"),
        help: "Go on with all that does not depend on a failed action.")
    var keepsGoing = false

    @Flag(
        name: .customLong("phase-times"),
        help: "Do one phase after the other, and print how long each took.")
    var timesPhases = false

    func validate() throws {
        if let jobs, jobs < 1 {
            throw ValidationError("-j needs at least 1 job, and was given \(jobs).")
        }
    }
}
