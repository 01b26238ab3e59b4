public import BuildModel

/// Names what changes a configuration: the value of a call of `transition()`, or a target.
public enum TransitionID: Sendable, Hashable {
    /// A transition object, by the module that made it and the global it was assigned to.
    case function(module: CellPath, name: String)
    /// A target that provides `TransitionInfo`.
    case target(ProvidersLabel)
}

extension TransitionID: CustomStringConvertible {
    /// The label, or the module and the name as Buck2 writes them: `cell//file.bzl:name`.
    public var description: String {
        switch self {
        case .function(let module, let name): "\(module):\(name)"
        case .target(let label): label.description
        }
    }
}

/// A kind of plugins: the value of a call of `plugins.kind()`, by its module and global name.
public struct PluginKind: Sendable, Hashable, CustomStringConvertible {
    /// The module that made it.
    public let module: CellPath
    /// The global it was assigned to.
    public let name: String

    /// Names a kind.
    public init(module: CellPath, name: String) {
        self.module = module
        self.name = name
    }

    /// The name.
    public var description: String { name }
}

/// Which plugins a dependency hands to the target that has it.
public enum PluginPulls: Sendable, Hashable {
    /// Those of every kind, which the target passes on.
    case all
    /// Those of some kinds; the target passes on the ones of `pushed`.
    case kinds(used: [PluginKind], pushed: [PluginKind])

    /// No plugins, as of most dependencies.
    public static let none = PluginPulls.kinds(used: [], pushed: [])
}

/// A query as an attribute or a macro has it: its text, and the targets it names.
public struct QueryText: Sendable, Hashable {
    /// The text as it was written.
    public let text: String
    /// The package by which its labels are meant; none where a `.bzl` file has it.
    public let package: PackageLabel?
    /// The targets it names, in the order of the text, each once a word.
    public let literals: [Literal]

    /// One word that names a target.
    public struct Literal: Sendable, Hashable {
        /// The word.
        public let word: String
        /// The target.
        public let label: ProvidersLabel

        /// Makes a literal of its word and what it means.
        public init(word: String, label: ProvidersLabel) {
            self.word = word
            self.label = label
        }
    }

    /// Makes a query of its parts.
    public init(text: String, package: PackageLabel?, literals: [Literal]) {
        self.text = text
        self.package = package
        self.literals = literals
    }
}

/// What a `$(query_…)` macro is replaced by.
public enum QueryExpansion: Sendable, Hashable {
    /// `$(query_targets …)`: the labels.
    case targets
    /// `$(query_outputs …)`: the default outputs.
    case outputs
    /// `$(query_targets_and_outputs separator …)`: label and outputs, pairs by the separator.
    case targetsAndOutputs(separator: String?)

    /// The name of the macro.
    public var name: String {
        switch self {
        case .targets: "query_targets"
        case .outputs: "query_outputs"
        case .targetsAndOutputs: "query_targets_and_outputs"
        }
    }
}
