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
    /// The names that were asked for and are there, sorted.
    var names: [String] = []
    /// The package, if it could be loaded and more than names was asked for.
    var package: Package?
    /// The targets of these names, if more than names was asked for.
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

    /// Finds the names that are asked for, without running a BUCK file that has not changed.
    func list(_ requests: ArraySlice<PackageRequest>) async throws -> [LoadedPackage] {
        try await ask { context in
            let names = await context.targetNames(of: requests.map(\.label))
            var listed: [LoadedPackage] = []
            for (request, names) in zip(requests, names) {
                listed.append(try await answer(request, names, in: context))
            }
            return listed
        }
    }

    /// Loads packages, and picks the targets that are asked for.
    func load(_ requests: ArraySlice<PackageRequest>) async throws -> [LoadedPackage] {
        try await ask { context in
            let cells = try await context.cells()
            let packages = await context.packages(at: requests.map(\.label))
            var loaded: [LoadedPackage] = []
            for (request, package) in zip(requests, packages) {
                let names = package.map { $0.targets.map(\.label.name) }
                var answer = try await answer(request, names, in: context)
                if case .success(let package) = package {
                    answer.package = package
                    answer.targets = answer.names.compactMap(package.target).map {
                        TargetQueryNode(node: $0, package: package, cells: cells)
                    }
                }
                loaded.append(answer)
            }
            return loaded
        }
    }

    /// What becomes of a request for a package of which the names are known.
    private func answer(
        _ request: PackageRequest, _ names: Result<[String], any Error>,
        in context: borrowing Context
    ) async throws -> LoadedPackage {
        var answer = LoadedPackage(label: request.label)
        let declared: Set<String>
        do {
            declared = Set(try names.get())
        } catch let error as CancellationError {
            throw error
        } catch {
            answer.error = error
            return answer
        }
        for name in (request.names.map(Set.init) ?? declared).sorted() {
            guard !declared.contains(name) else {
                answer.names.append(name)
                continue
            }
            do {
                _ = try await context.targetNode(TargetLabel(package: request.label, name: name))
            } catch {
                answer.missing.append((name, error))
            }
        }
        return answer
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
