import ArgumentParser

/// How the files of the project are run.
struct StarlarkOptions: ParsableArguments {
    @Flag(
        name: .customLong("stack"), help: "Print the calls that declared a target with the target.")
    var showsCallStacks = false
}
