import Diagnostics

extension Resolution {
    /// Complains about the names that nothing defines, each at its first use.
    ///
    /// - Parameters:
    ///   - tree: The tree that was resolved.
    ///   - isKnown: Whether a name is universal.
    ///   - universalNames: All universal names, to find the one that was meant; asked for only if
    ///     there is something to say.
    /// - Returns: One diagnostic a name, in the order of the file.
    func unknownNames(
        in tree: SyntaxTree, isKnown: (String) -> Bool, universalNames: () -> [String]
    ) -> [Diagnostic] {
        universals.compactMap { universal in
            let name = tree.names.string(universal.name)
            if isKnown(name) { return nil }
            let candidates = visibleNames(in: universal.function, tree) + universalNames()
            return .error(
                "Unknown name `\(name)`\(didYouMean(name, among: candidates))",
                at: tree.span(of: universal.use), label: "not found", help: advice(on: name))
        }
        .sorted { left, right in
            (left.span?.range.lowerBound ?? 0) < (right.span?.range.lowerBound ?? 0)
        }
    }

    /// The names that the file defines for code in a function.
    private func visibleNames(in function: FunctionID, _ tree: SyntaxTree) -> [String] {
        var names = globals.map { tree.names.string($0.name) }
        var function = function
        while true {
            names += self[function].locals.map { tree.names.string($0.name) }
            if function == .module { return names }
            function = parents[function.index]
        }
    }

    private func advice(on name: String) -> [String] {
        switch name {
        case "null", "nil", "undefined": ["nothing is written `None`"]
        default: []
        }
    }
}
