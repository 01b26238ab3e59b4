import Analysis
public import BuildModel
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

    /// Puts together what became of targets.
    init(build: BuildOutcome, targets: [TestedTarget]) {
        self.build = build
        self.targets = targets
    }

    /// That nothing was asked for.
    public static let none = TestOutcome(
        build: BuildOutcome(unknown: [], incompatible: [], failures: [], groups: []), targets: [])

    /// Whether all is good.
    var isGood: Bool {
        build.unknown.isEmpty && build.failures.isEmpty && targets.allSatisfy(\.isGood)
    }

    /// The targets of which something was built.
    public var built: [BuiltTarget] {
        targets.filter(\.isBuilt).map { target in
            BuiltTarget(
                label: target.label.providers, configured: target.label.target,
                incompatibility: nil, rule: target.rule, outputs: target.outputs,
                runArguments: nil)
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
        var unknown: [UnknownTarget] = []
        var wave: [TestCandidate] = []
        for requested in patterns {
            do {
                wave += try await candidates(requested, &unknown, in: context)
            } catch let error as CancellationError {
                throw error
            } catch {
                unknown.append(try await self.unknown(requested, error, in: context))
            }
        }
        var seen: Set<RequestedTarget> = []
        var tested: Set<ConfiguredProvidersLabel> = []
        var incompatible: [IncompatibleTarget] = []
        var failures: [BuildFailure] = []
        var targets: [TestedTarget] = []
        while !wave.isEmpty {
            var candidates: [(candidate: TestCandidate, label: ConfiguredProvidersLabel)] = []
            for candidate in wave where seen.insert(candidate.target).inserted {
                do {
                    switch try await configured(candidate, in: context) {
                    case .success(let label):
                        if tested.insert(label).inserted { candidates.append((candidate, label)) }
                    case .failure(let reason): incompatible.append(reason)
                    }
                } catch let error as CancellationError {
                    throw error
                } catch {
                    failures.append(candidate.failure(nil, error))
                }
            }
            let results = await context.results(
                candidates.map {
                    TestTargetKey(label: $0.label, selection: selection, settings: settings)
                })
            wave = []
            for ((candidate, label), result) in zip(candidates, results) {
                switch result {
                case .success(let target):
                    targets.append(target)
                    wave += target.related.map(candidate.related)
                case .failure(let error): failures.append(candidate.failure(label, error))
                }
            }
        }
        return TestOutcome(
            build: BuildOutcome(
                unknown: unknown, incompatible: incompatible, failures: failures, groups: []),
            targets: targets)
    }

    /// What a pattern matches.
    private func candidates(
        _ requested: RequestedPattern, _ unknown: inout [UnknownTarget],
        in context: borrowing Context
    ) async throws -> [TestCandidate] {
        let configuration = requested.configuration
        if case .target(let label) = requested.pattern {
            try await context.checkExists(label.target)
            return [
                TestCandidate(
                    target: RequestedTarget(label: label, configuration: configuration),
                    isNamed: true)
            ]
        }
        var candidates: [TestCandidate] = []
        let packages = try await context.packages(matching: requested.pattern)
        for (package, names) in zip(packages, await context.targetNames(of: packages)) {
            switch names {
            case .success(let names):
                candidates += names.map {
                    let label = ProvidersLabel(target: TargetLabel(package: package, name: $0))
                    return TestCandidate(
                        target: RequestedTarget(label: label, configuration: configuration),
                        isNamed: false)
                }
            case .failure(let error): unknown.append(UnknownTarget(error))
            }
        }
        return candidates
    }

    /// What is wrong with a pattern.
    private func unknown(
        _ requested: RequestedPattern, _ error: any Error, in context: borrowing Context
    ) async throws -> UnknownTarget {
        guard case .target(let label) = requested.pattern else { return UnknownTarget(error) }
        let names = try? await context.targetNames(of: label.target.package)
        let isMissing = names.map { !$0.contains(label.target.name) } ?? false
        return UnknownTarget(error, label: label, isMissing: isMissing)
    }

    /// The target in its configuration, or why that rules it out.
    private func configured(
        _ candidate: TestCandidate, in context: borrowing Context
    ) async throws -> Result<ConfiguredProvidersLabel, IncompatibleTarget> {
        let label = candidate.target.label
        let target = try await context.configuredLabel(
            of: label.target, as: candidate.target.configuration)
        switch try await context.requestedTarget(target) {
        case .compatible:
            return .success(ConfiguredProvidersLabel(target, subTargets: label.subTargets))
        case .incompatible(let reason):
            return .failure(
                IncompatibleTarget(label: label, isNamed: candidate.isNamed, reason: reason))
        }
    }

    static func fingerprint(_ output: TestOutcome) -> Fingerprint? {
        // Errors are not told apart, and what failed is run again.
        guard output.isGood else { return nil }
        var fingerprinter = Fingerprinter()
        for target in output.targets {
            guard let part = TestTargetKey.fingerprint(target) else { return nil }
            fingerprinter.combine(Int(truncatingIfNeeded: part.low))
            fingerprinter.combine(Int(truncatingIfNeeded: part.high))
        }
        for target in output.build.incompatible { fingerprinter.combine(target.reason.message) }
        return fingerprinter.finish()
    }
}

/// A target that may be tested.
private struct TestCandidate {
    let target: RequestedTarget
    /// Whether it is meant itself, rather than matched by a pattern for many.
    let isNamed: Bool

    /// A target that is said to test this one: whoever names a test means it.
    func related(_ label: ProvidersLabel) -> TestCandidate {
        TestCandidate(
            target: RequestedTarget(label: label, configuration: target.configuration),
            isNamed: true)
    }

    func failure(_ label: ConfiguredProvidersLabel?, _ error: any Error) -> BuildFailure {
        BuildFailure(label: target.label, configured: label?.target, error: error)
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
}
