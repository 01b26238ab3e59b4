extension Signature {
    /// A parameter of a native function.
    public struct Parameter: Sendable {
        /// How arguments reach it.
        public enum Kind: Sendable, Equatable {
            /// By position only: before `/`.
            case positionalOnly
            /// By position or name.
            case standard
            /// By name only: after `*` or `*args`.
            case namedOnly
            /// `*args`: a tuple of the positional arguments left over.
            case positionals
            /// `**kwargs`: a dict of the named arguments left over.
            case keywords
        }

        /// What a slot holds when no argument was given.
        public enum Default: Sendable {
            /// The argument must be given.
            case required
            /// The slot stays empty: `arguments.optional(i)` is nil.
            case absent
            /// This value.
            case value(FrozenValue)
        }

        /// The name without stars.
        public var name: String
        /// How arguments reach it.
        public var kind: Kind
        /// What it is without an argument.
        public var fallback: Default

        /// Makes a parameter.
        public init(_ name: String, kind: Kind = .standard, default fallback: Default = .required) {
            self.name = name
            self.kind = kind
            self.fallback = fallback
        }
    }
}
