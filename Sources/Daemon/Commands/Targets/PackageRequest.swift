import BuildModel
import Diagnostics
import Incremental
import Loading

/// A package, and which of its targets are asked for.
struct PackageRequest: Sendable {
    let label: PackageLabel
    /// The names, in the order given; nil for all.
    var names: [String]?
}

/// What became of a request for targets of a package.
struct LoadedPackage: Sendable {
    let label: PackageLabel
    /// The package, if it could be loaded.
    var package: Package?
    /// The targets by name.
    var targets: [TargetQueryNode] = []
    /// The names that the package does not have, each with what is to be said about it.
    var missing: [(name: String, error: any Error)] = []
    /// What is wrong with the package.
    var error: (any Error)?
}

extension Workspace {
    /// The packages that patterns have targets in, in order, each once.
    ///
    /// - Throws: What is wrong with the patterns.
    func packageRequests(_ patterns: [String]) async throws -> [PackageRequest] {
        try await ask { context in
            var requests: [PackageLabel: PackageRequest] = [:]
            for pattern in try await parseTargets(patterns, in: context) {
                if case .target(let label) = pattern {
                    let package = label.target.package
                    var request =
                        requests[package] ?? PackageRequest(label: package, names: [])
                    request.names?.append(label.target.name)
                    requests[package] = request
                    continue
                }
                for package in try await context.packages(matching: pattern) {
                    requests[package] = PackageRequest(label: package, names: nil)
                }
            }
            return requests.values.sorted { $0.label < $1.label }
        }
    }

    /// Loads packages, and picks the targets that are asked for.
    func load(_ requests: ArraySlice<PackageRequest>) async throws -> [LoadedPackage] {
        try await ask { context in
            let cells = try await context.cells()
            let packages = await context.packages(at: requests.map(\.label))
            var loaded: [LoadedPackage] = []
            for (request, result) in zip(requests, packages) {
                var answer = LoadedPackage(label: request.label)
                switch result {
                case .failure(let error):
                    if error is CancellationError { throw error }
                    answer.error = error
                case .success(let package):
                    answer.package = package
                    let names =
                        request.names.map(Set.init) ?? Set(package.targets.map(\.label.name))
                    for name in names.sorted() {
                        if let node = package.target(name) {
                            answer.targets.append(
                                TargetQueryNode(node: node, package: package, cells: cells))
                            continue
                        }
                        do {
                            _ = try await context.targetNode(
                                TargetLabel(package: request.label, name: name))
                        } catch {
                            answer.missing.append((name, error))
                        }
                    }
                }
                loaded.append(answer)
            }
            return loaded
        }
    }
}

extension Array {
    /// The elements in order, at most so many at a time.
    func chunks(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: Swift.max(size, 1)).map {
            self[$0..<Swift.min($0 + Swift.max(size, 1), count)]
        }
    }
}
