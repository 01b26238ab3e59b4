import ActionGraph
import Analysis
import BuildEvents
import BuildModel
import GraphQueries
import Incremental
import Loading
import TargetConfiguration

extension Workspace {
    /// Whether it is to be told what targets cost: `[buck2] detailed_aggregated_metrics`.
    func countsMetrics() async -> Bool {
        let value = try? await ask { context in
            try await context.config(
                of: try await context.cells().rootCell, "buck2", "detailed_aggregated_metrics")
        }
        return value == "true"
    }

    /// Sums up what the targets of a build cost, and tells the log.
    ///
    /// - Parameters:
    ///   - report: What became of the targets.
    ///   - began: When the build began.
    func addMetrics(to report: inout BuildReport, since began: ContinuousClock.Instant) async {
        let start = ContinuousClock.now
        let known = project.metrics.add(services.reporter.work.work)
        let (built, failures) = (report.built, report.failures)
        let summing = MetricsSummation(known: known, began: began, end: start)
        var metrics = BuildMetrics()
        do {
            metrics = try await ask { context in
                try await summing.metrics(built: built, failures: failures, in: context)
            }
        } catch let error as SoftError {
            do {
                try session.softErrors.report(error)
            } catch {
                report.add(error)
            }
        } catch {
            // What is wrong with a target is told by its build.
            return
        }
        metrics.computation = ContinuousClock.now - start
        report.metrics = metrics
        session.recorder.note(.metrics(metrics))
    }
}

/// Sums up what targets cost.
private struct MetricsSummation: Sendable {
    let known: MetricsMemory.Known
    let began: ContinuousClock.Instant
    let end: ContinuousClock.Instant

    /// A target that was asked for.
    private struct Request {
        let label: ProvidersLabel
        let configured: ConfiguredTargetLabel
        let isBuilt: Bool
    }

    /// What the actions behind a target are.
    private struct Actions {
        var keys: Set<ActionKey> = []
        var isComplete = true
    }

    func metrics(
        built: [BuiltTarget], failures: [BuildFailure], in context: borrowing Context
    ) async throws -> BuildMetrics {
        var requests = built.map {
            Request(label: $0.label.providers, configured: $0.configured, isBuilt: true)
        }
        requests += failures.compactMap { failure in
            failure.configured.map {
                Request(label: failure.label.providers, configured: $0, isBuilt: false)
            }
        }
        var metrics = BuildMetrics()
        var takers: [ActionKey: [Int]] = [:]
        var users: [ConfiguredTargetLabel: [Int]] = [:]
        var isComplete = true
        for (place, request) in requests.enumerated() {
            for target in try await context.configuredTargets(below: request.configured) {
                try await checkWasSeen(target, in: context)
                users[target.label, default: []].append(place)
            }
            let actions = try await actions(of: request, in: context)
            isComplete = isComplete && actions.isComplete
            for key in actions.keys { takers[key, default: []].append(place) }
            let ends = actions.keys.compactMap { known.executions[$0]?.end }
                .filter { $0 >= began }
            let completion = request.isBuilt ? ends.max() ?? end : end
            metrics.targets.append(
                BuildMetrics.Target(
                    target: LoggedTarget(request.configured),
                    provider: request.label.subTargets.isEmpty
                        ? nil : request.label.subTargets.map { "[\($0)]" }.joined(),
                    rule: try await context.targetNode(request.label.target).rule.name,
                    actions: actions.isComplete ? actions.keys.count : nil,
                    completion: completion - began))
        }
        metrics.actions = isComplete ? takers.count : nil
        for (key, places) in takers {
            guard let execution = known.executions[key] else { continue }
            add(to: &metrics, places) { sums, share in
                sums.executionMilliseconds += share * execution.milliseconds
                sums.outputBytes += share * execution.outputBytes
                guard execution.end >= began, execution.kind == .local else { return }
                sums.localMilliseconds += share * execution.milliseconds
                sums.localExecutions += share
            }
        }
        for (label, places) in users {
            guard let analysis = try? await context.analysis(of: label) else { continue }
            let count = Double(analysis.actions.count)
            add(to: &metrics, places) { sums, share in sums.declaredActions += share * count }
        }
        return metrics
    }

    /// Adds something to the sums of all, and of each target that takes it.
    private func add(
        to metrics: inout BuildMetrics, _ places: [Int],
        _ add: (inout BuildMetrics.Sums, Double) -> Void
    ) {
        add(&metrics.sums, 1)
        for place in places {
            add(&metrics.targets[place].sums, 1)
            add(&metrics.targets[place].shares, 1 / Double(places.count))
        }
    }

    /// - Throws: A soft error if a target was analysed while nobody looked.
    private func checkWasSeen(
        _ target: ConfiguredTarget, in context: borrowing Context
    ) async throws {
        let label = target.label
        if !known.evaluations.contains(AnalysisOwner(label)), target.forwardTarget == nil,
            (try? await context.analysis(of: label)) != nil
        {
            throw SoftError(
                "detailed_aggregated_metrics_enabled_after_analysis",
                "`\(label)` was analysed before `buck2.detailed_aggregated_metrics` was set, "
                    + "so that what it costs is not known")
        }
    }

    /// The actions behind the outputs of a target; those that nobody has made so far are missing.
    private func actions(
        of request: Request, in context: borrowing Context
    ) async throws -> Actions {
        var actions = Actions()
        guard let analysis = try? await context.analysis(of: request.configured) else {
            return Actions(isComplete: false)
        }
        let providers = try analysis.providers(of: request.label)
        var pending = providers.outputsToBuild.inputs.actionKeys
        var seen = Set(pending)
        while let key = pending.popLast() {
            // To look a dynamic step up that has not been run would run it.
            guard known.evaluations.contains(key.owner),
                let analysis = try? await context.analysis(of: key.owner)
            else {
                actions.isComplete = false
                continue
            }
            var next: [ActionKey]
            if let place = key.promisedOutput {
                next = [analysis.promises[place]]
            } else {
                actions.keys.insert(key)
                next = analysis.action(key).kind.artifacts.inputs.actionKeys
            }
            next.removeAll { !seen.insert($0).inserted }
            pending += next
        }
        return actions
    }
}
