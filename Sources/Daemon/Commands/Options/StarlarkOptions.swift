import ArgumentParser

/// How the files of the project are run.
struct StarlarkOptions: ParsableArguments {
    @Flag(
        name: .customLong("stack"), help: "Print the calls that declared a target with the target.")
    var showsCallStacks = false

    @Flag(
        name: .customLong("disable-starlark-types"),
        help: "Accepted, and without effect: types cost nothing here.")
    private var disablesTypes = false

    @Flag(
        name: .customLong("unstable-typecheck"),
        help: "Accepted, and without effect: `bld starlark typecheck` checks types.")
    private var typechecks = false
}
