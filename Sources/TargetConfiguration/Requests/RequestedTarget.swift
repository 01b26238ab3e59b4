public import BuildModel
import Incremental
import Loading

/// What a target is called that a command asks for: its label, and the modifiers of the pattern.
public struct RequestedLabel: Sendable, Hashable, CustomStringConvertible {
    /// The target or sub-target.
    public let providers: ProvidersLabel
    /// What follows the `?` of the pattern.
    public let modifiers: [String]

    /// Names a target.
    public init(_ providers: ProvidersLabel, modifiers: [String] = []) {
        self.providers = providers
        self.modifiers = modifiers
    }

    /// The target.
    public var target: TargetLabel { providers.target }

    /// The target with the modifiers and without the sub-target, as reports know it.
    public var reportName: String { target.description + suffix }

    /// The label with its modifiers: `root//a:b[c]?opt+arm`.
    public var description: String { providers.description + suffix }

    private var suffix: String {
        modifiers.isEmpty ? "" : "?" + modifiers.joined(separator: "+")
    }
}

/// A target that a command asks for, in a configuration.
public struct RequestedTarget: Sendable, Hashable {
    /// What it is called.
    public let label: RequestedLabel
    /// The target in its configuration.
    public let configured: ConfiguredTargetLabel

    /// The target or sub-target in its configuration.
    public var providers: ConfiguredProvidersLabel {
        ConfiguredProvidersLabel(configured, subTargets: label.providers.subTargets)
    }
}

/// A target that was asked for and could not be configured.
public struct UnconfiguredTarget: Sendable {
    /// What it is called.
    public let label: RequestedLabel
    /// Why.
    public let error: any Error
}

/// Something that was asked for and is not there, or cannot be read.
public struct UnknownTarget: Sendable {
    /// The target that was named; nil if a pattern for many was given.
    public let label: RequestedLabel?
    /// The package that cannot be read; nil if a pattern is wrong.
    public let package: PackageLabel?
    /// What is wrong.
    public let error: any Error
    /// Whether the package is there, and the target is not.
    public let isMissing: Bool

    /// Says what is wrong.
    public init(
        _ error: any Error, label: RequestedLabel? = nil, package: PackageLabel? = nil,
        isMissing: Bool = false
    ) {
        self.label = label
        self.package = package
        self.error = error
        self.isMissing = isMissing
    }
}

/// The targets of one package that a pattern means, or the one it names.
///
/// Between what a command asks for and its targets, so that a change of one target is answered by
/// looking at those of its package, not at all.
public struct RequestedGroup: Sendable, Hashable, CustomStringConvertible {
    /// Which targets.
    public enum Members: Sendable, Hashable {
        /// All of a package.
        case package(PackageLabel)
        /// One target or sub-target.
        case target(ProvidersLabel)
    }

    /// Which targets.
    public let members: Members
    /// How they come to their configurations.
    public let resolution: TargetResolution

    /// Names targets.
    public init(members: Members, resolution: TargetResolution) {
        self.members = members
        self.resolution = resolution
    }

    /// Whether a target is named itself, rather than matched by a pattern for many.
    public var isNamed: Bool { if case .target = members { true } else { false } }

    /// `root//a:?opt`, or `only root//a:b?opt`.
    public var description: String {
        switch members {
        case .package(let package): "\(package):\(resolution)"
        case .target(let label): "only \(label)\(resolution)"
        }
    }

    /// The package.
    public var package: PackageLabel {
        switch members {
        case .package(let package): package
        case .target(let label): label.target.package
        }
    }
}

/// The targets of a group in their configurations, in the order of the package.
public struct RequestedMembers: Sendable {
    /// Those that have one.
    public let targets: [RequestedTarget]
    /// The others.
    public let failures: [UnconfiguredTarget]
}

/// Configures the labels of a group's targets.
///
/// It says nothing of whether they can be built there, which takes their dependencies.
struct RequestedGroupKey: Key {
    let group: RequestedGroup

    var description: String { "requested(\(group))" }

    func compute(in context: borrowing Context) async throws -> RequestedMembers {
        switch group.resolution {
        case .request(let request): try await configured(request, in: context)
        case .universe(let patterns, let predicate):
            try await found(in: patterns, predicate, in: context)
        }
    }

    private func configured(
        _ request: ConfigurationRequest, in context: borrowing Context
    ) async throws -> RequestedMembers {
        let labels: [ProvidersLabel]
        switch group.members {
        case .target(let label): labels = [label]
        case .package(let package):
            labels = try await context.targetNames(of: package).map {
                ProvidersLabel(target: TargetLabel(package: package, name: $0))
            }
        }
        var targets: [RequestedTarget] = []
        var failures: [UnconfiguredTarget] = []
        let modifiers = group.resolution.shownModifiers
        for label in labels {
            let name = RequestedLabel(label, modifiers: modifiers)
            do {
                targets.append(
                    RequestedTarget(
                        label: name,
                        configured: try await context.configuredLabel(
                            of: label.target, as: request)))
            } catch let error as CancellationError {
                throw error
            } catch {
                failures.append(UnconfiguredTarget(label: name, error: error))
            }
        }
        return RequestedMembers(targets: targets, failures: failures)
    }

    private func found(
        in patterns: [RequestedPattern], _ predicate: ConfigurationPredicate,
        in context: borrowing Context
    ) async throws -> RequestedMembers {
        let universe = try await context.targetUniverse(of: patterns)
        var subTargets: [String] = []
        let labels: [ConfiguredTargetLabel]
        switch group.members {
        case .package(let package): labels = universe.targets(of: package)
        case .target(let label):
            subTargets = label.subTargets
            labels = universe.targets(of: label.target.package).filter {
                $0.target == label.target
            }
        }
        let targets = labels.filter { predicate.admits($0.configuration) }.map {
            RequestedTarget(
                label: RequestedLabel(ProvidersLabel(target: $0.target, subTargets: subTargets)),
                configured: $0)
        }
        return RequestedMembers(targets: targets, failures: [])
    }
}
