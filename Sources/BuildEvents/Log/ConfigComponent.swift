/// A value or a file that goes into a command's configuration from elsewhere than the files of the
/// project.
public enum ConfigComponent: Sendable, Hashable {
    /// One value.
    public struct Value: Sendable, Hashable {
        /// Its section.
        public var section: String
        /// Its name in the section.
        public var key: String
        /// The text as written; nil removes it.
        public var text: String?
        /// The cell that the command line gives it to; nil for all.
        public var cell: String?

        /// Describes a value.
        public init(section: String, key: String, text: String?, cell: String? = nil) {
            self.section = section
            self.key = key
            self.text = text
            self.cell = cell
        }
    }

    /// A file that is there whatever the command line says, with its values and those of the files
    /// it includes, in the order of sections and names.
    case file(String, [Value])
    /// `-c section.key=value`.
    case argument(Value)
    /// `--config-file` with a file of the project.
    case projectFile(String)
    /// `--config-file` with another file.
    case externalFile(String, [Value])
}

/// A command line that came before, as a later one names it.
public struct EarlierCommand: Sendable, Hashable {
    /// The words, the program's name first.
    public var arguments: [String]
    /// Its ID.
    public var trace: String

    /// Names a command.
    public init(arguments: [String], trace: String) {
        self.arguments = arguments
        self.trace = trace
    }
}
