public import BuildModel
import ByteCoding
import Diagnostics
public import Incremental
import Loading
public import TargetConfiguration

/// Something that was asked for and is not there, or cannot be read.
public struct UnknownTarget: Sendable {
    /// The target that was named; nil if a pattern for many was given.
    public let label: ProvidersLabel?
    /// What is wrong.
    public let error: any Error
    /// Whether the package is there, and the target is not.
    public let isMissing: Bool

    init(_ error: any Error, label: ProvidersLabel? = nil, isMissing: Bool = false) {
        self.label = label
        self.error = error
        self.isMissing = isMissing
    }
}

/// What became of all targets that the patterns of a build match.
public struct BuildOutcome: Sendable {
    /// What is wrong with targets and packages that are named or matched, in the order of the
    /// patterns.
    public let unknown: [UnknownTarget]
    /// The targets that their configurations rule out, each once.
    public let incompatible: [IncompatibleTarget]
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
    let patterns: [RequestedPattern]
    let terms: BuildTerms

    var description: String {
        "build(\(patterns.map(\.description).joined(separator: " ")))"
    }

    func compute(in context: borrowing Context) async throws -> BuildOutcome {
        var unknown: [UnknownTarget] = []
        var groups: [BuildGroupKey] = []
        var seen: Set<BuildGroupKey> = []
        func add(_ members: BuildGroupKey.Members, _ configuration: ConfigurationRequest) {
            let group = BuildGroupKey(
                members: members, configuration: configuration, needs: terms.needs)
            if seen.insert(group).inserted { groups.append(group) }
        }
        for requested in patterns {
            let pattern = requested.pattern
            var named: ProvidersLabel?
            var isMissing = false
            do {
                if case .target(let label) = pattern {
                    named = label
                    let names = try await context.targetNames(of: label.target.package)
                    isMissing = !names.contains(label.target.name)
                    try await context.checkExists(label.target)
                    add(.target(label), requested.configuration)
                    continue
                }
                let packages = try await context.packages(matching: pattern)
                let names = await context.targetNames(of: packages)
                for (label, names) in zip(packages, names) {
                    switch names {
                    case .success: add(.package(label), requested.configuration)
                    case .failure(let error): unknown.append(UnknownTarget(error))
                    }
                }
            } catch let error as CancellationError {
                throw error
            } catch {
                unknown.append(UnknownTarget(error, label: named, isMissing: isMissing))
            }
        }
        guard unknown.isEmpty || terms.keepsGoing else {
            return BuildOutcome(unknown: unknown, incompatible: [], failures: [], groups: [])
        }
        var incompatible: [IncompatibleTarget] = []
        var failures: [BuildFailure] = []
        var failed: Set<String> = []
        var skipped: Set<Incompatibility> = []
        for result in await context.results(groups) {
            switch result {
            case .success(let group):
                failures += group.failures.filter {
                    failed.insert("\($0.label) \($0.configured?.description ?? "")").inserted
                }
                incompatible += group.incompatible.filter { skipped.insert($0.reason).inserted }
            case .failure(let error): unknown.append(UnknownTarget(error))
            }
        }
        return BuildOutcome(
            unknown: unknown, incompatible: incompatible, failures: failures, groups: groups)
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
        var keys: [BuildTargetKey] = []
        for (key, group) in zip(outcome.groups, await results(outcome.groups)) {
            guard case .success(let group) = group else { continue }
            let targets = group.labels.map {
                RequestedTarget(label: $0, configuration: key.configuration)
            }
            keys += targets.filter { seen.insert($0).inserted }.map {
                BuildTargetKey(target: $0, needs: key.needs)
            }
        }
        return await results(keys).compactMap { try? $0.get() }
            .filter { $0.incompatibility == nil }
    }
}
