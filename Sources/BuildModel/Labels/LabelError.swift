public import Diagnostics

/// Why a piece of text is not the name, path, label or pattern it was meant to be.
///
/// The text has no source position here. Whoever read it from a file or from the command line knows
/// the span and wraps the error into a diagnostic there.
public struct LabelError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of mistake, for callers that react to one.
    public enum Code: Hashable, Sendable {
        /// A name, or a part of one, is missing.
        case empty
        /// A character that may not occur there.
        case illegalCharacter
        /// `..`, or an absolute path, that would leave the folder the path is relative to.
        case escapes
        /// A path that is not in normal form: `.`, `//` or a trailing `/`.
        case notNormalized
        /// A cell, or an alias of one, that the workspace does not name.
        case unknownCell
        /// Text that does not have the shape of a label or pattern.
        case malformed
    }

    /// The kind of mistake.
    public let code: Code
    /// One sentence that names the offending text and the nearest right one.
    public let message: String

    /// Creates an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }

    /// The error as a diagnostic about the text at `span`.
    public func diagnostic(at span: SourceSpan? = nil) -> Diagnostic {
        .error(message, at: span)
    }
}
