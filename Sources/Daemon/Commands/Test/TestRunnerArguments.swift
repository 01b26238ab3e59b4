import ActionGraph
import ArgumentParser

/// What follows `--` of `bld test`: arguments of what runs the tests, which is bld itself.
///
/// Source: the names are those of the runner that comes with Buck2, and of its own test tool.
struct TestRunnerArguments: ParsableArguments {
    @Option(
        name: .customLong("env"),
        help: ArgumentHelp("A variable for the tests.", valueName: "name=value"))
    var variables: [String] = []

    @Option(help: ArgumentHelp("How many seconds a test may run.", valueName: "seconds"))
    var timeout: Int?

    @Option(
        name: .customLong("test-arg"), parsing: .remaining,
        help: "Arguments that each test's command gets after its own.")
    var testArguments: [String] = []

    @Option(
        name: .customLong("stress-runs"),
        help: ArgumentHelp("Run each test so many times.", valueName: "count"))
    var stressRuns = 0

    @Flag(
        name: .customLong("disable-test-execution-caching"),
        help: "Run the tests whatever is known of them, and forget how they went.")
    var disablesCaching = false

    @Flag(name: .customLong("run-disabled"), help: .hidden)
    var runsDisabled = false

    func validate() throws {
        for variable in variables where !variable.contains("=") {
            throw ValidationError(
                "Incorrect syntax for env value. Please use name=value. Input: `\(variable)`")
        }
        if let timeout, timeout < 1 {
            throw ValidationError("`--timeout` needs at least 1 second, and was given \(timeout).")
        }
    }

    /// How tests are run.
    ///
    /// - Parameter timeoutSeconds: How long a test may run if nothing is said here.
    /// - Returns: The settings of all tests of the command.
    func settings(timeoutSeconds: Int) -> TestSettings {
        var environment: [String: String] = [:]
        for variable in variables {
            guard let equals = variable.firstIndex(of: "=") else { continue }
            environment[String(variable[..<equals])] =
                String(variable[variable.index(after: equals)...])
        }
        return TestSettings(
            arguments: testArguments, environment: environment,
            timeoutSeconds: timeout ?? timeoutSeconds, stressRuns: stressRuns,
            usesResults: !disablesCaching)
    }
}
