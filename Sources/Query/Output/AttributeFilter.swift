public import Diagnostics

/// Which attributes are printed.
public struct AttributeFilter {
    private let patterns: [PartialPattern]

    /// Attributes whose names match one of some regular expressions, anywhere in the name.
    ///
    /// - Throws: If one is no regular expression.
    public init(_ patterns: [String]) throws(Diagnostic) {
        var compiled: [PartialPattern] = []
        for pattern in patterns {
            do { compiled.append(try PartialPattern(pattern)) } catch {
                throw .error("`\(pattern)` is no regular expression: \(error)")
            }
        }
        self.patterns = compiled
    }

    /// Whether there are no expressions, so that none is asked for.
    public var isEmpty: Bool { patterns.isEmpty }

    /// Whether an attribute of some name is asked for.
    public func includes(_ name: String) -> Bool { patterns.contains { $0.matches(name) } }

    /// The attributes of a node to print, special ones first.
    func chosen(of node: some QueryNode) -> [QueryAttribute.Entry] {
        if patterns.isEmpty { return [] }
        return (node.specialAttributes + node.attributes)
            .filter { includes($0.name) }
            .map { QueryAttribute.Entry($0.name, $0.value) }
    }
}
