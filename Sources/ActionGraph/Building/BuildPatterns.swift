public import BuildModel
import ByteCoding
import Diagnostics
public import Incremental
import Loading

/// What became of all targets that the patterns of a build match.
public struct BuildOutcome: Sendable {
    /// What is wrong with targets and packages that are named or matched, in the order of the
    /// patterns.
    public let unknown: [any Error]
    /// The targets that could not be built, each once.
    public let failures: [BuildFailure]
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
    let patterns: [TargetPattern]
    let needs: BuildNeeds
    /// Whether what can be built is built, though something else that was asked for is unknown.
    let keepsGoing: Bool

    var description: String {
        "build(\(patterns.map(\.description).joined(separator: " ")))"
    }

    func compute(in context: borrowing Context) async throws -> BuildOutcome {
        var unknown: [any Error] = []
        var members: [BuildGroupKey.Members] = []
        for pattern in patterns {
            do {
                if case .target(let label) = pattern {
                    try await context.checkExists(label.target)
                    members.append(.target(label))
                    continue
                }
                let packages = try await context.packages(matching: pattern)
                let names = await context.targetNames(of: packages)
                for (label, names) in zip(packages, names) {
                    switch names {
                    case .success: members.append(.package(label))
                    case .failure(let error): unknown.append(error)
                    }
                }
            } catch let error as CancellationError {
                throw error
            } catch {
                unknown.append(error)
            }
        }
        guard unknown.isEmpty || keepsGoing else {
            return BuildOutcome(unknown: unknown, failures: [], groups: [])
        }
        var seen: Set<BuildGroupKey.Members> = []
        let groups = members.filter { seen.insert($0).inserted }.map {
            BuildGroupKey(members: $0, needs: needs)
        }
        var failures: [BuildFailure] = []
        var failed: Set<ProvidersLabel> = []
        for result in await context.results(groups) {
            switch result {
            case .success(let group):
                failures += group.failures.filter { failed.insert($0.label).inserted }
            case .failure(let error): unknown.append(error)
            }
        }
        return BuildOutcome(unknown: unknown, failures: failures, groups: groups)
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
    ///   - needs: What is made of each.
    ///   - keepsGoing: Whether what can be built is built, though something else that was asked for
    ///     is unknown.
    /// - Returns: What became of them.
    /// - Throws: If the evaluation was cancelled or superseded.
    public borrowing func build(
        _ patterns: [TargetPattern], needs: BuildNeeds, keepsGoing: Bool
    ) async throws -> BuildOutcome {
        try await request(
            BuildPatternsKey(patterns: patterns, needs: needs, keepsGoing: keepsGoing))
    }

    /// The targets of a build whose outputs are in place, each once, in the order of the patterns.
    public borrowing func builtTargets(of outcome: BuildOutcome) async -> [BuiltTarget] {
        var seen: Set<ProvidersLabel> = []
        var keys: [BuildTargetKey] = []
        for (key, group) in zip(outcome.groups, await results(outcome.groups)) {
            guard case .success(let group) = group else { continue }
            keys += group.labels.filter { seen.insert($0).inserted }.map {
                BuildTargetKey(label: $0, needs: key.needs)
            }
        }
        return await results(keys).compactMap { try? $0.get() }
    }
}
