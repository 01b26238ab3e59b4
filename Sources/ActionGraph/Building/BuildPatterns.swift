import BuildModel
import ByteCoding
import Diagnostics
public import Incremental
import Loading
public import TargetConfiguration

/// What became of all targets that the patterns of a build match.
public struct BuildOutcome: Sendable {
    /// What is wrong with targets and packages that are named or matched, in the order of the
    /// patterns.
    public let unknown: [UnknownTarget]
    /// The targets that their configurations rule out, each once.
    public let incompatible: [IncompatibleTarget]
    /// The targets that could not be built, each once.
    public let failures: [BuildFailure]
    /// Whether the patterns match nothing in the universe in which targets are looked up.
    public let isOutsideUniverse: Bool
    /// The targets by package, in the order of the patterns.
    ///
    /// A target that several patterns match is in several groups.
    let groups: [BuildGroupKey]
}

/// Builds what patterns match: the root of a build.
///
/// If it is clean, so is everything below it, and the outputs lie in their places: a build with
/// nothing to do is one request, however many targets there are.
struct BuildPatternsKey: Key {
    let patterns: [RequestedPattern]
    let terms: BuildTerms

    var description: String {
        "build(\(patterns.map(\.description).joined(separator: " ")))"
    }

    func compute(in context: borrowing Context) async throws -> BuildOutcome {
        let requested = try await context.requestedGroups(patterns)
        var unknown = requested.unknown
        guard unknown.isEmpty || terms.keepsGoing else {
            return BuildOutcome(
                unknown: unknown, incompatible: [], failures: [], isOutsideUniverse: false,
                groups: [])
        }
        let groups = requested.groups.map { BuildGroupKey(group: $0, needs: terms.needs) }
        var incompatible: [IncompatibleTarget] = []
        var failures: [BuildFailure] = []
        var failed: Set<String> = []
        var skipped: Set<Incompatibility> = []
        var isEmpty = true
        for (group, result) in zip(requested.groups, await context.results(groups)) {
            switch result {
            case .success(let group):
                failures += group.failures.filter {
                    failed.insert("\($0.label) \($0.configured?.description ?? "")").inserted
                }
                incompatible += group.incompatible.filter { skipped.insert($0.reason).inserted }
                isEmpty = isEmpty && group.targets.isEmpty
            case .failure(let error):
                unknown.append(UnknownTarget(error, package: group.package))
            }
        }
        return BuildOutcome(
            unknown: unknown, incompatible: incompatible, failures: failures,
            isOutsideUniverse: isEmpty && unknown.isEmpty && patterns.contains(where: \.isLookedUp),
            groups: groups)
    }

    static func fingerprint(_ output: BuildOutcome) -> Fingerprint? {
        var writer = ByteWriter()
        return write(output, to: &writer) ? Fingerprinter.fingerprint(of: writer.bytes) : nil
    }
}

extension Context {
    /// Builds the targets that patterns match: configures and analyses each, makes its default
    /// outputs and sees to it that they lie in their places.
    ///
    /// - Parameters:
    ///   - patterns: What to build.
    ///   - terms: What is made of each, and how.
    /// - Returns: What became of them.
    /// - Throws: If the evaluation was cancelled or superseded.
    public borrowing func build(
        _ patterns: [RequestedPattern], _ terms: BuildTerms
    ) async throws -> BuildOutcome {
        try await request(BuildPatternsKey(patterns: patterns, terms: terms))
    }

    /// The targets of a build whose outputs are in place, each once, in the order of the patterns.
    public borrowing func builtTargets(of outcome: BuildOutcome) async -> [BuiltTarget] {
        var seen: Set<RequestedTarget> = []
        var targets: [RequestedTarget] = []
        var keys: [BuildTargetKey] = []
        for (key, group) in zip(outcome.groups, await results(outcome.groups)) {
            guard case .success(let group) = group else { continue }
            for target in group.targets where seen.insert(target).inserted {
                targets.append(target)
                keys.append(BuildTargetKey(target: target.providers, needs: key.needs))
            }
        }
        return zip(targets, await results(keys)).compactMap { target, result in
            guard case .success(let made) = result else { return nil }
            return BuiltTarget(target, made)
        }
    }
}
