import ArgumentParser
import Synchronization

/// Command lines as the parser understands them.
///
/// The parser builds its table of options anew for each line, which takes several times as long as
/// a build that has nothing to do; and people give the same command again and again. What a line
/// means depends on nothing but its words.
///
/// Lock order: `known` is a leaf, held for one transition.
final class CommandLines: Sendable {
    private let known = Mutex<[[String]: any SessionCommand]>([:])
    private let parsed = Atomic(0)

    /// How many lines are remembered at most.
    static let limit = 64

    /// How many lines the parser was given.
    var parses: Int { parsed.load(ordering: .relaxed) }

    /// What the words of a command line mean.
    ///
    /// - Throws: What the parser throws: an error in the words, or help that was asked for.
    func command(_ words: [String]) throws -> any ParsableCommand {
        if let command = known.withLock({ $0[words] }) { return command }
        parsed.add(1, ordering: .relaxed)
        let separated = RunCommand.separatingArguments(of: words) ?? words
        let command = try BldCommand.parseAsRoot(separated)
        if let command = command as? any SessionCommand {
            known.withLock { known in
                if known.count >= CommandLines.limit { known = [:] }
                known[words] = command
            }
        }
        return command
    }
}
