import Analysis
import BuildModel
import Diagnostics
public import Incremental
import Loading
public import TargetConfiguration

/// What became of all targets that the patterns of a command match, and of those that they say
/// test them.
public struct TestOutcome: Sendable {
    /// What is wrong with targets: what is not there, what configurations rule out, and what could
    /// not be built or run.
    public let build: BuildOutcome
    /// The others, each once, in the order in which they were met.
    public let targets: [TestedTarget]
    /// What they are called, some by several names, in the same order.
    let requested: [RequestedTarget]

    /// Puts together what became of targets.
    init(build: BuildOutcome, targets: [TestedTarget], requested: [RequestedTarget]) {
        self.build = build
        self.targets = targets
        self.requested = requested
    }

    /// That nothing was asked for.
    public static let none = TestOutcome(
        build: BuildOutcome(
            unknown: [], incompatible: [], failures: [], isOutsideUniverse: false, groups: []),
        targets: [], requested: [])

    /// Whether all is good.
    var isGood: Bool {
        build.unknown.isEmpty && build.failures.isEmpty && targets.allSatisfy(\.isGood)
    }

    /// The targets of which something was built.
    public var built: [BuiltTarget] {
        let tested = Dictionary(uniqueKeysWithValues: targets.map { ($0.label, $0) })
        return requested.compactMap { request in
            guard let target = tested[request.providers], target.isBuilt else { return nil }
            return BuiltTarget(
                label: request.label, configured: request.configured, rule: target.rule,
                outputs: target.outputs, runArguments: nil)
        }
    }
}

/// Tests what patterns match: the root of a command, which is all that is asked if nothing has
/// changed and every test has passed.
struct TestPatternsKey: Key {
    let patterns: [RequestedPattern]
    let selection: TestSelection
    let settings: TestSettings

    var description: String {
        "tested(\(patterns.map(\.description).joined(separator: " ")))"
    }

    func compute(in context: borrowing Context) async throws -> TestOutcome {
        let asked = try await context.requestedGroups(patterns)
        var unknown = asked.unknown
        var seen: Set<RequestedTarget> = []
        var tested: Set<ConfiguredProvidersLabel> = []
        var incompatible: [IncompatibleTarget] = []
        var failures: [BuildFailure] = []
        var targets: [TestedTarget] = []
        var requested: [RequestedTarget] = []
        var wave = asked.groups
        while !wave.isEmpty {
            var candidates: [(target: RequestedTarget, resolution: TargetResolution)] = []
            for (group, result) in zip(wave, await context.requestedMembers(of: wave)) {
                let members: RequestedMembers
                do {
                    members = try result.get()
                } catch {
                    if error is CancellationError { throw error }
                    unknown.append(UnknownTarget(error, package: group.package))
                    continue
                }
                failures += members.failures.map(BuildFailure.init)
                for target in members.targets where seen.insert(target).inserted {
                    switch await context.incompatibility(of: target, isNamed: group.isNamed) {
                    case .success(nil):
                        requested.append(target)
                        if tested.insert(target.providers).inserted {
                            candidates.append((target, group.resolution))
                        }
                    case .success(let reason?): incompatible.append(reason)
                    case .failure(let error):
                        if error is CancellationError { throw error }
                        failures.append(
                            BuildFailure(label: target.label, configured: nil, error: error))
                    }
                }
            }
            let results = await context.results(
                candidates.map {
                    TestTargetKey(
                        label: $0.target.providers, selection: selection, settings: settings)
                })
            wave = []
            for ((target, resolution), result) in zip(candidates, results) {
                switch result {
                case .success(let tested):
                    targets.append(tested)
                    // Whoever names a test means it.
                    wave += tested.related.map {
                        RequestedGroup(members: .target($0), resolution: resolution)
                    }
                case .failure(let error):
                    failures.append(
                        BuildFailure(
                            label: target.label, configured: target.configured, error: error))
                }
            }
        }
        return TestOutcome(
            build: BuildOutcome(
                unknown: unknown, incompatible: incompatible, failures: failures,
                isOutsideUniverse: seen.isEmpty && unknown.isEmpty && failures.isEmpty
                    && patterns.contains(where: \.isLookedUp),
                groups: []),
            targets: targets, requested: requested)
    }

    static func fingerprint(_ output: TestOutcome) -> Fingerprint? {
        // Errors are not told apart, and what failed is run again.
        guard output.isGood else { return nil }
        var fingerprinter = Fingerprinter()
        for target in output.targets {
            guard let part = TestTargetKey.fingerprint(target) else { return nil }
            fingerprinter.combine(part)
        }
        for target in output.build.incompatible { fingerprinter.combine(target.reason.message) }
        return fingerprinter.finish()
    }
}

extension Context {
    /// Tests the targets that patterns match.
    ///
    /// - Parameters:
    ///   - patterns: What to test.
    ///   - selection: Which of the targets, and what is built besides.
    ///   - settings: How.
    /// - Returns: What became of them.
    /// - Throws: If the evaluation was cancelled or superseded.
    public borrowing func test(
        _ patterns: [RequestedPattern], _ selection: TestSelection, _ settings: TestSettings
    ) async throws -> TestOutcome {
        try await request(
            TestPatternsKey(patterns: patterns, selection: selection, settings: settings))
    }

    /// Why a target that a command asks for is ruled out; nil if it is not.
    fileprivate borrowing func incompatibility(
        of target: RequestedTarget, isNamed: Bool
    ) async -> Result<IncompatibleTarget?, any Error> {
        do {
            switch try await requestedTarget(target.configured) {
            case .compatible: return .success(nil)
            case .incompatible(let reason):
                return .success(
                    IncompatibleTarget(label: target.label, isNamed: isNamed, reason: reason))
            }
        } catch {
            return .failure(error)
        }
    }
}
