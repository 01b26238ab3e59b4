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
        guard let equals = argument.firstIndex(of: "="),
            let dot = argument[..<equals].firstIndex(of: ".")
        else {
            throw Diagnostic.error(
                "Expected `section.key=value` after `-c`, found `\(argument)`")
        }
        let name = argument[..<dot]
        let slashes = name.firstRange(of: "//")
        let cell = slashes.map { String(name[..<$0.lowerBound]) } ?? ""
        let section = String(slashes.map { name[$0.upperBound...] } ?? name)
        let value = String(argument[argument.index(after: equals)...])
        let key = ConfigDirective.trim(String(argument[argument.index(after: dot)..<equals]))
        guard !section.isEmpty, !key.isEmpty else {
            throw Diagnostic.error(
                "Expected `section.key=value` after `-c`, found `\(argument)`")
        }
        guard section != "cells", section != "repositories" else {
            throw Diagnostic.error(
                "`-c \(argument)` cannot change `[\(section)]`: cells are named in .buckconfig")
        }
        self.init(
            cell: cell.isEmpty ? nil : cell, section: section, key: key,
            value: value.isEmpty ? nil : value)
    }
}
