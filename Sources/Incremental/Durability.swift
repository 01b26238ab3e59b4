/// How seldom the part of the world changes that a key reads.
///
/// A commit finds what it affects by walking from what has changed, so a change of a source never
/// looks at what depends on toolchains and configuration only, whatever their durability. What it
/// is for is the change of which nobody knows the extent: when events of a file system were lost,
/// or a process starts without knowing what happened meanwhile, `Transaction.invalidateAll(upTo:)`
/// spares the keys of which somebody knows better.
///
/// It is a property of leaves, read when that happens. A node above them has none: to keep the
/// least durability of all it depends on would cost every publication, for a question that nobody
/// asks. In particular it could not replace the look at its dependencies by which a superseded
/// strand publishes late, for the durability of a dependency may have risen after it was read.
public enum Durability: UInt8, Comparable, Sendable {
    /// Changes all the time: sources.
    case low
    /// Changes now and then: configuration.
    case medium
    /// Changes when something is installed: toolchains, what is bundled with the program.
    case high

    /// Whether the left one changes more often.
    public static func < (left: Durability, right: Durability) -> Bool {
        left.rawValue < right.rawValue
    }
}
