/// How a case of a test ended; the raw values are Buck2's numbers.
public enum TestStatus: Int, Sendable, Hashable, CaseIterable {
    /// It did what it should.
    case pass = 1
    /// It did not.
    case fail = 2
    /// It decided itself that it could not run here.
    case skip = 3
    /// It was not run, for nobody wanted it any more.
    case omitted = 4
    /// It could not be run.
    case fatal = 5
    /// It took longer than it may.
    case timeout = 6
    /// The cases of the test could not be told.
    case listingFailed = 10
    /// The machine failed, not the test.
    case infraFailure = 11

    /// Whether a command succeeds with it.
    public var isGood: Bool { self == .pass || self == .skip || self == .omitted }

    /// What rules call it.
    public var name: String {
        switch self {
        case .pass: "PASS"
        case .fail: "FAIL"
        case .skip: "SKIP"
        case .omitted: "OMITTED"
        case .fatal: "FATAL"
        case .timeout: "TIMEOUT"
        case .listingFailed: "LISTING_FAILED"
        case .infraFailure: "INFRA_FAILURE"
        }
    }

    /// The status that rules call so.
    public init?(name: String) {
        guard let status = TestStatus.allCases.first(where: { $0.name == name }) else {
            return nil
        }
        self = status
    }
}

/// One case of a test as it is shown.
public struct TestReport: Sendable, Hashable {
    /// `root//lib:test - case`.
    public let title: String
    /// How it ended.
    public let status: TestStatus
    /// How long it took.
    public let duration: Duration
    /// Whether this is known from an earlier run on the same inputs.
    public let isKnown: Bool
    /// What is to be shown of it, in several lines; empty for nothing.
    public let details: String

    /// Creates a report.
    public init(
        title: String, status: TestStatus, duration: Duration, isKnown: Bool, details: String
    ) {
        self.title = title
        self.status = status
        self.duration = duration
        self.isKnown = isKnown
        self.details = details
    }
}

/// How many cases of the tests of one command ended in which way.
public struct TestSummary: Sendable, Hashable {
    /// A missing status means none.
    public let counts: [TestStatus: Int]
    /// How many targets could not be built.
    public let buildFailures: Int
    /// How many processes of tests were started.
    public let runs: Int

    /// Creates a summary.
    public init(counts: [TestStatus: Int], buildFailures: Int, runs: Int) {
        self.counts = counts
        self.buildFailures = buildFailures
        self.runs = runs
    }
}
