import Analysis
import BuildEvents
import BuildModel
import Diagnostics
import Execution
import Glibc

/// The resources of the machine that tests of one command share: set up when the first needs one,
/// lent to one test at a time, and given up at the end of the command.
public actor LocalResources {
    /// What one test holds while it runs.
    struct Loan: Sendable {
        /// What the test finds in its environment.
        var variables: [String: String] = [:]
        fileprivate var units: [(provider: ConfiguredProvidersLabel, unit: [String: String])] = []
    }

    private enum Pool {
        case settingUp
        /// What nobody holds.
        case free([[String: String]])
        case failed(Diagnostic)
    }

    private var pools: [ConfiguredProvidersLabel: Pool] = [:]
    private var waiters: [ConfiguredProvidersLabel: [CheckedContinuation<Void, Never>]] = [:]
    private var owners: [pid_t] = []

    /// Nothing is set up yet.
    public init() {}

    /// Ends the processes that hold resources.
    public func release() {
        for owner in owners where owner > 1 { kill(owner, SIGTERM) }
        owners = []
        pools = [:]
    }

    /// Lends one of each kind, when they are free.
    ///
    /// - Parameters:
    ///   - plans: In the order of their types, so that no two tests wait for each other.
    ///   - services: What sets them up.
    /// - Returns: What the test holds, to be given back.
    /// - Throws: A diagnostic if one cannot be set up.
    func take(
        _ plans: [LocalResourcePlan], _ services: ActionServices
    ) async throws -> Loan {
        var loan = Loan()
        do {
            for plan in plans {
                let unit = try await take(plan, services)
                loan.units.append((plan.provider, unit))
                loan.variables.merge(unit) { $1 }
            }
        } catch {
            give(back: loan)
            throw error
        }
        return loan
    }

    /// Takes back what a test held.
    func give(back loan: Loan) {
        for (provider, unit) in loan.units {
            guard case .free(let free)? = pools[provider] else { continue }
            pools[provider] = .free(free + [unit])
            wake(provider)
        }
    }

    private func take(
        _ plan: LocalResourcePlan, _ services: ActionServices
    ) async throws -> [String: String] {
        while true {
            switch pools[plan.provider] {
            case nil:
                pools[plan.provider] = .settingUp
                do {
                    let report = try await setUp(plan, services)
                    if let owner = report.owner { owners.append(owner) }
                    pools[plan.provider] = .free(report.units)
                } catch {
                    pools[plan.provider] =
                        (error as? Diagnostic).map(Pool.failed)
                        ?? .failed(.error("Local resource `\(plan.provider)`: \(error)"))
                }
                wake(plan.provider)
            case .failed(let diagnostic): throw diagnostic
            case .free(var free) where !free.isEmpty:
                let unit = free.removeFirst()
                pools[plan.provider] = .free(free)
                return unit
            case .settingUp, .free:
                await withCheckedContinuation { waiters[plan.provider, default: []].append($0) }
            }
        }
    }

    private func wake(_ provider: ConfiguredProvidersLabel) {
        for waiter in waiters.removeValue(forKey: provider) ?? [] { waiter.resume() }
    }

    private func setUp(
        _ plan: LocalResourcePlan, _ services: ActionServices
    ) async throws -> LocalResourceReport {
        let environment = services.environment.unhashed.merging(services.environment.hashed) { $1 }
        let recorder = services.reporter.recorder
        let target = LoggedTarget(plan.provider.target)
        let invocation = LoggedInvocation(
            arguments: plan.words, environment: environment, digest: "")
        let span = recorder.begin(.localResources(target))
        let stage = recorder.begin(.stage(.execute(invocation)), in: span)
        var report: CommandReport?
        defer {
            recorder.end(stage, .stage)
            recorder.end(span, .localResources(target, report))
        }
        let result = try await services.executor.execute(
            CommandRequest(
                arguments: plan.words, environment: environment,
                timeout: plan.timeoutSeconds.map { .seconds($0) }, leavesProcesses: true))
        report = CommandReport(result.outcome, invocation)
        guard result.succeeded else {
            let errors = String(decoding: result.outcome.standardError, as: UTF8.self)
            throw Diagnostic.error(
                "The setup of local resource `\(plan.provider)` \(result.ending)"
                    + (errors.isEmpty ? "" : "\n\(errors)"))
        }
        let text = String(decoding: result.outcome.standardOutput, as: UTF8.self)
        do throws(Diagnostic) {
            return try LocalResourceReport(parsing: text, variables: plan.variables)
        } catch {
            throw error.adding(note: "In what the setup of `\(plan.provider)` printed")
        }
    }
}
