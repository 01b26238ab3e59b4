public import Diagnostics

/// A value given on the command line: `-c section.key=value` or `-c cell//section.key=value`.
public struct ConfigOverride: Sendable, Hashable {
    /// The alias, in the root cell, of the cell it is meant for; nothing means all cells.
    public let cell: String?
    /// The section.
    public let section: String
    /// The key in the section.
    public let key: String
    /// The value; nothing removes the key, as `-c section.key=` does in Buck2.
    public let value: String?

    /// Makes an override of its parts.
    public init(cell: String? = nil, section: String, key: String, value: String?) {
        self.cell = cell
        self.section = section
        self.key = key
        self.value = value
    }

    /// Parses the argument of `-c`.
    ///
    /// - Throws: A diagnostic if it is not of the form `[cell//]section.key=value`, or if it
    ///   would change which cells there are.
    public init(parsing argument: String) throws(Diagnostic) {
        guard let equals = argument.firstIndex(of: "=") else {
            throw Diagnostic.error(
                "Could not find equals sign (`=`) in pair `\(argument)`; `-c` takes "
                    + "`section.key=value`")
        }
        let spelled = argument[..<equals]
        let slashes = spelled.firstRange(of: "//")
        let cell = slashes.map { String(spelled[..<$0.lowerBound]) } ?? ""
        let name = slashes.map { spelled[$0.upperBound...] } ?? spelled
        guard let dot = name.firstIndex(of: ".") else {
            throw Diagnostic.error(
                "Could not find section separator (`.`) in pair `\(argument)`; `-c` takes "
                    + "`section.key=value`")
        }
        let section = String(name[..<dot].drop { $0 == " " || $0 == "\t" })
        let key = String(name[name.index(after: dot)...])
        let value = String(argument[argument.index(after: equals)...])
        guard !section.isEmpty, !key.isEmpty else {
            throw Diagnostic.error(
                "Expected key-value in format of `section.key=value` but only got `\(argument)`")
        }
        guard !section.contains(where: \.isWhitespace), !key.contains(where: \.isWhitespace)
        else {
            throw Diagnostic.error("Contains whitespace in key-value pair `\(argument)`")
        }
        guard section != "cells", section != "repositories" else {
            throw Diagnostic.error(
                "Specifying cells via cli config overrides is banned (`\(section).key=value`): "
                    + "cells are named in .buckconfig")
        }
        self.init(
            cell: cell.isEmpty ? nil : cell, section: section, key: key,
            value: value.isEmpty ? nil : value)
    }
}
