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

    /// Makes a failure.
    public init(
        _ message: String, label: String? = nil, notes: [Diagnostic.Note] = [], help: [String] = []
    ) {
        self.message = message
        self.label = label
        self.notes = notes
        self.help = help
    }

    /// The text of "; did you mean `…`?" with the nearest of some names, or nothing.
    public static func suggestion(
        for name: String, among candidates: some Sequence<String>
    ) -> String {
        nearestName(to: name, among: candidates).map { "; did you mean `\($0)`?" } ?? ""
    }
}
