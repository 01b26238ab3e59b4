/// The label of a target before it is configured: `cell//path:name`.
public struct TargetLabel: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The package that declares it.
    public let package: PackageLabel
    /// The target's name.
    public let name: String

    /// Creates a label from a name that has been checked.
    public init(package: PackageLabel, name: String) {
        self.package = package
        self.name = name
    }

    /// Creates a label and checks its name.
    ///
    /// - Throws: What ``checkName(_:)`` throws.
    public init(package: PackageLabel, checking name: String) throws(LabelError) {
        try Self.checkName(name)
        self.init(package: package, name: name)
    }

    /// `cell//path:name`.
    public var description: String { "\(package):\(name)" }

    /// Orders by package, then by name.
    public static func < (left: TargetLabel, right: TargetLabel) -> Bool {
        left.package == right.package ? left.name < right.name : left.package < right.package
    }

    /// Checks a target's name.
    ///
    /// - Throws: `.empty`, or `.illegalCharacter` for anything but ASCII letters, digits and
    ///   `_,.=-\/~@!+$`; `.malformed` for `...` and for names that carry a `[sub-target]`.
    public static func checkName(_ name: String) throws(LabelError) {
        guard !name.isEmpty else {
            throw LabelError(.empty, "A target name must not be empty")
        }
        guard let bad = name.unicodeScalars.first(where: { !allows($0) }) else {
            guard name != "..." else {
                throw LabelError(.malformed, "A target must not be named `...`")
            }
            return
        }
        if bad == "[", name.hasSuffix("]") {
            throw LabelError(
                .malformed,
                "`\(name)` names a sub-target where only a target can stand; "
                    + "leave out the part in brackets")
        }
        throw LabelError(
            .illegalCharacter,
            "Invalid target name `\(name)`: it contains \(quoted(bad)); only letters, digits and "
                + "`_`, `,`, `.`, `=`, `-`, `/`, `~`, `@`, `!`, `+`, `$` are allowed")
    }

    private static func allows(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", ",", ".", "=", "-", "\\", "/", "~", "@", "!",
            "+", "$":
            true
        default: false
        }
    }
}

/// A target and the sub-target whose providers are meant: `cell//path:name[sub][target]`.
public struct ProvidersLabel: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The target.
    public let target: TargetLabel
    /// The names in brackets, outermost first; none for the target's own providers.
    public let subTargets: [String]

    /// Creates a label.
    public init(target: TargetLabel, subTargets: [String] = []) {
        self.target = target
        self.subTargets = subTargets
    }

    /// `cell//path:name[sub][target]`.
    public var description: String {
        subTargets.reduce(into: target.description) { $0 += "[\($1)]" }
    }

    /// Orders by target, then by the names in brackets.
    public static func < (left: ProvidersLabel, right: ProvidersLabel) -> Bool {
        left.target == right.target
            ? left.subTargets.lexicographicallyPrecedes(right.subTargets)
            : left.target < right.target
    }

    /// Checks the name of a sub-target.
    ///
    /// - Throws: `.empty`, or `.illegalCharacter` for anything but ASCII letters, digits and
    ///   `_\/.=,+-`.
    public static func checkSubTarget(_ name: String) throws(LabelError) {
        guard !name.isEmpty else {
            throw LabelError(.empty, "A sub-target name must not be empty")
        }
        guard let bad = name.unicodeScalars.first(where: { !allows($0) }) else { return }
        throw LabelError(
            .illegalCharacter,
            "Sub-target name `\(name)` contains \(quoted(bad)); only letters, digits and "
                + "`_`, `/`, `.`, `=`, `,`, `+`, `-` are allowed")
    }

    private static func allows(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", ",", ".", "=", "-", "\\", "/", "+": true
        default: false
        }
    }
}
