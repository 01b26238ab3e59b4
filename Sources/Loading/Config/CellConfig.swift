public import Diagnostics

/// The `.buckconfig` values of one cell, with every `$(config …)` reference resolved.
public struct CellConfig: Sendable, Hashable {
    /// One value and where it was written.
    public struct Entry: Sendable, Hashable {
        /// The text after `=`, references resolved.
        public var value: String
        /// The text after `=` as written.
        public let written: String
        /// Where it was written; nothing for values given on the command line.
        public let span: SourceSpan?
        /// The directives that include the file, the innermost first.
        public let includes: [SourceSpan]
    }

    /// Values by section, then by key.
    public let sections: [String: [String: Entry]]

    /// A configuration that says nothing.
    public static let empty = CellConfig(sections: [:])

    /// Returns the value of `key` in `[section]`, if there is one.
    public func value(_ section: String, _ key: String) -> String? {
        sections[section]?[key]?.value
    }

    /// Returns a value that is a comma separated list, each element without space around it.
    public func list(_ section: String, _ key: String) -> [String]? {
        value(section, key)?.split(separator: ",").map { ConfigDirective.trim(String($0)) }
            .filter { !$0.isEmpty }
    }

    /// Whether both say the same, wherever it was written.
    func hasSameValues(as other: CellConfig) -> Bool {
        sections.mapValues { $0.mapValues(\.value) }
            == other.sections.mapValues { $0.mapValues(\.value) }
    }
}

/// Values as written, of all the files of a cell, the later ones over the earlier.
struct RawConfig: Sendable {
    private(set) var sections: [String: [String: CellConfig.Entry]] = [:]

    /// Sets a value, over whatever was there.
    mutating func set(
        _ section: String, _ key: String, _ value: String, at span: SourceSpan?,
        includes: [SourceSpan] = []
    ) {
        sections[section, default: [:]][key] = CellConfig.Entry(
            value: value, written: value, span: span, includes: includes)
    }

    /// Removes a value.
    mutating func remove(_ section: String, _ key: String) {
        sections[section]?[key] = nil
    }

    /// Resolves `$(config section.key)` in every value.
    ///
    /// A reference to what is not set is empty, as in Buck2.
    ///
    /// - Throws: A diagnostic that prints the circle, if a value refers to itself.
    func resolved() throws(Diagnostic) -> CellConfig {
        var resolver = ConfigReferences(sections: sections)
        for (section, entries) in sections {
            for key in entries.keys { try resolver.resolve(section, key) }
        }
        return CellConfig(sections: resolver.sections)
    }
}
