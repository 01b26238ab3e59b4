extension Diagnostic {
    /// Something that was under way when an error came up: a link of the chain that leads to it.
    public enum Context: Sendable, Hashable {
        /// A sentence without a full stop.
        case step(String)
        /// A target was configured.
        ///
        /// Links of this kind that follow each other are shown as one: the path through the graph.
        case configuring(target: String, configuration: String)
        /// Code called a function of the build system, which asked for what went wrong.
        case call(String, at: SourceSpan?, callStack: [Frame])
    }

    /// What kind of code the place of a diagnostic is in, which decides how the calls that lead
    /// there are shown.
    public enum Origin: Sendable, Hashable {
        /// An expression: the calls come first, and the last place among them is that of the
        /// diagnostic itself.
        case expression
        /// A call of a function of the language, such as `fail`: the calls come first, that one
        /// among them.
        case builtin
        /// A call of a function of the build system: the calls follow the place.
        case host
    }

    /// Whether there is more to show than the message, its place and remarks.
    public var hasChain: Bool { !contexts.isEmpty || !causes.isEmpty }

    /// Returns a copy with one more context, outside all others.
    public func adding(context: Context) -> Diagnostic {
        var copy = self
        copy.contexts.append(context)
        return copy
    }

    /// Returns a copy whose outermost context is a call at a place.
    ///
    /// - Parameters:
    ///   - span: The call; nothing changes if it is not known.
    ///   - callStack: The calls under way, the outermost first.
    /// - Returns: The same error, seen from the code that called.
    public func calling(at span: SourceSpan?, callStack: [Frame]) -> Diagnostic {
        guard case .step(let message)? = contexts.last, let span else { return self }
        var copy = self
        copy.contexts.removeLast()
        copy.contexts.append(.call(message, at: span, callStack: callStack))
        return copy
    }
}

extension Error {
    /// The error seen from outside something that was under way.
    ///
    /// - Parameter context: What was under way; only asked for if the error is the user's.
    /// - Returns: A diagnostic with one more context; any other error as it is.
    public func within(_ context: @autoclosure () -> Diagnostic.Context) -> any Error {
        guard let diagnostic = self as? Diagnostic else { return self }
        return diagnostic.adding(context: context())
    }
}
