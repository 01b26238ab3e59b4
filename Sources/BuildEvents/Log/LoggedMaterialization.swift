/// An output that was written to its place in the project.
public struct LoggedMaterialization: Sendable, Hashable {
    /// Where the content came from; the raw values are Buck2's numbers.
    public enum Method: Int, Sendable, Hashable {
        /// The store of contents.
        case store = 0
        /// Another place in the project.
        case copy = 1
        /// The network.
        case download = 2
        /// An action that says what to write.
        case write = 3
    }

    /// The place, from the project's root.
    public var path: String
    /// Where the content came from.
    public var method: Method
    /// How many files were written.
    public var files: Int
    /// How many bytes they have.
    public var bytes: Int64
    /// Why it could not be written; nil if it was.
    public var error: String?

    /// Describes an output.
    public init(path: String, method: Method, files: Int, bytes: Int64, error: String? = nil) {
        self.path = path
        self.method = method
        self.files = files
        self.bytes = bytes
        self.error = error
    }
}
