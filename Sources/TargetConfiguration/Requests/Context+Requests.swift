import BuildModel
import Diagnostics
public import Incremental
import Loading

/// What the patterns of a command come to, before anything is configured.
public struct RequestedGroups: Sendable {
    /// The targets by package, each group once, in the order of the patterns.
    ///
    /// A target that several patterns match is in several groups.
    public internal(set) var groups: [RequestedGroup] = []
    /// What is wrong with targets and packages that are named or matched, in the same order.
    public internal(set) var unknown: [UnknownTarget] = []
}

/// What the patterns of a command come to.
public struct RequestedTargets: Sendable {
    /// The targets in their configurations, each once, in the order of the patterns.
    public internal(set) var targets: [RequestedTarget] = []
    /// Those that could not be configured.
    public internal(set) var failures: [UnconfiguredTarget] = []
    /// What is wrong with targets and packages that are named or matched.
    public internal(set) var unknown: [UnknownTarget] = []

    /// The targets, where nothing may be wrong.
    ///
    /// - Throws: The first that is.
    public func all() throws -> [RequestedTarget] {
        if let unknown = unknown.first { throw unknown.error }
        if let failure = failures.first { throw failure.error }
        return targets
    }
}

extension Context {
    /// The packages and targets that the patterns of a command match.
    ///
    /// Like all that asks for names only, known without running a BUCK file that has not changed.
    ///
    /// - Throws: If the evaluation was cancelled or superseded.
    public borrowing func requestedGroups(
        _ patterns: [RequestedPattern]
    ) async throws -> RequestedGroups {
        var found = RequestedGroups()
        var seen: Set<RequestedGroup> = []
        for requested in patterns {
            let resolution = requested.resolution
            func add(_ members: RequestedGroup.Members) {
                let group = RequestedGroup(members: members, resolution: resolution)
                if seen.insert(group).inserted { found.groups.append(group) }
            }
            var named: RequestedLabel?
            var isMissing = false
            do {
                if case .target(let label) = requested.pattern {
                    named = RequestedLabel(label, modifiers: resolution.shownModifiers)
                    let names = try await targetNames(of: label.target.package)
                    isMissing = !names.contains(label.target.name)
                    try await checkExists(label.target)
                    add(.target(label))
                    continue
                }
                let packages = try await packages(matching: requested.pattern)
                for (label, names) in zip(packages, await targetNames(of: packages)) {
                    switch names {
                    case .success: add(.package(label))
                    case .failure(let error):
                        found.unknown.append(UnknownTarget(error, package: label))
                    }
                }
            } catch let error as CancellationError {
                throw error
            } catch {
                found.unknown.append(
                    UnknownTarget(
                        error, label: named, package: named?.target.package, isMissing: isMissing))
            }
        }
        return found
    }

    /// The targets of a group in their configurations.
    ///
    /// - Throws: A diagnostic if the package cannot be read, or a target of the universe cannot be
    ///   configured.
    public borrowing func requestedMembers(
        of group: RequestedGroup
    ) async throws -> RequestedMembers {
        try await request(RequestedGroupKey(group: group))
    }

    /// The targets of several groups, or what is wrong with each, found concurrently.
    public borrowing func requestedMembers(
        of groups: [RequestedGroup]
    ) async -> [Result<RequestedMembers, any Error>] {
        await results(groups.map(RequestedGroupKey.init))
    }

    /// The targets that the patterns of a command match, in their configurations.
    ///
    /// - Throws: If the evaluation was cancelled or superseded.
    public borrowing func requestedTargets(
        _ patterns: [RequestedPattern]
    ) async throws -> RequestedTargets {
        let requested = try await requestedGroups(patterns)
        var found = RequestedTargets(unknown: requested.unknown)
        var seen: Set<RequestedTarget> = []
        for (group, members) in zip(
            requested.groups, await requestedMembers(of: requested.groups))
        {
            switch members {
            case .success(let members):
                found.targets += members.targets.filter { seen.insert($0).inserted }
                found.failures += members.failures
            case .failure(let error):
                if error is CancellationError { throw error }
                found.unknown.append(UnknownTarget(error, package: group.package))
            }
        }
        return found
    }

    /// Some targets and all that they depend on.
    ///
    /// - Parameter patterns: The targets.
    /// - Returns: Labels; their targets are configured.
    /// - Throws: The first diagnostic of a target on the way.
    public borrowing func targetUniverse(
        of patterns: [RequestedPattern]
    ) async throws -> TargetUniverse {
        try await request(TargetUniverseKey(patterns: patterns))
    }
}
