public import BuildModel
public import Diagnostics
import Starlark

/// A set of targets: everyone, or those that patterns name.
public enum Visibility: Sendable, Hashable {
    /// `PUBLIC`: every target.
    case everyone
    /// The targets that one of the patterns matches.
    case patterns([VisibilityPattern])

    /// Whether a target is in the set.
    public func contains(_ label: TargetLabel) -> Bool {
        switch self {
        case .everyone: true
        case .patterns(let patterns): patterns.contains { $0.matches(label) }
        }
    }
}

extension TargetNode {
    /// The sets that a target of another package has to be in, all of them, to depend on this one.
    public var allVisibility: [Visibility] { [visibility] + visibilityCaps }

    /// Whether a target may depend on this one; those of the same package always may.
    public func isVisible(to user: TargetLabel) -> Bool {
        user.package == label.package || allVisibility.allSatisfy { $0.contains(user) }
    }

    /// Checks that this target may depend on `dependency`.
    ///
    /// - Throws: A diagnostic that names both, and what to write where.
    public func checkMayDepend(on dependency: TargetNode) throws(Diagnostic) {
        guard dependency.isVisible(to: label) else {
            var message =
                "`\(dependency.label)` is not visible to `\(label)`, which depends on it"
            if !dependency.visibilityCaps.isEmpty {
                let sets = dependency.visibilityCaps.map(\.listText).joined(separator: " AND ")
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
    }

    /// Checks that its `within_view` has all that its values name.
    ///
    /// Every branch of a select counts, whichever will hold; conditions of compatibility and what
    /// the rule names do not.
    ///
    /// - Throws: A `Failure` that names the attribute.
    func checkWithinView() throws(Failure) {
        guard case .patterns(let patterns) = withinView else { return }
        for (position, value) in given where !ImplicitAttribute.isCompatibility(position) {
            let attribute = rule.attributes[position]
            var usual: Set<TargetLabel> = []
            attribute.defaultValue?.forEachLeaf { leaf in
                if let target = leaf.viewedTarget { usual.insert(target) }
            }
            var hidden: TargetLabel?
            value.forEachLeaf { leaf in
                guard hidden == nil, let target = leaf.viewedTarget,
                    target.package != label.package, !usual.contains(target),
                    !withinView.contains(target)
                else { return }
                hidden = target
            }
            guard let hidden else { continue }
            throw Failure(
                "checking `within_view` for attribute `\(attribute.name)` of `\(label)`",
                causes: [
                    "Target's `within_view` attribute does not allow dependency `\(hidden)`. "
                        + "Allowed dependencies:\n" + patterns.map { "  \($0)\n" }.joined()
                ])
        }
    }

    /// A package as a label in the package of `other` would name it.
    private func relative(_ package: PackageLabel, to other: TargetLabel) -> String {
        package.cell == other.package.cell ? "//\(package.path)" : package.description
    }
}

extension AttributeValue.Leaf {
    /// The target that has to be in a `within_view`.
    fileprivate var viewedTarget: TargetLabel? {
        switch self {
        case .target(let label, let kind): kind == .configuration ? nil : label.target
        case .transition(.target(let label)): label.target
        case .platform(let label): label
        case .selectKey, .source, .transition: nil
        }
    }
}

extension Visibility {
    /// The elements as text; `PUBLIC` for everyone.
    public var texts: [String] {
        switch self {
        case .everyone: ["PUBLIC"]
        case .patterns(let patterns): patterns.map(\.description)
        }
    }

    /// The set as the value of an attribute.
    var value: AttributeValue {
        switch self {
        case .everyone: .list([.string("PUBLIC")])
        case .patterns(let patterns): .list(patterns.map(\.value))
        }
    }

    /// The elements as a list in Starlark.
    fileprivate var listText: String {
        switch self {
        case .everyone: "[\"PUBLIC\"]"
        case .patterns(let patterns):
            "[" + patterns.map(\.literal).joined(separator: ", ") + "]"
        }
    }

    /// The set of those that are in this set or in another.
    func union(_ other: Visibility) -> Visibility {
        guard case .patterns(let own) = self, case .patterns(let more) = other else {
            return .everyone
        }
        return .patterns(own + more.filter { !own.contains($0) })
    }
}
