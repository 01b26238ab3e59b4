public import BuildModel

/// Targets by their names: what `target_name_glob` says in a visibility list.
///
/// Source: Buck2's `target_name_glob`. A `*` stands for any number of characters.
public struct TargetNameGlob: Sendable, Hashable, CustomStringConvertible {
    /// The globs, of which one has to match the name.
    public let globs: [String]
    /// The packages, and folders with all below, of which one has to hold the target; none for
    /// all.
    public let scopes: [TargetPattern]

    /// Makes a set of globs that ``check(_:)`` accepts and of scopes that are no single targets.
    public init(globs: [String], scopes: [TargetPattern]) {
        self.globs = globs
        self.scopes = scopes
    }

    /// Whether a target is in the set.
    public func matches(_ label: TargetLabel) -> Bool {
        (scopes.isEmpty || scopes.contains { $0.mayMatch(in: label.package) })
            && globs.contains { Self.matches($0, label.name) }
    }

    /// The call that makes it, with cells written out.
    public var description: String { Self.call(globs, within: scopes.map(\.description)) }

    static func call(_ globs: [String], within scopes: [String]) -> String {
        func list(_ texts: [String]) -> String {
            "[" + texts.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
        }
        let within = scopes.isEmpty ? "" : ", within = \(list(scopes))"
        return "target_name_glob(\(list(globs))\(within))"
    }

    /// Checks a glob.
    ///
    /// - Returns: What is wrong with it; nothing if it is right.
    static func problem(of glob: String) -> String? {
        if glob.isEmpty { return "Target name glob pattern cannot be empty" }
        if glob.utf8.allSatisfy({ $0 == UInt8(ascii: "*") }) {
            return "Target name glob pattern matches every target; use `\"PUBLIC\"` instead, got "
                + "`\(glob)`"
        }
        // What is no wildcard has to be able to stand in a name.
        do throws(LabelError) {
            try TargetLabel.checkName(glob.filter { $0 != "*" })
            return nil
        } catch {
            return "Target name glob pattern can only contain target name characters and `*` "
                + "wildcards, got `\(glob)`"
        }
    }

    private static func matches(_ glob: String, _ name: String) -> Bool {
        let parts = glob.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, parts.count > 1 else {
            return glob == name
        }
        var rest = name.utf8[...]
        guard rest.starts(with: first), rest.count >= first.count + last.count else {
            return false
        }
        guard rest.suffix(last.count).elementsEqual(last) else { return false }
        rest = rest.dropFirst(first.count).dropLast(last.count)
        // Each part as far to the left as it goes leaves the most to those after it.
        for part in parts.dropFirst().dropLast() {
            while !rest.starts(with: part) {
                guard rest.popFirst() != nil else { return false }
            }
            rest = rest.dropFirst(part.count)
        }
        return true
    }
}

/// One element of a visibility list.
public enum VisibilityPattern: Sendable, Hashable, CustomStringConvertible {
    /// The targets of a pattern.
    case targets(TargetPattern)
    /// Targets by their names.
    case names(TargetNameGlob)

    /// Whether a target is in the set.
    public func matches(_ label: TargetLabel) -> Bool {
        switch self {
        case .targets(let pattern): pattern.matches(label)
        case .names(let glob): glob.matches(label)
        }
    }

    /// The pattern, or the call that makes the globs.
    public var description: String {
        switch self {
        case .targets(let pattern): pattern.description
        case .names(let glob): glob.description
        }
    }

    /// As it is written in Starlark.
    var literal: String {
        switch self {
        case .targets(let pattern): "\"\(pattern)\""
        case .names(let glob): glob.description
        }
    }

    /// As a value of an attribute: globs have the form that Buck2 gives them in JSON.
    var value: AttributeValue {
        switch self {
        case .targets(let pattern): .string(pattern.description)
        case .names(let glob):
            .dict([
                .init(key: .string("__type"), value: .string("target_name_glob")),
                .init(key: .string("name_globs"), value: .list(glob.globs.map { .string($0) })),
                .init(
                    key: .string("within"),
                    value: .list(glob.scopes.map { .string($0.description) })),
            ])
        }
    }
}
