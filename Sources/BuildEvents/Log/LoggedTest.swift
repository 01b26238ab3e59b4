/// The tests of a target that one command runs.
public struct LoggedTestSuite: Sendable, Hashable {
    /// The suite's name, which is the target's label without its configuration.
    public var name: String
    /// The tests in it.
    public var tests: [String]
    /// The target.
    public var target: LoggedTarget

    /// Names a suite.
    public init(name: String, tests: [String], target: LoggedTarget) {
        self.name = name
        self.tests = tests
        self.target = target
    }
}

/// How one test ended.
public struct LoggedTestResult: Sendable {
    /// The test's name.
    public var name: String
    /// How it ended.
    public var status: TestStatus
    /// What it wrote, if it is worth reading.
    public var details: String
    /// Wall time.
    public var duration: Duration
    /// The target.
    public var target: LoggedTarget

    /// Describes a result.
    public init(
        name: String, status: TestStatus, details: String, duration: Duration,
        target: LoggedTarget
    ) {
        self.name = name
        self.status = status
        self.details = details
        self.duration = duration
        self.target = target
    }
}
