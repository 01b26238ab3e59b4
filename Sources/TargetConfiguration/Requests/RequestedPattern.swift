public import BuildModel
public import Diagnostics

/// A pattern of a command line, and how its targets come to their configurations.
///
/// It is part of the keys of what a command asks for.
public struct RequestedPattern: Sendable, Hashable, CustomStringConvertible {
    /// The pattern.
    public let pattern: TargetPattern
    /// How its targets come to their configurations.
    public let resolution: TargetResolution

    /// Asks for the targets of a pattern.
    public init(pattern: TargetPattern, resolution: TargetResolution = .request(.standard)) {
        self.pattern = pattern
        self.resolution = resolution
    }

    /// Whether its targets are looked up in a universe.
    public var isLookedUp: Bool { if case .universe = resolution { true } else { false } }

    /// The pattern with its modifiers: `root//a/...?opt`.
    public var description: String { "\(pattern)\(resolution)" }
}

/// How targets that a command asks for come to their configurations.
public enum TargetResolution: Sendable, Hashable, CustomStringConvertible {
    /// Each is configured as the command and the pattern say.
    case request(ConfigurationRequest)
    /// They are looked up among some targets and all that these depend on, and meant in all
    /// configurations which are found there and which the pattern admits.
    case universe([RequestedPattern], ConfigurationPredicate)

    /// The modifiers that are part of what the targets are called.
    var shownModifiers: [String] {
        guard case .request(let request) = self, request.isOfPattern else { return [] }
        return request.modifiers
    }

    /// What is written after a pattern.
    public var description: String {
        switch self {
        case .request(let request): request.description
        case .universe(let patterns, let predicate):
            "\(predicate) in \(patterns.map(\.description).joined(separator: ","))"
        }
    }
}

/// Which configurations a pattern admits: `//a:b (platform#hash)`, or `//a:b (platform)`.
public struct ConfigurationPredicate: Sendable, Hashable, CustomStringConvertible {
    /// The name of the configuration; nil for any.
    public let name: String?
    /// The hash; nil for any.
    public let hash: UInt64?

    /// Names configurations.
    public init(name: String?, hash: UInt64? = nil) {
        self.name = name
        self.hash = hash
    }

    /// All configurations.
    public static let any = ConfigurationPredicate(name: nil)

    /// Whether a configuration is meant.
    public func admits(_ label: ConfigurationLabel) -> Bool {
        (name ?? label.name) == label.name && (hash ?? label.hash) == label.hash
    }

    /// ` (platform#hash)`; nothing if all are meant.
    public var description: String {
        guard let name else { return "" }
        return hash.map { " (\(ConfigurationLabel(name: name, hash: $0)))" } ?? " (\(name))"
    }
}

/// What can be written after a pattern of a command line: `?modifier+modifier` or
/// ` (platform#hash)`.
///
/// Source: Buck2's documentation, "Configuration modifiers" and "Target pattern".
public struct PatternSuffix: Sendable, Hashable, CustomStringConvertible {
    /// The text before.
    public let pattern: String
    /// The modifiers; nil if there is no `?`.
    public let modifiers: [String]?
    /// The configurations meant.
    public let configurations: ConfigurationPredicate

    /// Takes a pattern apart.
    ///
    /// - Throws: A diagnostic if there is nothing after the `?`, or no configuration in
    ///   parentheses.
    public init(of text: String) throws(Diagnostic) {
        if text.hasSuffix(")"), let space = text.firstIndex(of: " ") {
            let inner = text[space...].dropFirst().dropFirst().dropLast()
            pattern = String(text[..<space])
            modifiers = nil
            guard text[space...].hasPrefix(" ("),
                let configurations = ConfigurationPredicate(parsing: inner)
            else {
                throw .error(
                    "`\(text)` ends in no configuration",
                    help: ["A configuration is written ` (name)` or ` (name#0123456789abcdef)`"])
            }
            self.configurations = configurations
            return
        }
        configurations = .any
        guard let mark = text.firstIndex(of: "?") else {
            pattern = text
            modifiers = nil
            return
        }
        pattern = String(text[..<mark])
        let words = text[text.index(after: mark)...].split(separator: "+").map(String.init)
        guard !words.isEmpty else {
            throw .error("`\(text)` has no modifier after its `?`")
        }
        modifiers = words
    }

    /// As it was written.
    public var description: String {
        pattern + (modifiers.map { "?" + $0.joined(separator: "+") } ?? "")
            + configurations.description
    }
}

extension ConfigurationPredicate {
    fileprivate init?(parsing text: Substring) {
        let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty, !name.contains(where: { "() ".contains($0) })
        else { return nil }
        guard parts.count == 2 else {
            self.init(name: String(name))
            return
        }
        guard parts[1].utf8.count == 16, let hash = UInt64(parts[1], radix: 16) else {
            return nil
        }
        self.init(name: String(name), hash: hash)
    }
}
