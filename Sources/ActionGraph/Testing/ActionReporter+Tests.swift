public import BuildEvents
import BuildModel
import Loading
import Synchronization

/// A process of a test that is told of.
struct ReportedTest: Sendable {
    /// What names it to a person.
    let description: ActionDescription
    /// What names it in the log.
    let suite: LoggedTestSuite
    /// Its span in the log.
    let span: EventRecorder.Span
    /// Whether it only says which cases there are.
    let isListing: Bool
    /// The target.
    let target: ConfiguredTargetLabel
    /// When it had its inputs.
    let start = ContinuousClock.now
    /// The actions that make them.
    let inputs: [ActionKey]
}

extension ActionReporter {
    /// How many processes of tests were started, and how many were known, so far.
    public var testCounts: [ActionOutcome: Int] { testTally.withLock { $0 } }

    /// Gives a process of a test its number in this command, and begins to tell of it.
    ///
    /// - Parameters:
    ///   - test: The process.
    ///   - inputs: What it waited for.
    /// - Returns: What to tell of it with.
    func begin(_ test: TestRunKey, inputs: [Artifact]) -> ReportedTest {
        let identifier: String? =
            switch test.part {
            case .whole: nil
            case .listing: "listing"
            case .single(let filter): filter
            }
        let description = ActionDescription(
            id: nextID.add(1, ordering: .relaxed).newValue,
            target: test.label.providers.description,
            category: ActionDescription.testCategory, identifier: identifier)
        let isListing = test.part == .listing
        let suite = LoggedTestSuite(
            name: test.label.providers.description,
            tests: isListing ? [] : identifier.map { [$0] } ?? [],
            target: LoggedTarget(test.label.target))
        let span = recorder.begin(isListing ? .testDiscovery(suite) : .testRun(suite))
        return ReportedTest(
            description: description, suite: suite, span: span, isListing: isListing,
            target: test.label.target,
            inputs: work.isEnabled ? inputs.compactMap(\.buildArtifact?.key) : [])
    }

    /// A process of a test starts now.
    func started(_ test: ReportedTest) {
        events(.actionStarted(test.description))
    }

    /// A process of a test has ended, or is known to have ended well.
    func finished(
        _ test: ReportedTest, _ outcome: ActionOutcome, took duration: Duration = .zero,
        _ report: CommandReport?
    ) {
        let end: SpanEnd =
            test.isListing
            ? .testDiscovery(test.suite, report) : .testRun(test.suite, report)
        recorder.end(test.span, end)
        tellWork(of: test)
        testTally.withLock { $0[outcome, default: 0] += 1 }
        if outcome != .cached {
            ranTests.withLock { _ = $0.insert(test.suite.target) }
        }
        let completion = ActionCompletion(outcome: outcome, duration: duration)
        events(.actionFinished(test.description, completion))
    }

    /// Takes in that a process of a test was run; its cases are listed before, which takes no time
    /// where it is one case.
    private func tellWork(of test: ReportedTest) {
        let needs =
            [.analysis(AnalysisOwner(test.target))] + test.inputs.map { WorkKey.action($0) }
        let elapsed = ContinuousClock.now - test.start
        let listing = WorkKey.testListing(test.target)
        work.add(
            PerformedWork(
                listing, start: test.start, duration: test.isListing ? elapsed : .zero,
                needs: needs, detail: .test(test.suite)))
        guard !test.isListing else { return }
        work.add(
            PerformedWork(
                .testRun(test.target, test.description.identifier ?? ""), start: test.start,
                duration: elapsed, needs: [listing], detail: .test(test.suite)))
    }

    /// A process of a test was not run to its end.
    func cancelled(_ test: ReportedTest) {
        recorder.end(test.span, .cancelled)
    }

    /// A case of a test has ended.
    func report(_ test: TestReport, of target: ConfiguredTargetLabel) {
        reported.withLock { _ = $0.insert(test.title) }
        recorder.note(
            .testResult(
                LoggedTestResult(
                    name: test.title, status: test.status, details: test.details,
                    duration: test.duration, target: LoggedTarget(target))))
        events(.testFinished(test))
    }

    /// Whether a process of a test was started.
    func hasRun(_ test: ConfiguredProvidersLabel) -> Bool {
        ranTests.withLock { $0.contains(LoggedTarget(test.target)) }
    }

    /// Whether a case of a test was reported.
    public func hasReported(_ title: String) -> Bool {
        reported.withLock { $0.contains(title) }
    }
}
