/// Something that is wrong with what the user wrote, said so that they can mend it.
///
/// The message names both ends of the problem; `help` says what to do about it. What was under way
/// when it came up is a chain of contexts, each added where the error leaves it: a module, a target
/// in a configuration, the expression of a query. Diagnostics are values: thrown where they are
/// found, memoised by the engine and printed by `DiagnosticRenderer`.
public struct Diagnostic: Error, Sendable, Hashable {
    /// How bad it is.
    public enum Severity: Sendable, Hashable {
        /// The request cannot be carried out.
        case error
        /// The request goes on.
        case warning
    }

    /// A fact that helps to understand the message, possibly shown at a place of its own.
    public struct Note: Sendable, Hashable {
        /// A sentence without a full stop.
        public var message: String
        /// The place it is about.
        public var span: SourceSpan?

        /// Makes a note, shown with its source when a span is given.
        public init(_ message: String, at span: SourceSpan? = nil) {
            self.message = message
            self.span = span
        }
    }

    /// A call that was under way.
    public struct Frame: Sendable, Hashable {
        /// The function the span is in, `<module>` for top-level code.
        public var function: String
        /// The call within that function; nothing for a native function.
        public var span: SourceSpan?

        /// Makes a frame of the name of a function and the place within it.
        public init(function: String, span: SourceSpan?) {
            self.function = function
            self.span = span
        }
    }

    /// How bad it is.
    public var severity: Severity
    /// A short stable name to search for, if the kind of problem has one.
    public var code: String?
    /// What is wrong, in a sentence without a full stop.
    public var message: String
    /// The place to show.
    public var span: SourceSpan?
    /// What to print under the shown place, in a few words.
    public var label: String?
    /// Facts around it.
    public var notes: [Note]
    /// What the user can do.
    public var help: [String]
    /// The calls under way, the outermost first.
    public var callStack: [Frame]
    /// What kind of code the place is in.
    public var origin: Origin
    /// Why the message holds, each for the reason that follows it.
    public var causes: [String]
    /// What was under way, the innermost first: whatever an error passes is added at the end.
    public var contexts: [Context] = []

    /// Makes a diagnostic of all its parts.
    public init(
        severity: Severity, code: String? = nil, message: String, span: SourceSpan? = nil,
        label: String? = nil, notes: [Note] = [], help: [String] = [], callStack: [Frame] = [],
        origin: Origin = .host, causes: [String] = []
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.span = span
        self.label = label
        self.notes = notes
        self.help = help
        self.callStack = callStack
        self.origin = origin
        self.causes = causes
    }

    /// Makes an error.
    public static func error(
        _ message: String, at span: SourceSpan? = nil, code: String? = nil, label: String? = nil,
        notes: [Note] = [], help: [String] = [], causes: [String] = []
    ) -> Diagnostic {
        Diagnostic(
            severity: .error, code: code, message: message, span: span, label: label,
            notes: notes, help: help, causes: causes)
    }

    /// Makes a warning.
    public static func warning(
        _ message: String, at span: SourceSpan? = nil, code: String? = nil, label: String? = nil,
        notes: [Note] = [], help: [String] = []
    ) -> Diagnostic {
        Diagnostic(
            severity: .warning, code: code, message: message, span: span, label: label,
            notes: notes, help: help)
    }

    /// Returns a copy with one more note.
    public func adding(note: String, at span: SourceSpan? = nil) -> Diagnostic {
        var copy = self
        copy.notes.append(Note(note, at: span))
        return copy
    }

    /// Returns a copy with one more piece of advice.
    public func adding(help: String) -> Diagnostic {
        var copy = self
        copy.help.append(help)
        return copy
    }
}

extension Diagnostic: CustomStringConvertible {
    /// One line, for logs and test failures: place, severity and message.
    public var description: String {
        let place = span.map { "\($0): " } ?? ""
        return "\(place)\(severity): \(message)"
    }
}
