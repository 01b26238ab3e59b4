public import BuildModel

/// An edge of the graph before configuration: every branch of every select counts.
public struct TargetEdge: Sendable, Hashable {
    /// The target at the other end.
    public let target: TargetLabel
    /// What the edge means.
    public let kind: DependencyKind

    /// Makes an edge.
    public init(target: TargetLabel, kind: DependencyKind) {
        self.target = target
        self.kind = kind
    }
}

extension TargetNode {
    /// The targets it names as dependencies, each kind of edge once, in the order of attributes.
    public var edges: [TargetEdge] {
        var seen: Set<TargetEdge> = []
        var edges: [TargetEdge] = []
        forEachLeaf { _, leaf in
            let edge: TargetEdge
            switch leaf {
            case .target(let label, let kind):
                edge = TargetEdge(target: label.target, kind: kind)
            case .selectKey(let label), .transition(.target(let label)):
                edge = TargetEdge(target: label.target, kind: .configuration)
            case .platform(let label): edge = TargetEdge(target: label, kind: .configuration)
            case .source, .transition: return
            }
            if seen.insert(edge).inserted { edges.append(edge) }
        }
        return edges
    }

    /// What has to be known of configurations before it is configured.
    public var configurationNeeds: ConfigurationNeeds {
        var needs = ConfigurationNeeds()
        var seen: Set<ProvidersLabel> = []
        forEachLeaf { position, leaf in
            switch leaf {
            case .target(_, _) where !ImplicitAttribute.isCompatibility(position): break
            case .selectKey(let label), .target(let label, _):
                if seen.insert(label).inserted { needs.keys.append(label) }
            case .platform(let label):
                if !needs.platforms.contains(label) { needs.platforms.append(label) }
            case .transition(let transition):
                if !needs.transitions.contains(transition) {
                    needs.transitions.append(transition)
                }
            case .source: break
            }
        }
        return needs
    }

    /// The targets that decide how it is configured, each once, in the order of attributes: keys of
    /// selects, platforms, transitions and conditions of compatibility.
    public var configurationDependencies: [ProvidersLabel] {
        var seen: Set<ProvidersLabel> = []
        var labels: [ProvidersLabel] = []
        forEachLeaf { _, leaf in
            let label: ProvidersLabel
            switch leaf {
            case .target(let target, .configuration), .selectKey(let target),
                .transition(.target(let target)):
                label = target
            case .platform(let target): label = ProvidersLabel(target: target)
            case .target, .transition, .source: return
            }
            if seen.insert(label).inserted { labels.append(label) }
        }
        return labels
    }

    /// The files and folders of its package that it names, each once, in the order of attributes.
    public var sources: [SourceReference] {
        var seen: Set<SourceReference> = []
        var sources: [SourceReference] = []
        forEachLeaf { _, leaf in
            guard case .source(let source) = leaf else { return }
            if seen.insert(source).inserted { sources.append(source) }
        }
        return sources
    }

    /// Calls `body` for each reference in its values, with the position of the attribute.
    ///
    /// Most attributes have defaults that refer to nothing: the rule knows those that do.
    private func forEachLeaf(_ body: (Int, AttributeValue.Leaf) -> Void) {
        var defaults = rule.referringDefaults[...]
        func visitDefaults(below end: Int) {
            while let position = defaults.first, position < end {
                rule.attributes[position].defaultValue?.forEachLeaf { body(position, $0) }
                defaults.removeFirst()
            }
        }
        for (position, value) in given {
            visitDefaults(below: position)
            if defaults.first == position { defaults.removeFirst() }
            value.forEachLeaf { body(position, $0) }
        }
        visitDefaults(below: .max)
    }
}

extension AttributeValue {
    /// What a value can refer to.
    enum Leaf {
        case target(ProvidersLabel, DependencyKind)
        case selectKey(ProvidersLabel)
        case source(SourceReference)
        /// What changes the configuration of the target before it.
        case transition(TransitionID)
        /// What the target before it is built for.
        case platform(TargetLabel)
    }

    /// Calls `body` for each reference in the value, in order, all branches of selects included.
    func forEachLeaf(_ body: (Leaf) -> Void) {
        switch self {
        case .null, .bool, .int, .string, .label, .hostTool, .selectEnding: break
        case .dependency(let label, let kind): body(.target(label, kind))
        case .transitionDependency(let label, let transition, _):
            body(.target(label, .target))
            body(.transition(transition))
        case .configuredDependency(let label, let platform):
            body(.target(label, .target))
            body(.platform(platform))
        case .pluginDependency(let label, _):
            body(.target(ProvidersLabel(target: label), .plugin))
        case .query(let query):
            for literal in query.literals { body(.target(literal.label, .target)) }
        case .sourceTarget(let label): body(.target(label, .target))
        case .source(let source): body(.source(source))
        case .list(let elements), .tuple(let elements), .concatenation(let elements):
            for element in elements { element.forEachLeaf(body) }
        case .dict(let entries):
            for entry in entries {
                entry.key.forEachLeaf(body)
                entry.value.forEachLeaf(body)
            }
        case .arg(let parts):
            for case .macro(let macro) in parts {
                if let label = macro.label { body(.target(label, macro.dependencyKind)) }
                if case .query(let query, _) = macro.kind {
                    for literal in query.literals { body(.target(literal.label, .target)) }
                }
                if case .source(let source) = macro.kind { body(.source(source)) }
            }
        case .select(let select):
            for branch in select.branches {
                body(.selectKey(branch.key))
                branch.value.forEachLeaf(body)
            }
            select.fallback?.forEachLeaf(body)
        }
    }
}

/// What has to be known of configurations before a target is configured.
public struct ConfigurationNeeds: Sendable {
    /// The keys of its selects, and what it says it is compatible with, each once.
    public var keys: [ProvidersLabel] = []
    /// The platforms that dependencies are built for, each once.
    public var platforms: [TargetLabel] = []
    /// The transitions on the way to dependencies, each once, whatever branches apply.
    public var transitions: [TransitionID] = []
}
