import ActionGraph
import ArgumentParser

/// Which tests are run, and what is made of their results.
struct TestOptions: ParsableArguments {
    @Flag(
        name: .customLong("rerun"),
        help: "Run tests that are known to pass, too.")
    var reruns = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Leave out tests with one of these labels.", valueName: "label"))
    var exclude: [String] = []

    @Option(
        name: [.customLong("include"), .customLong("labels")], parsing: .upToNextOption,
        help: ArgumentHelp(
            "Run only tests with one of these labels; `!label` leaves out. The first that a test "
                + "has decides.", valueName: "label"))
    var include: [String] = []

    @Flag(
        name: [.customLong("always-exclude"), .customLong("always_exclude")],
        help: "Let labels that leave out win over those that let in.")
    var alwaysExcludes = false

    @Flag(
        name: [.customLong("build-filtered"), .customLong("build-filter")],
        help: "Build tests that labels leave out.")
    var buildsFiltered = false

    @Flag(
        name: .customLong("ignore-tests-attribute"),
        help: "Do not run the tests that targets name in `tests`.")
    var ignoresTests = false

    @Flag(
        name: .customLong("build-default-info"),
        help: "Build the default outputs of all targets, too.")
    var buildsOutputs = false

    @Flag(
        name: .customLong("skip-default-info"),
        help: "Do not build default outputs, whatever `buck2.test_builds_targets` says.")
    var skipsOutputs = false

    @Flag(
        name: .customLong("build-run-info"),
        help: "Build what `bld run` needs of all targets, too.")
    var buildsPrograms = false

    @Flag(
        name: .customLong("skip-run-info"),
        help: "Do not build what `bld run` needs, whatever `buck2.test_builds_targets` says.")
    var skipsPrograms = false

    @Option(
        name: .customLong("xml"),
        help: ArgumentHelp("Write the results as JUnit XML.", valueName: "path"))
    var xmlFile: String?

    @Option(
        name: .customLong("write-test-id"),
        help: ArgumentHelp("Write the ID of the test session to a file.", valueName: "path"))
    var sessionFile: String?

    @Flag(
        name: [
            .customLong("unstable-allow-compatible-tests-on-re"),
            .customLong("unstable-allow-tests-on-re"),
        ], help: .hidden)
    var allowsRemote = false

    @Flag(
        name: [
            .customLong("unstable-allow-all-tests-on-re"),
            .customLong("unstable-force-tests-on-re"),
        ], help: .hidden)
    var allowsAllRemote = false

    @Flag(name: .customLong("deep"), help: .hidden)
    var isDeep = false

    @Option(name: .customLong("test-executor-stdout"), help: .hidden)
    var executorOutput: String?

    @Option(name: .customLong("test-executor-stderr"), help: .hidden)
    var executorErrors: String?

    func validate() throws {
        if buildsOutputs, skipsOutputs {
            throw ValidationError(
                "`--build-default-info` and `--skip-default-info` cannot be used together.")
        }
        if allowsRemote, allowsAllRemote {
            throw ValidationError(
                "`--unstable-allow-compatible-tests-on-re` and `--unstable-allow-all-tests-on-re` "
                    + "cannot be used together.")
        }
        if buildsPrograms, skipsPrograms {
            throw ValidationError(
                "`--build-run-info` and `--skip-run-info` cannot be used together.")
        }
    }

    /// Which targets are tested.
    func selection(_ config: TestConfig) -> TestSelection {
        TestSelection(
            filter: TestLabelFilter(
                included: include, excluded: exclude, alwaysExcludes: alwaysExcludes),
            buildsFiltered: buildsFiltered, followsTests: !ignoresTests,
            buildsOutputs: buildsOutputs || config.buildsTargets && !skipsOutputs,
            buildsPrograms: buildsPrograms || config.buildsTargets && !skipsPrograms)
    }

    /// What is to be said if labels seem to have swallowed the targets.
    func warning(_ targets: [String]) -> String? {
        guard targets.isEmpty, !include.isEmpty || !exclude.isEmpty else { return nil }
        let suspects = (include + exclude).filter { $0.contains("//") || $0.contains(":") }
        var lines = [
            "warning: No target patterns specified, but --include/--exclude are; they take all "
                + "words up to the next option, so put targets before them"
        ]
        if !suspects.isEmpty {
            lines.append(
                "help: These labels look like targets: "
                    + suspects.map { "`\($0)`" }.joined(separator: ", "))
        }
        return lines.joined(separator: "\n")
    }
}

/// What the root cell's configuration says about tests.
struct TestConfig: Sendable {
    /// Whether testing a target builds all that it makes (`buck2.test_builds_targets`).
    var buildsTargets = false
    /// How long a test may run (`test.timeout_default_s`).
    var timeoutSeconds = 600
    /// The program that Buck2 would hand tests to (`test.v2_test_executor`).
    var executor: String?
}
