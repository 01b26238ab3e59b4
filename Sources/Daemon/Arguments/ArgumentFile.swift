import BuildModel

/// A file of arguments that stood in for words of a command line: a mode file.
///
/// Source: Buck2's documentation of `@file` and `--flagfile`.
final class ArgumentFile: Sendable {
    /// Where a file of arguments lies.
    enum Place: Sendable, Hashable {
        /// In a cell of the project.
        case cell(CellPath)
        /// Elsewhere on the machine.
        case external(AbsolutePath)
    }

    /// Where it lies, symbolic links resolved.
    let place: Place
    /// What stands after `#`: which of its outputs is asked of a program.
    let flavor: String?
    /// The file that names it; nothing if the command line does.
    let parent: ArgumentFile?

    /// Makes a description of a file.
    init(place: Place, flavor: String?, parent: ArgumentFile?) {
        self.place = place
        self.flavor = flavor
        self.parent = parent
    }

    /// Whether it is run to tell its arguments, which programs in Python are.
    var isProgram: Bool {
        switch place {
        case .cell(let path): path.path.text.hasSuffix(".py")
        case .external(let path): path.text.hasSuffix(".py")
        }
    }

    /// The word by which a command line names it, whatever folder it is given in: `@cell//file`.
    var text: String {
        switch place {
        case .cell(let path): "@\(path)" + (flavor.map { "#" + $0 } ?? "")
        case .external(let path): "@\(path)" + (flavor.map { "#" + $0 } ?? "")
        }
    }

    /// The outermost file of the project among this one and those that led to it: what stands for
    /// all of its words where a command line is told in short.
    var outermostInProject: ArgumentFile? {
        if let outer = parent?.outermostInProject { return outer }
        if case .cell = place { return self }
        return nil
    }
}

/// The words of a command line after files of arguments were put in place of those that name them.
struct ExpandedArguments: Sendable {
    /// One word.
    struct Word: Sendable {
        /// The word.
        let text: String
        /// The file it comes from; nothing if it stands on the command line itself.
        let file: ArgumentFile?
    }

    /// The words in their order.
    var words: [Word]

    /// The words that stand on the command line themselves.
    init(literal words: [String]) {
        self.words = words.map { Word(text: $0, file: nil) }
    }

    /// The words without where they come from.
    var texts: [String] { words.map(\.text) }

    /// The words before `--`, among which options are.
    var options: [String] { words.lazy.map(\.text).prefix { $0 != "--" }.map { $0 } }
}
