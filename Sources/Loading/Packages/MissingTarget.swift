import BuildModel
import Diagnostics

extension Package {
    /// Says that there is no such target, which ones are like it, and which there are.
    ///
    /// Source: Buck2's message about missing targets.
    func missingTarget(_ name: String) -> Diagnostic {
        let known = targets.map(\.label.name).map { other in
            (
                name: other, distance: editDistance(name, other),
                isPrefix: other.hasPrefix(name) || name.hasPrefix(other)
            )
        }
        var message =
            "Unknown target `\(name)` from package `\(label)`.\n"
            + "Did you mean one of the \(known.count) targets in \(buildFileLabel)?"
        func list(_ names: some Sequence<String>) -> String {
            names.map { "  \(label):\($0)" }.joined(separator: "\n")
        }
        // Equally near ones stay in the order of the package, whose targets are sorted by name.
        let similar = known.filter { $0.distance <= 5 || $0.isPrefix }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(10)
        if !similar.isEmpty {
            message +=
                "\nMaybe you meant one of these similar targets?\n" + list(similar.map(\.name))
        }
        guard !known.isEmpty else { return .error(message) }
        let nearest = known.sorted { left, right in
            left.isPrefix != right.isPrefix
                ? left.isPrefix : (left.distance, left.name) < (right.distance, right.name)
        }.prefix(Self.mostListed)
        let isWhole = nearest.count == known.count
        message += "\n\nAvailable targets"
        message += isWhole ? ":\n" : " (showing \(nearest.count) of \(known.count)):\n"
        message += list(nearest.map(\.name).sorted())
        if !isWhole {
            message +=
                "\n\nTo see all \(known.count) targets, run:\n"
                + "  buck2 uquery --reuse-current-config \(label):\n\n"
        }
        return .error(message)
    }

    private static let mostListed = 25
}
