/// What a rule says of all its targets, beside their attributes.
public struct RuleTraits: Sendable, Hashable {
    /// What changes the configuration in which targets of it are built.
    public var transition = IncomingTransition.none
    /// Whether targets of it may be the value of `attrs.toolchain_dep`.
    public var isToolchain = false
    /// Whether its targets are parts of configurations, and are configured by none themselves.
    public var isConfiguration = false
    /// Whether its function is called as those of scripts are: `bxl.anon_rule`.
    public var isOfScripts = false
    /// The kinds of the plugins that its implementation finds in `ctx.plugins`.
    public var plugins: [PluginKind] = []

    /// Makes the traits of a rule.
    public init(
        transition: IncomingTransition = .none, isToolchain: Bool = false,
        isConfiguration: Bool = false, isOfScripts: Bool = false, plugins: [PluginKind] = []
    ) {
        self.transition = transition
        self.isToolchain = isToolchain
        self.isConfiguration = isConfiguration
        self.isOfScripts = isOfScripts
        self.plugins = plugins
    }
}

/// What changes the configuration in which a target is built, whoever asks for it.
public enum IncomingTransition: Sendable, Hashable {
    /// Nothing.
    case none
    /// The transition that the rule names: `cfg`.
    case fixed(TransitionID)
    /// The transition that the target names in its attribute `incoming_transition`.
    case fromAttribute
}
