/// Something wrong that is let pass for the time being, and is to fail commands one day.
///
/// Source: Buck2's soft errors. The category is what reports are counted by; the person at the
/// terminal sees those that are not quiet.
public struct SoftError: Error, Sendable, Hashable {
    /// What it is counted by: lower case letters and `_`.
    public var category: String
    /// What is wrong, with both ends named.
    public var message: String
    /// Whether only the log tells of it.
    public var isQuiet: Bool

    /// Describes what is wrong.
    public init(_ category: String, _ message: String, isQuiet: Bool = true) {
        self.category = category
        self.message = message
        self.isQuiet = isQuiet
    }

    /// `Soft Error: dep_only_incompatible: …`, as logs and terminals show it.
    public var text: String { "Soft Error: \(category): \(message)" }
}

/// Which soft errors fail the command.
///
/// Source: Buck2's `BUCK2_HARD_ERROR`.
public enum SoftErrorPolicy: Sendable, Hashable {
    /// Nothing is said: those do that are let pass only on demand.
    case usual
    /// None does.
    case tolerant
    /// Each does.
    case strict
    /// Those of some categories do.
    case only(Set<String>)

    /// The policy that a value of `BUCK2_HARD_ERROR` stands for: `true`, `false`,
    /// `only=category,category`; what makes no sense stands for nothing.
    public init(_ value: String?) {
        switch value {
        case "true", "panic": self = .strict
        case let value? where value.hasPrefix("only="):
            let names = value.dropFirst("only=".count).split(separator: ",").map { name in
                String(name.drop { $0 == " " }.prefix { $0 != " " })
            }
            self = .only(Set(names))
        case "false": self = .tolerant
        default: self = .usual
        }
    }

    /// Whether an error of a category fails the command.
    ///
    /// - Parameters:
    ///   - category: The category.
    ///   - usually: Whether it does where nothing is said.
    /// - Returns: Whether the command fails.
    public func fails(_ category: String, usually: Bool = false) -> Bool {
        switch self {
        case .usual: usually
        case .tolerant: false
        case .strict: true
        case .only(let categories): categories.contains(category)
        }
    }
}

/// Where soft errors of one command go.
public struct SoftErrorSink: Sendable {
    /// Which of them fail the command.
    public let policy: SoftErrorPolicy
    private let tell: @Sendable (SoftError) -> Void

    /// Creates a sink.
    ///
    /// - Parameters:
    ///   - policy: Which errors fail the command.
    ///   - tell: Called from any task with those that do not.
    public init(policy: SoftErrorPolicy, tell: @escaping @Sendable (SoftError) -> Void) {
        self.policy = policy
        self.tell = tell
    }

    /// A sink that nobody looks at.
    public static let none = SoftErrorSink(policy: .tolerant) { _ in }

    /// Tells of an error.
    ///
    /// - Throws: The error itself if it is to fail the command.
    public func report(_ error: SoftError) throws(SoftError) {
        if policy.fails(error.category) { throw error }
        tell(error)
    }
}
