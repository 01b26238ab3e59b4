import Diagnostics

/// Replaces `$(config section.key)` by the value it names, which may hold references itself.
struct ConfigReferences {
    private(set) var sections: [String: [String: CellConfig.Entry]]
    private var done: Set<String> = []
    private var underWay: [String] = []

    init(sections: [String: [String: CellConfig.Entry]]) {
        self.sections = sections
    }

    /// Resolves one value and returns it; empty if it is not set.
    @discardableResult
    mutating func resolve(_ section: String, _ key: String) throws(Diagnostic) -> String {
        guard let entry = sections[section]?[key] else { return "" }
        let name = "\(section).\(key)"
        guard !done.contains(name), entry.value.contains("$(config ") else { return entry.value }
        if let start = underWay.firstIndex(of: name) {
            let circle = (underWay[start...] + [name]).map { "`\($0)`" }.joined(separator: " -> ")
            throw Diagnostic.error(
                "The value of `\(name)` refers to itself: \(circle)", at: entry.span)
        }
        underWay.append(name)
        let value = try substitute(in: entry.value[...], at: entry.span)
        underWay.removeLast()
        done.insert(name)
        sections[section]?[key]?.value = value
        return value
    }

    private mutating func substitute(
        in text: Substring, at span: SourceSpan?
    ) throws(Diagnostic) -> String {
        var result = ""
        var rest = text
        while let opening = rest.firstRange(of: "$(config "),
            let end = rest[opening.upperBound...].firstIndex(of: ")")
        {
            let reference = rest[opening.upperBound..<end]
            guard let dot = reference.firstIndex(of: ".") else {
                throw Diagnostic.error(
                    "Expected `$(config section.key)`, found `$(config \(reference))`", at: span)
            }
            result += rest[..<opening.lowerBound]
            result += try resolve(
                String(reference[..<dot]), String(reference[reference.index(after: dot)...]))
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}
