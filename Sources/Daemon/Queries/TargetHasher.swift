import BuildModel
import Diagnostics
import Incremental
import Loading
import TargetConfiguration

/// Hashes targets: what they say, the files they name, and what they depend on.
///
/// The hash is the same on every machine and in every checkout.
struct TargetHasher: Sendable {
    /// How files count.
    let files: TargetHashOptions.FileMode
    /// Files that count as if they had changed.
    let modified: Set<CellPath>
    /// Whether dependencies count.
    let isRecursive: Bool

    /// What of a target counts.
    private struct Item<Label: Hashable & Sendable> {
        let fingerprint: Fingerprint
        let sources: [SourceReference]
        let dependencies: [Label]
    }

    /// The hashes of targets as they are declared.
    func hashes(
        of labels: [TargetLabel], in context: borrowing Context
    ) async throws -> [TargetLabel: String] {
        var items: [TargetLabel: Item<TargetLabel>] = [:]
        var pending = labels
        while !pending.isEmpty {
            var next: Set<TargetLabel> = []
            for label in pending {
                let node = try await context.targetNode(label)
                var fingerprinter = Fingerprinter()
                fingerprinter.combine(node.fingerprint)
                let around = try await context.superPackage(of: label.package)
                fingerprinter.combine(around.modifiers ?? "")
                for text in around.visibilityCaps.flatMap(\.texts) { fingerprinter.combine(text) }
                items[label] = Item(
                    fingerprint: fingerprinter.finish(), sources: node.sources,
                    dependencies: isRecursive ? dependencies(of: node) : [])
                next.formUnion(items[label]?.dependencies ?? [])
            }
            pending = next.filter { items[$0] == nil }.sorted()
        }
        return try await hashes(of: labels, items, in: context)
    }

    /// The hashes of configured targets, by their labels without the configuration.
    func configuredHashes(
        of targets: [ConfiguredTarget], in context: borrowing Context
    ) async throws -> [TargetLabel: String] {
        var items: [ConfiguredTargetLabel: Item<ConfiguredTargetLabel>] = [:]
        var pending = targets
        while !pending.isEmpty {
            var next: Set<ConfiguredTargetLabel> = []
            for target in pending {
                let dependencies = isRecursive ? target.dependencies.map(\.label.target) : []
                items[target.label] = Item(
                    fingerprint: target.fingerprint, sources: target.node.sources,
                    dependencies: dependencies)
                next.formUnion(dependencies)
            }
            pending = []
            for label in next.sorted() where items[label] == nil {
                pending.append(try await context.configuredTarget(label))
            }
        }
        let hashes = try await hashes(of: targets.map(\.label), items, in: context)
        return hashes.reduce(into: [:]) { $0[$1.key.target] = $1.value }
    }

    private func dependencies(of node: TargetNode) -> [TargetLabel] {
        var seen: Set<TargetLabel> = []
        return node.edges.map(\.target).filter { seen.insert($0).inserted }
    }

    /// Hashes nodes after what they depend on.
    private func hashes<Label: Hashable & Sendable & CustomStringConvertible>(
        of roots: [Label], _ items: [Label: Item<Label>], in context: borrowing Context
    ) async throws -> [Label: String] {
        var done: [Label: Fingerprint] = [:]
        var open: Set<Label> = []
        var work = roots.map { (label: $0, isEntered: false) }
        while let (label, isEntered) = work.popLast() {
            guard done[label] == nil, let item = items[label] else { continue }
            if isEntered {
                var fingerprinter = Fingerprinter()
                fingerprinter.combine(item.fingerprint)
                for source in item.sources {
                    try await combine(source, into: &fingerprinter, in: context)
                }
                for dependency in item.dependencies {
                    if let hash = done[dependency] { fingerprinter.combine(hash) }
                }
                done[label] = fingerprinter.finish()
                continue
            }
            guard open.insert(label).inserted else {
                throw Diagnostic.error(
                    "`\(label)` depends on itself, so that its hash cannot be told")
            }
            work.append((label, true))
            work += item.dependencies.map { ($0, false) }
        }
        return roots.reduce(into: [:]) { $0[$1] = done[$1]?.hexadecimal }
    }

    private func combine(
        _ source: SourceReference, into fingerprinter: inout Fingerprinter,
        in context: borrowing Context
    ) async throws {
        if files == .none { return }
        for file in try await context.files(of: source) {
            fingerprinter.combine(file.description)
            switch files {
            case .none: break
            case .pathsOnly: fingerprinter.combine(modified.contains(file))
            case .pathsAndContents:
                fingerprinter.combine(bytes: try await context.text(of: file) ?? [])
            }
        }
    }
}

extension Fingerprint {
    /// The 128 bits as 32 digits.
    fileprivate var hexadecimal: String {
        [high, low].map { part in
            let digits = String(part, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
