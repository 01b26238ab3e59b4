import Analysis
public import BuildEvents
import BuildModel
import ByteCoding
import Diagnostics
import Incremental
import Loading
import TargetConfiguration

/// Tests one target: builds what it needs, and runs all of its cases, if it is a test that the
/// selection lets in.
struct TestTargetKey: Key {
    let label: ConfiguredProvidersLabel
    let selection: TestSelection
    let settings: TestSettings

    var description: String { "tested(\(label))" }

    func compute(in context: borrowing Context) async throws -> TestedTarget {
        let plan = try await context.testPlan(of: label)
        let isAdmitted = plan.spec.map { selection.filter.admits($0.labels) } ?? false
        let isWanted = plan.spec == nil || isAdmitted || selection.buildsFiltered
        var artifacts = isWanted && selection.buildsOutputs ? plan.needed : []
        if isWanted, selection.buildsPrograms { artifacts += plan.program }
        let validations =
            isWanted ? try await context.enabled(among: plan.validations) : []
        if validations.isEmpty {
            _ = try await context.all(artifacts.map(PlacedOutputKey.init))
        } else {
            _ = try await context.all(
                validations.map { NeedKey(need: .validation($0)) }
                    + artifacts.map { NeedKey(need: .output($0, isPlaced: true)) })
        }
        var results: [TestResult] = []
        if let spec = plan.spec {
            if isAdmitted {
                results =
                    spec.listing == nil
                    ? try await runWhole(in: context) : try await runCases(in: context)
            } else if selection.buildsFiltered {
                let artifacts = spec.command.artifacts.inputs
                _ = try await context.all(artifacts.map(PlacedOutputKey.init))
            }
        }
        let services = context.resources[ActionServicesResource.self]
        for result in results {
            services.reporter.report(
                await services.report(
                    of: result, isKnown: !services.reporter.hasRun(label)),
                of: label.target)
        }
        return TestedTarget(
            label: label, rule: plan.rule, isTest: plan.spec != nil,
            isFiltered: plan.spec != nil && !isAdmitted,
            isBuilt: isWanted
                && (plan.spec != nil || selection.buildsOutputs
                    || selection.buildsPrograms && plan.canRun),
            outputs: isWanted && selection.buildsOutputs
                ? plan.outputs.map(services.layout.path(of:)) : [],
            results: results,
            related: selection.followsTests ? plan.related : [])
    }

    private func runs(of part: TestPart) -> [TestRunKey] {
        let attempts = settings.stressRuns > 0 ? Array(1...settings.stressRuns) : [0]
        return attempts.map {
            TestRunKey(label: label, part: part, settings: settings, attempt: $0)
        }
    }

    private func runWhole(in context: borrowing Context) async throws -> [TestResult] {
        try await context.all(runs(of: .whole)).map { whole($0, TestResult.wholeName) }
    }

    /// Lists the cases, runs each, and has the rule read what they printed.
    private func runCases(in context: borrowing Context) async throws -> [TestResult] {
        let services = context.resources[ActionServicesResource.self]
        let listing = try await context.request(
            TestRunKey(label: label, part: .listing, settings: settings, attempt: 0))
        guard listing.succeeded else {
            return [result(listing, "listing", .listingFailed)]
        }
        let providers = try await context.analysis(of: label.target).providers(of: label.providers)
        let cases: [TestCase]
        do throws(Diagnostic) {
            cases = try providers.testCases(
                in: await services.text(of: listing.streams.output))
        } catch {
            throw error.adding(note: "Failed to parse the listing of test `\(label)`")
        }
        var seen: Set<String> = []
        let runs = cases.filter { seen.insert($0.filter).inserted }.map { one in
            (one, self.runs(of: .single(filter: one.filter)))
        }
        let executions = try await context.all(runs.flatMap(\.1))
        let names = runs.flatMap { one, keys in keys.map { _ in one.name } }
        var results: [TestResult] = []
        for (name, execution) in zip(names, executions) {
            if execution.status == .timeout || execution.status == .fatal {
                results.append(whole(execution, name))
                continue
            }
            let parsed: [ParsedTestResult]
            do throws(Diagnostic) {
                parsed = try providers.testResults(
                    in: await services.text(of: execution.streams.output),
                    errors: await services.text(of: execution.streams.errors),
                    code: execution.exitCode)
            } catch {
                throw error.adding(note: "Failed to parse a result of test `\(label)`")
            }
            results += try parsed.map { try result($0, of: execution) }
            // A case must not vanish because its result cannot be read.
            if parsed.isEmpty { results.append(whole(execution, name)) }
        }
        return results
    }

    /// The result of a process that is one case.
    private func whole(_ execution: TestExecution, _ name: String) -> TestResult {
        result(execution, name, execution.status)
    }

    private func result(
        _ execution: TestExecution, _ name: String, _ status: TestStatus
    ) -> TestResult {
        TestResult(
            label: label, name: name, status: status, duration: execution.duration,
            message: execution.message(settings), details: nil, streams: execution.streams)
    }

    private func result(
        _ parsed: ParsedTestResult, of execution: TestExecution
    ) throws(Diagnostic) -> TestResult {
        guard let status = TestStatus(name: parsed.status) else {
            let names = TestStatus.allCases.map(\.name)
            throw .error(
                "`\(parsed.status)` is no status of a test"
                    + didYouMean(parsed.status, among: names),
                help: ["The statuses are \(names.joined(separator: ", "))"])
        }
        return TestResult(
            label: label, name: parsed.name, status: status,
            duration: parsed.seconds.map { .milliseconds(Int64($0 * 1000)) } ?? execution.duration,
            message: parsed.message, details: parsed.details, streams: execution.streams)
    }
}

extension ActionServices {
    /// A result as it is shown: of those that are not good with what was printed.
    ///
    /// - Parameters:
    ///   - result: The result.
    ///   - isKnown: Whether it is from an earlier command.
    /// - Returns: Its title and all that is to be shown below.
    public func report(of result: TestResult, isKnown: Bool) async -> TestReport {
        var parts: [String] = []
        if result.status != .pass {
            if let message = result.message { parts.append(message) }
            if let details = result.details {
                parts.append(details)
            } else {
                let streams = [
                    ("STDOUT", await text(of: result.streams.output)),
                    ("STDERR", await text(of: result.streams.errors)),
                ]
                for (name, text) in streams {
                    parts.append("---- \(name) ----\n\(text.trimmingLineEnds)")
                }
            }
        }
        return TestReport(
            title: result.title, status: result.status, duration: result.duration,
            isKnown: isKnown, details: parts.joined(separator: "\n").trimmingLineEnds)
    }
}

extension String {
    /// Without the line ends it ends in.
    fileprivate var trimmingLineEnds: String {
        var rest = self[...]
        while rest.last?.isNewline == true { rest.removeLast() }
        return String(rest)
    }
}
