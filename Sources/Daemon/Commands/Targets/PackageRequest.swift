import BuildModel
import Diagnostics
import Incremental
import Loading

/// A package, and which of its targets are asked for.
struct PackageRequest: Sendable {
    let label: PackageLabel
    /// The names, in the order given; nil for all.
    var names: [String]?
    /// What `?` in a pattern says of the configuration; nil if it says nothing.
    var modifiers: [String]?
}

/// What became of a request for targets of a package.
struct LoadedPackage: Sendable {
    let label: PackageLabel
    var modifiers: [String]?
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
    /// The packages that patterns have targets in, in order, each once for some modifiers.
    ///
    /// - Parameters:
    ///   - patterns: As on the command line.
    ///   - takesModifiers: Whether a pattern may end in `?` and modifiers, joined by `+`.
    /// - Returns: Requests by package, then by modifiers.
    /// - Throws: What is wrong with the patterns.
    func packageRequests(
        _ patterns: [String], takesModifiers: Bool = false
    ) async throws -> [PackageRequest] {
        try await ask { context in
            try await packageRequests(patterns, takesModifiers: takesModifiers, in: context)
        }
    }

    /// As above, of one revision.
    func packageRequests(
        _ patterns: [String], takesModifiers: Bool, in context: borrowing Context
    ) async throws -> [PackageRequest] {
        struct Key: Hashable {
            let package: PackageLabel
            let modifiers: [String]?
        }
        var requests: [Key: PackageRequest] = [:]
        for text in patterns {
            let (pattern, modifiers) =
                takesModifiers
                ? try await modifiedPattern(text, in: context)
                : (try await parseTargets([text], in: context)[0], nil)
            try pattern.checkNamesTargets()
            if case .target(let label) = pattern {
                let key = Key(package: label.target.package, modifiers: modifiers)
                var request =
                    requests[key]
                    ?? PackageRequest(label: key.package, names: [], modifiers: modifiers)
                request.names?.append(label.target.name)
                requests[key] = request
                continue
            }
            for package in try await context.packages(matching: pattern) {
                requests[Key(package: package, modifiers: modifiers)] = PackageRequest(
                    label: package, names: nil, modifiers: modifiers)
            }
        }
        return requests.values.sorted { left, right in
            if left.label != right.label { return left.label < right.label }
            return (left.modifiers ?? []).lexicographicallyPrecedes(right.modifiers ?? [])
        }
    }

    /// A pattern, and the modifiers after the `?` at its end, joined by `+`; nil if it has none.
    ///
    /// - Throws: What is wrong with the pattern.
    func modifiedPattern(
        _ text: String, in context: borrowing Context
    ) async throws -> (pattern: TargetPattern, modifiers: [String]?) {
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let modifiers =
            parts.count > 1 ? parts[1].split(separator: "+").map(String.init) : nil
        return (try await parse([String(parts[0])], in: context)[0], modifiers)
    }

    /// Loads packages, and picks the targets that are asked for.
    func load(_ requests: ArraySlice<PackageRequest>) async throws -> [LoadedPackage] {
        try await ask { try await load(requests, in: $0) }
    }

    /// As above, of one revision.
    func load(
        _ requests: ArraySlice<PackageRequest>, in context: borrowing Context
    ) async throws -> [LoadedPackage] {
        let cells = try await context.cells()
        let packages = await context.packages(at: requests.map(\.label))
        var loaded: [LoadedPackage] = []
        for (request, result) in zip(requests, packages) {
            var answer = LoadedPackage(label: request.label, modifiers: request.modifiers)
            switch result {
            case .failure(let error):
                if error is CancellationError { throw error }
                answer.error = error
            case .success(let package):
                answer.package = package
                let names = request.names.map(Set.init) ?? Set(package.targets.map(\.label.name))
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

extension Array {
    /// The elements in order, at most so many at a time.
    func chunks(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: Swift.max(size, 1)).map {
            self[$0..<Swift.min($0 + Swift.max(size, 1), count)]
        }
    }
}
