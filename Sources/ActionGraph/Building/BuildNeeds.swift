/// What is made of a target.
public struct BuildNeeds: OptionSet, Sendable, Hashable {
    /// The parts, a bit each.
    public let rawValue: UInt64

    /// Gathers parts.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Its default outputs, and the other outputs it says belong to them.
    public static let outputs = BuildNeeds(rawValue: 1)
    /// All that its `RunInfo` needs, if it has one.
    public static let running = BuildNeeds(rawValue: 2)
    /// All that its `ExternalRunnerTestInfo` needs, if it has one.
    public static let testing = BuildNeeds(rawValue: 4)
    /// What is made lies in its place afterwards, not only in a cache.
    public static let placed = BuildNeeds(rawValue: 8)

    /// What `build` makes unless it is told otherwise.
    public static let standard: BuildNeeds = [.outputs, .running, .placed]
}

/// What a build makes of everything that is asked for, and how.
public struct BuildTerms: Sendable, Hashable {
    /// What is made of each target.
    public var needs: BuildNeeds
    /// Whether what can be built is built, though something else that was asked for is unknown.
    public var keepsGoing: Bool

    /// Says what is made.
    public init(needs: BuildNeeds = .standard, keepsGoing: Bool = true) {
        self.needs = needs
        self.keepsGoing = keepsGoing
    }
}
