/// How tests are run: what a command line says about all of them.
public struct TestSettings: Sendable, Hashable {
    /// Arguments that follow those of each test's own command.
    public var arguments: [String]
    /// Variables that win over those of each test.
    public var environment: [String: String]
    /// How many seconds a test may run.
    public var timeoutSeconds: Int
    /// How often each test is run at least, whatever is known of it; 0 for as seldom as possible.
    public var stressRuns: Int
    /// Whether what is known from earlier runs of the same test counts.
    public var usesResults: Bool

    /// Gathers settings.
    public init(
        arguments: [String] = [], environment: [String: String] = [:], timeoutSeconds: Int = 600,
        stressRuns: Int = 0, usesResults: Bool = true
    ) {
        self.arguments = arguments
        self.environment = environment
        self.timeoutSeconds = timeoutSeconds
        self.stressRuns = stressRuns
        self.usesResults = usesResults
    }
}

/// Which of the targets that patterns match are tested, and what is built besides.
public struct TestSelection: Sendable, Hashable {
    /// What labels of a test let it be run.
    public var filter: TestLabelFilter
    /// Whether tests that the filter leaves out are built all the same.
    public var buildsFiltered: Bool
    /// Whether the tests that targets name in `tests` are run too.
    public var followsTests: Bool
    /// Whether the default outputs of all targets are built.
    public var buildsOutputs: Bool
    /// Whether what the targets' `RunInfo` needs is built.
    public var buildsPrograms: Bool

    /// Makes a selection.
    public init(
        filter: TestLabelFilter = TestLabelFilter(), buildsFiltered: Bool = false,
        followsTests: Bool = true, buildsOutputs: Bool = false, buildsPrograms: Bool = false
    ) {
        self.filter = filter
        self.buildsFiltered = buildsFiltered
        self.followsTests = followsTests
        self.buildsOutputs = buildsOutputs
        self.buildsPrograms = buildsPrograms
    }
}

/// Which labels let a test be run.
///
/// Source: Buck2's documentation of `test --include`, `--exclude` and `--always-exclude`.
public struct TestLabelFilter: Sendable, Hashable {
    /// Labels that let a test in, and with `!` in front keep it out; the first that it has decides.
    public var included: [String]
    /// Labels that keep out what no label before has let in.
    public var excluded: [String]
    /// Whether a label that keeps out does so wherever it stands.
    public var alwaysExcludes: Bool

    /// Makes a filter, which without labels lets everything in.
    public init(included: [String] = [], excluded: [String] = [], alwaysExcludes: Bool = false) {
        self.included = included
        self.excluded = excluded
        self.alwaysExcludes = alwaysExcludes
    }

    /// Whether a test with these labels is run.
    public func admits(_ labels: [String]) -> Bool {
        var isIn = included.isEmpty
        for label in included {
            if label.hasPrefix("!") {
                if labels.contains(String(label.dropFirst())) { return false }
            } else if labels.contains(label) {
                if !alwaysExcludes { return true }
                isIn = true
            }
        }
        return isIn && !excluded.contains(where: labels.contains)
    }
}
