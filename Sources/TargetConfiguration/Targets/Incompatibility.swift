public import BuildModel
public import Diagnostics
import Incremental

/// Why a target cannot be built in a configuration.
///
/// No error: patterns skip such targets, execution platforms that need one are passed over. It is
/// one where somebody named the target, or where a target that can be built depends on it.
public final class Incompatibility: Sendable, Hashable {
    /// The target that cannot be built.
    public let target: ConfiguredTargetLabel
    /// Why.
    public let cause: Cause

    /// What rules a target out.
    public enum Cause: Sendable, Hashable {
        /// `target_compatible_with` or `compatible_with` names what the configuration is not.
        case unmet(ProvidersLabel)
        /// A select came to `select_incompatible(message)`.
        case select(String)
        /// A dependency is ruled out.
        case dependency(Incompatibility)
    }

    /// Says what rules a target out.
    public init(_ target: ConfiguredTargetLabel, _ cause: Cause) {
        self.target = target
        self.cause = cause
    }

    /// The first link that is ruled out for a reason of its own.
    public var root: Incompatibility {
        if case .dependency(let other) = cause { other.root } else { self }
    }

    /// Whether only a dependency is ruled out.
    public var isOfDependency: Bool {
        if case .dependency = cause { true } else { false }
    }

    /// The chain from the target to the one that is ruled out, one link a line, and why that is.
    public var message: String {
        switch cause {
        case .unmet(let condition):
            "\(target.target)\n    is incompatible with \(target.configuration) "
                + "(\(condition) unsatisfied), check the target's compatibility attributes"
        case .select(let message):
            "\(target.target)\n    is incompatible: select resolved to "
                + "select_incompatible(): \(message)"
        case .dependency(let other): "\(target)\n-> \(other.message)"
        }
    }

    /// The error it is for whoever needs the target.
    public var diagnostic: Diagnostic {
        .error(message, code: incompatibleTargetCode)
    }

    /// Whether they say the same of the same targets.
    public static func == (left: Incompatibility, right: Incompatibility) -> Bool {
        left === right || left.target == right.target && left.cause == right.cause
    }

    /// Adds the target and the cause.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(target)
        hasher.combine(cause)
    }

    /// Adds the whole chain to what is hashed.
    func combine(into fingerprinter: inout Fingerprinter) { fingerprinter.combine(message) }
}

/// The code of the diagnostic about a target that a configuration rules out.
public let incompatibleTargetCode = "incompatible"

extension Diagnostic.Context {
    /// What only warrants a warning fails the command, because its caller wants that.
    public static let hardError = Diagnostic.Context.step(
        "Upgraded warning to failure via $BUCK2_HARD_ERROR")
}
