import BuildModel
import Diagnostics
import Incremental
import Loading

/// A target of a command line.
struct RequestedTarget: Sendable {
    /// The target, or a sub-target of it.
    let label: ProvidersLabel
    /// Whether it was named itself, rather than matched by a pattern for many.
    let isNamed: Bool
}

/// What the patterns of a command line name, as far as it can be told.
struct RequestedTargets: Sendable {
    /// Each target once, in the order of the patterns.
    private(set) var targets: [RequestedTarget] = []
    /// What is wrong with targets and packages that are named or matched, in the same order.
    private(set) var failures: [any Error] = []
    private var seen: Set<ProvidersLabel> = []

    fileprivate mutating func add(_ label: ProvidersLabel, isNamed: Bool) {
        guard seen.insert(label).inserted else { return }
        targets.append(RequestedTarget(label: label, isNamed: isNamed))
    }

    fileprivate mutating func add(_ failure: any Error) {
        failures.append(failure)
    }
}

extension Workspace {
    /// What the patterns of a command line name.
    ///
    /// - Throws: A diagnostic for the first pattern that is malformed.
    func targets(
        matching patterns: [String], in context: borrowing Context
    ) async throws -> RequestedTargets {
        var requested = RequestedTargets()
        for pattern in try await parse(patterns, in: context) {
            do {
                try await add(pattern, to: &requested, in: context)
            } catch let error as CancellationError {
                throw error
            } catch {
                requested.add(error)
            }
        }
        return requested
    }

    private func add(
        _ pattern: TargetPattern, to requested: inout RequestedTargets,
        in context: borrowing Context
    ) async throws {
        if case .target(let label) = pattern {
            _ = try await context.targetNode(label.target)
            requested.add(label, isNamed: true)
            return
        }
        let packages = try await context.packages(matching: pattern)
        for package in await context.packages(at: packages) {
            switch package {
            case .success(let package):
                for target in package.targets {
                    requested.add(ProvidersLabel(target: target.label), isNamed: false)
                }
            case .failure(let error): requested.add(error)
            }
        }
    }

    /// Parses patterns as seen from the folder in which the client was started.
    ///
    /// - Throws: A diagnostic for the first that is malformed.
    func parse(
        _ patterns: [String], in context: borrowing Context
    ) async throws -> [TargetPattern] {
        let cells = try await context.cells()
        return try patterns.map { try cells.pattern($0, from: session.folder(in: cells, root)) }
    }
}
