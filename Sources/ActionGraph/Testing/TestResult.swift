public import BuildEvents
public import BuildModel

/// How one case of a test went.
public struct TestResult: Sendable, Hashable {
    /// The target.
    public let label: ConfiguredProvidersLabel
    /// The case: ``wholeName`` if the test is run as a whole.
    public let name: String
    /// How it ended.
    public let status: TestStatus
    /// How long it took.
    public let duration: Duration
    /// Why, in short.
    public let message: String?
    /// All that the rule has to say about it; nil if it leaves that to what the test printed.
    public let details: String?
    /// What the run that it was part of has printed.
    public let streams: TestStreams

    /// What tests that nobody tells the cases of are called.
    public static let wholeName = "unmanaged"

    /// `root//lib:test - case`.
    public var title: String { "\(label.providers) - \(name)" }
}

/// What a process of a test has printed.
public struct TestStreams: Sendable, Hashable {
    /// What it wrote to standard output.
    public let output: Digest
    /// What it wrote to standard error.
    public let errors: Digest
}

/// How a process of a test ended.
struct TestExecution: Sendable, Hashable {
    enum Ending: Sendable, Hashable {
        case exited(Int32)
        case signaled(Int32)
        case timedOut
        /// It could not be started, and why.
        case unstartable(String)
    }

    let ending: Ending
    let streams: TestStreams
    let duration: Duration

    var succeeded: Bool { ending == .exited(0) }

    /// The exit code as a shell reports it.
    var exitCode: Int {
        switch ending {
        case .exited(let code): Int(code)
        case .signaled(let signal): 128 + Int(signal)
        case .timedOut: 124
        case .unstartable: 126
        }
    }

    /// What it means for a test that is run as a whole.
    var status: TestStatus {
        switch ending {
        case .exited(0): .pass
        case .exited, .signaled: .fail
        case .timedOut: .timeout
        case .unstartable: .fatal
        }
    }

    /// Why it did not pass.
    func message(_ settings: TestSettings) -> String? {
        switch ending {
        case .exited(0): nil
        case .exited(let code): "exited with code \(code)"
        case .signaled(let signal): "was killed by signal \(signal)"
        case .timedOut: "ran longer than \(settings.timeoutSeconds) s and was stopped"
        case .unstartable(let reason): reason
        }
    }
}

/// What became of one target that was to be tested.
public struct TestedTarget: Sendable, Hashable {
    /// The target.
    public let label: ConfiguredProvidersLabel
    /// The name of its rule.
    public let rule: String
    /// Whether it is a test at all.
    public let isTest: Bool
    /// Whether its labels keep it out.
    public let isFiltered: Bool
    /// Whether something was built for it, or would have been if it had not been there.
    public let isBuilt: Bool
    /// The default outputs, if they were asked for.
    public let outputs: [ProjectPath]
    /// How its cases went, in their order.
    public let results: [TestResult]
    /// The targets that it says test it.
    let related: [ProvidersLabel]

    /// Whether nothing is wrong with it.
    var isGood: Bool { results.allSatisfy { $0.status.isGood } }
}
