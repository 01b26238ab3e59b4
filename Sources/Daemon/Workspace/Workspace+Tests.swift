import ActionGraph
import BuildEvents
import BuildModel
import Diagnostics
import Glibc
import Incremental
import Loading
import TargetConfiguration

extension Workspace {
    /// What the root cell's configuration says about tests.
    func testConfig() async throws -> TestConfig {
        try await ask { context in
            let cell = try await context.cells().rootCell
            var config = TestConfig()
            config.buildsTargets =
                try await context.config(of: cell, "buck2", "test_builds_targets") == "true"
            let timeout = try await context.config(of: cell, "test", "timeout_default_s")
            if let seconds = timeout.flatMap({ Int($0) }), seconds > 0 {
                config.timeoutSeconds = seconds
            }
            config.executor = try await context.config(of: cell, "test", "v2_test_executor")
            return config
        }
    }

    /// Tests what patterns match.
    ///
    /// - Parameters:
    ///   - patterns: As on the command line.
    ///   - selection: Which of the targets, and what is built besides.
    ///   - settings: How.
    /// - Returns: What became of them.
    func test(
        _ patterns: [String], _ selection: TestSelection, _ settings: TestSettings
    ) async -> TestCommandReport {
        let began = ContinuousClock.now
        defer { logCriticalPath(since: began) }
        let report = await inTime { await self.testToTheEnd(patterns, selection, settings) }
        if let report { return report }
        var build = BuildReport()
        build.add(BuildTimedOut(limit: building?.timeout?.text ?? ""))
        return TestCommandReport(outcome: .none, build: build)
    }

    private func testToTheEnd(
        _ patterns: [String], _ selection: TestSelection, _ settings: TestSettings
    ) async -> TestCommandReport {
        do {
            let outcome = try await ask { context in
                let parsed = try await self.requestedPatterns(
                    patterns, configuration, in: context)
                let names = parsed.map(\.pattern.description)
                session.log.note(patterns: names)
                session.recorder.note(.targetPatterns(names))
                return try await context.test(parsed, selection, settings)
            }
            let targets = outcome.targets.sorted { "\($0.label)" < "\($1.label)" }
            for target in targets { session.recorder.note(.ruleType(target.rule)) }
            var report = BuildReport()
            report.isOfTests = true
            report.built = outcome.built
            report.add(outcome.build, skipping: skipping)
            return TestCommandReport(outcome: outcome, build: report)
        } catch {
            var report = BuildReport()
            report.add(Task.isCancelled ? CancellationError() : error)
            return TestCommandReport(outcome: .none, build: report)
        }
    }
}

/// What became of the tests of one command.
struct TestCommandReport: Sendable {
    /// What became of the targets.
    let outcome: TestOutcome
    /// What was built for them, and what could not be.
    let build: BuildReport

    /// How many lines there are at most for results that were known before.
    private static let knownLines = 50

    /// Shows the results that were known, the errors and the counts.
    ///
    /// - Returns: The exit code of the command.
    func finish(_ session: Session, _ services: ActionServices) async -> CommandExitCode {
        let results = outcome.targets.flatMap(\.results)
        let known = results.filter { !services.reporter.hasReported($0.title) }
        for result in known.prefix(Self.knownLines) {
            session.tell(.testFinished(await services.report(of: result, isKnown: true)))
        }
        if known.count > Self.knownLines {
            session.complain("… and \(known.count - Self.knownLines) more known results\n")
        }
        build.countSkipped(session)
        let code =
            build.succeeded ? .success : session.report(SeveralErrors(errors: build.errors))
        let failures = build.errors.count
        if failures > 0 { session.complain("\(failures) BUILDS FAILED\n") }
        var counts: [TestStatus: Int] = [:]
        for result in results { counts[result.status, default: 0] += 1 }
        let ended = services.reporter.testCounts
        session.tell(
            .testsFinished(
                TestSummary(
                    counts: counts, buildFailures: failures,
                    runs: (ended[.ran] ?? 0) + (ended[.failed] ?? 0))))
        guard code == .success else { return code }
        let ending = ending(results)
        session.recorder.note(.endOfTestResults(exitCode: ending.rawValue))
        return ending
    }

    /// What the command ends with if all was built.
    private func ending(_ results: [TestResult]) -> CommandExitCode {
        if results.contains(where: { !$0.status.isGood }) { return .testsFailed }
        // Who asks for targets without tests has got all there is; who leaves out all tests has
        // not.
        let hasRun = results.contains { $0.status == .pass }
        let wasLeftOut = !results.isEmpty || outcome.targets.contains(where: \.isFiltered)
        return !hasRun && wasLeftOut ? .noTests : .success
    }
}
