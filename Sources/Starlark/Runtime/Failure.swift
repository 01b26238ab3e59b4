public import Diagnostics

/// What a native function throws: what is wrong, without saying where.
///
/// The interpreter that called the function turns it into a `Diagnostic` with the place of the
/// call and the call stack. To point elsewhere, throw a `Diagnostic` with a span instead.
public struct Failure: Error {
    /// What is wrong, a sentence without a full stop.
    public var message: String
    /// What to print under the place, in a few words.
    public var label: String?
    /// Facts around it.
    public var notes: [Diagnostic.Note]
    /// What the user can do.
    public var help: [String]
    /// Why the message holds, each for the reason that follows it.
    public var causes: [String]
    /// Whether it is of the language, and not of what a program above it adds.
    let isOfLanguage: Bool

    /// Makes a failure.
    ///
    /// - Parameters:
    ///   - message: What is wrong, a sentence without a full stop.
    ///   - label: What to print under the place.
    ///   - notes: Facts around it.
    ///   - help: What the user can do.
    ///   - causes: Why the message holds, each for the reason that follows it.
    ///   - maker: The module and file that say so: what this module says is of the language.
    public init(
        _ message: String, label: String? = nil, notes: [Diagnostic.Note] = [], help: [String] = [],
        causes: [String] = [], maker: StaticString = #fileID
    ) {
        self.message = message
        self.label = label
        self.notes = notes
        self.help = help
        self.causes = causes
        isOfLanguage = maker.description.hasPrefix("Starlark/")
    }

    /// All of it in one line.
    public var line: String { ([message] + causes).joined(separator: ": ") }

    /// The failure with a place and what calls lead there still to be found.
    public var diagnostic: Diagnostic {
        Diagnostic(
            severity: .error, message: message, label: label, notes: notes, help: help,
            origin: isOfLanguage ? .builtin : .host, causes: causes)
    }

    /// The text of "; did you mean `…`?" with the nearest of some names, or nothing.
    public static func suggestion(
        for name: String, among candidates: some Sequence<String>
    ) -> String {
        nearestName(to: name, among: candidates).map { "; did you mean `\($0)`?" } ?? ""
    }
}
