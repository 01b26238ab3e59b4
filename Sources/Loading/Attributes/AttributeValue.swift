public import BuildModel

/// The value of an attribute of a target, after coercion and before configuration.
///
/// Plain Swift data: labels are parsed, sources are paths, macros are split. Selects are kept,
/// for which branch applies is known only once the target is configured.
public indirect enum AttributeValue: Sendable, Hashable {
    /// `None`.
    case null
    /// A boolean.
    case bool(Bool)
    /// An integer.
    case int(Int)
    /// A string; also the value of `attrs.enum`, in lower case.
    case string(String)
    /// A list.
    case list([AttributeValue])
    /// A tuple.
    case tuple([AttributeValue])
    /// A dict; its entries in order.
    case dict([DictEntry])
    /// A target whose providers the rule sees.
    case dependency(ProvidersLabel, DependencyKind)
    /// A target in the configuration that a transition makes of the user's, or in all of a split.
    case transitionDependency(ProvidersLabel, TransitionID, isSplit: Bool)
    /// A target for a platform of its own.
    case configuredDependency(ProvidersLabel, platform: TargetLabel)
    /// A target that is passed up the graph by its name.
    case pluginDependency(TargetLabel, PluginKind)
    /// The targets that a query finds.
    case query(QueryText)
    /// A target of which the rule sees the name only.
    case label(ProvidersLabel)
    /// A source file or folder of the package: its path below the package's folder.
    case source(SourceReference)
    /// The default outputs of a target, given where a source is expected.
    case sourceTarget(ProvidersLabel)
    /// A string for a command line, its macros parsed.
    case arg([ArgumentPart])
    /// The names of a program to be found on `PATH`, the preferred one first.
    case hostTool([String])
    /// `select()`: the value depends on the configuration.
    case select(Select)
    /// What `+` or `|` made where at least one side is a select.
    case concatenation([AttributeValue])
    /// A branch of a select that ends configuring, and why it does.
    case selectEnding(SelectEnding, message: String)

    /// How a branch of a select ends configuring.
    public enum SelectEnding: String, Sendable, Hashable {
        /// It is an error.
        case failure = "select_fail"
        /// The target is not compatible with the configuration.
        case incompatible = "select_incompatible"
    }

    /// One key of a dict and its value.
    public struct DictEntry: Sendable, Hashable {
        /// The key.
        public let key: AttributeValue
        /// The value.
        public let value: AttributeValue

        /// Makes an entry.
        public init(key: AttributeValue, value: AttributeValue) {
            self.key = key
            self.value = value
        }
    }

    /// The branches of a `select()`.
    public struct Select: Sendable, Hashable {
        /// What applies when the configuration matches a key, in the order written.
        public let branches: [Branch]
        /// What applies when none matches: the branch `DEFAULT`.
        public let fallback: AttributeValue?

        /// Makes a select of its branches.
        public init(branches: [Branch], fallback: AttributeValue?) {
            self.branches = branches
            self.fallback = fallback
        }
    }

    /// One key of a `select()` with its value.
    public struct Branch: Sendable, Hashable {
        /// The `config_setting` or `constraint_value` target that has to match.
        public let key: ProvidersLabel
        /// The value when it does.
        public let value: AttributeValue

        /// Makes a branch.
        public init(key: ProvidersLabel, value: AttributeValue) {
            self.key = key
            self.value = value
        }
    }
}

/// A file or folder of a package's own, named by an attribute.
public struct SourceReference: Sendable, Hashable {
    /// The package it belongs to.
    public let package: PackageLabel
    /// The path below the package's folder; the base for the folder itself.
    public let path: RelativePath
    /// Whether it is a folder, which only `attrs.source(allow_directory = True)` takes.
    public let isDirectory: Bool

    /// Makes a reference to a file or folder.
    public init(package: PackageLabel, path: RelativePath, isDirectory: Bool = false) {
        self.package = package
        self.path = path
        self.isDirectory = isDirectory
    }

    /// The path by cell.
    public var cellPath: CellPath { package.file(path) }
}

/// Which configuration a dependency gets, and what the edge means.
public enum DependencyKind: String, Sendable, Hashable, CaseIterable {
    /// The configuration of the target itself.
    case target
    /// The execution platform: it runs as part of the build.
    case execution
    /// A toolchain, whose own `exec_dep`s follow the target's execution platform.
    case toolchain
    /// A `config_setting` or `constraint_value` that a select or `compatible_with` names.
    case configuration
    /// A plugin: passed up the graph by its name, and configured by who uses it.
    case plugin
}

/// A piece of the string of an `attrs.arg`.
public enum ArgumentPart: Sendable, Hashable {
    /// Text as it is, `$$` already replaced.
    case text(String)
    /// `$(location …)`, `$(exe …)` and their kin.
    case macro(ArgumentMacro)
}

/// A macro in the string of an `attrs.arg`.
public struct ArgumentMacro: Sendable, Hashable {
    /// What a macro stands for.
    public enum Kind: Sendable, Hashable {
        /// `$(location …)` and `$(location_exec …)`: the path of the only default output.
        case location
        /// `$(exe …)` and `$(exe_target …)`: the command line of `RunInfo`.
        case executable
        /// `$(source …)`: the path of a file of the package.
        case source(SourceReference)
        /// `$(query_targets …)` and its kin: what a query finds.
        case query(QueryText, QueryExpansion)
        /// `$(name …)`: a variable of a dependency's `TemplatePlaceholderInfo`.
        case variable(name: String, argument: String?)
    }

    /// What it stands for.
    public let kind: Kind
    /// The target it names; nothing for `$(source …)` and variables without a label.
    public let label: ProvidersLabel?
    /// How the target is configured.
    public let dependencyKind: DependencyKind
    /// Whether it was written `$(@name …)`: the words go to a file, and `@file` stands for them.
    public let isWrittenToFile: Bool

    /// Makes a macro of its parts.
    public init(
        kind: Kind, label: ProvidersLabel?, dependencyKind: DependencyKind,
        isWrittenToFile: Bool = false
    ) {
        self.kind = kind
        self.label = label
        self.dependencyKind = dependencyKind
        self.isWrittenToFile = isWrittenToFile
    }
}
