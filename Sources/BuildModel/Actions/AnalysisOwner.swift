/// Whose evaluation declares actions, transitive sets and tags.
///
/// That is the rule of a configured target, the rule of an anonymous target, a run of a script, or
/// a *dynamic step*: a function that one of those has left to run once files it reads are built.
/// Steps nest, for a step may leave others.
public struct AnalysisOwner: Hashable, Sendable, CustomStringConvertible {
    /// Where the steps begin.
    public enum Base: Hashable, Sendable {
        /// The rule of a target.
        case target(ConfiguredTargetLabel)
        /// The rule of a target that another one asked for by its attributes.
        case anonymous(AnonymousTarget)
        /// A function of a script.
        case script(ScriptRun)
    }

    /// Where the steps begin.
    public let base: Base
    /// The dynamic steps: each the place among those that the one before has left, from 0.
    public let steps: [Int]

    /// Names an evaluation.
    public init(_ base: Base, steps: [Int] = []) {
        self.base = base
        self.steps = steps
    }

    /// Names the evaluation of a target's rule.
    public init(_ target: ConfiguredTargetLabel) {
        self.init(.target(target))
    }

    /// The target, by the label that messages and paths use.
    public var label: ConfiguredTargetLabel {
        switch base {
        case .target(let label): label
        case .anonymous(let target): target.label
        case .script(let run): run.label
        }
    }

    /// The target without its configuration.
    public var target: TargetLabel { label.target }

    /// The configuration of the target.
    public var configuration: ConfigurationLabel { label.configuration }

    /// The anonymous target, if it is one.
    public var anonymousTarget: AnonymousTarget? {
        if case .anonymous(let target) = base { target } else { nil }
    }

    /// The evaluation that left this step; nothing if it is no step.
    public var parent: AnalysisOwner? {
        steps.isEmpty ? nil : AnalysisOwner(base, steps: Array(steps.dropLast()))
    }

    /// One of the steps that this evaluation leaves.
    public func step(_ index: Int) -> AnalysisOwner {
        AnalysisOwner(base, steps: steps + [index])
    }

    /// The folder, below the target's, of what a step declares itself; `.base` for no step.
    public var folder: RelativePath {
        if steps.isEmpty { return .base }
        return RelativePath(unchecked: "__action__\(stepText)__")
    }

    private var stepText: String { steps.map { "_\($0)" }.joined() }

    /// The target, and which steps.
    public var description: String {
        let text =
            switch base {
            case .target(let label): label.description
            case .anonymous(let target): target.description
            case .script(let run): run.description
            }
        return steps.isEmpty ? text : "\(text) step \(stepText.dropFirst())"
    }

    /// A part of the label is as good as all of it for a table.
    public func hash(into hasher: inout Hasher) {
        switch base {
        case .target(let label): hasher.combine(label)
        case .anonymous(let target): hasher.combine(target)
        case .script(let run): hasher.combine(run)
        }
        hasher.combine(steps)
    }
}

/// A target without a name of its own: a rule and its attributes.
///
/// Whoever asks for the same rule with the same attributes gets the same target. It is plain data
/// and holds all that its evaluation needs, so that it can be the key of one.
public final class AnonymousTarget: Hashable, Sendable, CustomStringConvertible {
    /// The name it is shown by, in no configuration.
    public let label: ConfiguredTargetLabel
    /// The module that defines its rule.
    public let module: CellPath
    /// The global variable of the module that is the rule.
    public let rule: String
    /// The execution platform, which is that of whoever asked.
    public let execution: ConfigurationLabel
    /// The attributes, in the form that analysis writes and reads.
    public let attributes: [UInt8]
    /// The anonymous targets that occur in the attributes.
    public let parts: [AnonymousTarget]
    /// Stands for all of the above but the parts, which stand for themselves.
    public let identity: Identity

    /// 128 bits of a hash.
    public struct Identity: Hashable, Sendable {
        /// The lower half, which paths show.
        public let low: UInt64
        /// The upper half.
        public let high: UInt64

        /// Makes an identity of its halves.
        public init(low: UInt64, high: UInt64) {
            self.low = low
            self.high = high
        }
    }

    /// Describes a target.
    public init(
        label: ConfiguredTargetLabel, module: CellPath, rule: String,
        execution: ConfigurationLabel, attributes: [UInt8], parts: [AnonymousTarget],
        identity: Identity
    ) {
        self.label = label
        self.module = module
        self.rule = rule
        self.execution = execution
        self.attributes = attributes
        self.parts = parts
        self.identity = identity
    }

    /// The hash as 16 hexadecimal digits, which is the folder's name in output paths.
    public var hashText: String {
        ConfigurationLabel(name: "", hash: identity.low).hashText
    }

    /// `cell//path:name (anon: 0123456789abcdef)`.
    public var description: String { "\(label.target) (anon: \(hashText))" }

    /// Whether two are the same target.
    public static func == (left: AnonymousTarget, right: AnonymousTarget) -> Bool {
        left === right || left.identity == right.identity && left.label == right.label
    }

    /// The hash is one already.
    public func hash(into hasher: inout Hasher) { hasher.combine(identity.low) }
}
