/// Prints diagnostics for people.
///
/// One that stands alone is compact: traceback, message, source with carets, notes, help.
///
/// ```text
/// Traceback (most recent call last):
///   * root//app/BUCK:3, in <module>
///       greet("bob")
/// error: Unknown name `prnt`; did you mean `print`?
///  --> root//app/defs.bzl:7:5
///   |
/// 7 |     prnt(name)
///   |     ^^^^ not defined
///   |
///   = note: ...
///   = help: ...
/// ```
///
/// One with a chain begins with its outermost context and numbers what lies below, as Buck2 does.
/// A link with a place has its source and its calls.
///
/// ```text
/// Error evaluating build file: `root//app:BUCK`
///
/// Caused by:
///     0: error: Error coercing attribute `size` of `root//app:a`
///         --> app/BUCK:2:1
///          |
///        2 | thing(name = "a", size = "large")
///          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
///          |
///        Traceback (most recent call last):
///          * app/BUCK:2, in <module>
///              thing(name = "a", size = "large")
///
///     1: Error coercing "large"
/// ```
///
/// A word of a command line is shown without the name of a file and numbers of lines.
public struct DiagnosticRenderer: Sendable {
    /// Whether to use ANSI colours.
    public var color: Bool

    /// Makes a renderer for a terminal with or without colours.
    public init(color: Bool) {
        self.color = color
    }

    /// Renders one diagnostic.
    ///
    /// - Returns: Lines, each ended by a line break.
    public func render(_ diagnostic: Diagnostic) -> String {
        diagnostic.hasChain ? failure(diagnostic) + "\n" : compact(diagnostic)
    }

    /// Renders several diagnostics with an empty line between them.
    public func render(_ diagnostics: some Sequence<Diagnostic>) -> String {
        diagnostics.map(render).joined(separator: "\n")
    }

    /// Renders why a command failed, or part of it.
    ///
    /// A message without a place stands for itself: whoever shows it says what failed.
    ///
    /// - Returns: Lines, the last without a line break.
    public func failure(_ diagnostic: Diagnostic) -> String {
        if !diagnostic.hasChain, diagnostic.span != nil {
            return String(compact(diagnostic).dropLast())
        }
        let links = links(of: diagnostic)
        var text = links[0]
        if links.count > 1 { text += "\n\nCaused by:" }
        for (number, link) in links.dropFirst().enumerated() {
            let digits = String(number)
            let head =
                links.count == 2
                ? "    "
                : String(repeating: " ", count: max(0, 5 - digits.utf8.count)) + digits + ": "
            let indent = String(repeating: " ", count: head.utf8.count)
            text += "\n" + head + link.replacingLineBreaks(with: "\n" + indent)
        }
        var remarks = Drawing(color: color)
        remarks.remarks(of: diagnostic)
        return remarks.text.isEmpty ? text : text + "\n" + String(remarks.text.dropLast())
    }

    private func compact(_ diagnostic: Diagnostic) -> String {
        var drawing = Drawing(color: color)
        if !diagnostic.callStackRepeatsSpan { drawing.traceback(diagnostic.callStack) }
        drawing.headline(diagnostic)
        if let span = diagnostic.span {
            drawing.snippet(span, label: diagnostic.label, mark: .red)
        }
        drawing.remarks(of: diagnostic)
        return drawing.text
    }

    /// The links of the chain, the outermost first.
    private func links(of diagnostic: Diagnostic) -> [String] {
        var links: [String] = []
        var path = GraphPath()
        for context in diagnostic.contexts.reversed() {
            if case .configuring(let target, let configuration) = context {
                path.append(target, configuration)
                continue
            }
            path.end(into: &links)
            switch context {
            case .step(let message): links.append(message)
            case .call(let message, let span, let callStack):
                var drawing = Drawing(color: color)
                drawing.located(
                    .init(
                        severity: .error, message: message, span: span, callStack: callStack))
                links.append(drawing.text)
            case .configuring: break
            }
        }
        path.end(into: &links)
        if diagnostic.span == nil {
            links.append(Drawing.shortened(diagnostic.message))
        } else {
            var drawing = Drawing(color: color)
            drawing.located(diagnostic)
            links.append(drawing.text)
        }
        return links + diagnostic.causes.map(Drawing.shortened)
    }
}

/// Targets in configurations, each because of the one before it.
private struct GraphPath {
    private var nodes: [(target: String, configuration: String)] = []

    mutating func append(_ target: String, _ configuration: String) {
        nodes.append((target, configuration))
    }

    /// Adds what was gathered, if anything was, as one link.
    mutating func end(into links: inout [String]) {
        guard let first = nodes.first else { return }
        defer { nodes = [] }
        guard nodes.count > 1 else {
            links.append(
                "Error looking up configured node \(first.target) (\(first.configuration))")
            return
        }
        var text =
            "Error in configured node dependency, dependency chain follows "
            + "(-> indicates depends on, ^ indicates same configuration as previous):\n"
        var previous: String?
        for (target, configuration) in nodes {
            text += previous == nil ? "       " : "    -> "
            text += "\(target) (\(configuration == previous ? "^" : configuration))\n"
            previous = configuration
        }
        links.append(text)
    }
}

extension Diagnostic {
    /// Whether the only call is on the line that the snippet shows anyway.
    fileprivate var callStackRepeatsSpan: Bool {
        guard callStack.count == 1, let frame = callStack[0].span, let span else { return false }
        return frame.file.path == span.file.path && frame.start.line == span.start.line
    }
}

extension String {
    fileprivate func replacingLineBreaks(with text: String) -> String {
        split(separator: "\n", omittingEmptySubsequences: false).joined(separator: text)
    }
}
