public import BuildModel
public import Diagnostics

/// A set of targets: everyone, or those that patterns name.
public enum Visibility: Sendable, Hashable {
    /// `PUBLIC`: every target.
    case everyone
    /// The targets that one of the patterns matches.
    case patterns([TargetPattern])

    /// Whether a target is in the set.
    public func contains(_ label: TargetLabel) -> Bool {
        switch self {
        case .everyone: true
        case .patterns(let patterns): patterns.contains { $0.matches(label) }
        }
    }
}

extension TargetNode {
    /// Whether a target may depend on this one; those of the same package always may.
    public func isVisible(to user: TargetLabel) -> Bool {
        user.package == label.package
            || visibility.contains(user) && visibilityCaps.allSatisfy { $0.contains(user) }
    }

    /// Checks that this target may depend on `dependency`.
    ///
    /// - Throws: A diagnostic that names both, and what to write where.
    public func checkMayDepend(on dependency: TargetNode) throws(Diagnostic) {
        guard dependency.isVisible(to: label) else {
            var message =
                "`\(dependency.label)` is not visible to `\(label)`, which depends on it"
            if !dependency.visibilityCaps.isEmpty {
                let sets = dependency.visibilityCaps.map(\.listText).joined(separator: " & ")
                message =
                    "`\(dependency.label)` is not visible to `\(label)` "
                    + "(visibility = \(dependency.visibility.listText)). Capped to \(sets) by "
                    + "`enforce_visibility_intersection()` in an ancestor PACKAGE."
            }
            throw Diagnostic.error(
                message, at: span,
                notes: [.init("`\(dependency.label)` is declared here", at: dependency.span)],
                help: dependency.visibility.contains(label)
                    ? []
                    : [
                        "Add \"\(relative(label.package, to: dependency.label)):\" or \"PUBLIC\" to the "
                            + "`visibility` of `\(dependency.label)`"
                    ])
        }
        guard label.package == dependency.label.package || withinView.contains(dependency.label)
        else {
            throw Diagnostic.error(
                "`\(label)` depends on `\(dependency.label)`, which its `within_view` leaves out",
                at: span)
        }
    }

    /// A package as a label in the package of `other` would name it.
    private func relative(_ package: PackageLabel, to other: TargetLabel) -> String {
        package.cell == other.package.cell ? "//\(package.path)" : package.description
    }
}

extension Visibility {
    /// The patterns as a list in Starlark.
    fileprivate var listText: String {
        "[" + texts.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }
}
