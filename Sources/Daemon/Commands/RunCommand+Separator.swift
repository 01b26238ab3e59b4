import ArgumentParser

extension RunCommand {
    /// The words of a command line with `--` put before the arguments of the program.
    ///
    /// Everything after the target is the program's from the first word on that is no option, as in
    /// Buck2, which does not want that any more.
    ///
    /// - Returns: Nil if there is nothing to put, or this is another command.
    static func separatingArguments(of words: [String]) -> [String]? {
        guard words.first == "run" else { return nil }
        var hasTarget = false
        var index = 1
        while index < words.count, words[index] != "--" {
            let word = words[index]
            if word.hasPrefix("-"), word != "-" {
                if takesNextWord(word) { index += 1 }
            } else if hasTarget {
                return words[..<index] + ["--"] + words[index...]
            } else {
                hasTarget = true
            }
            index += 1
        }
        return nil
    }

    /// Whether an option's value is the word after it, as the parser knows best.
    private static func takesNextWord(_ option: String) -> Bool {
        do {
            _ = try RunCommand.parse(["//:target", option])
            return false
        } catch {
            return RunCommand.message(for: error).hasPrefix("Missing value for")
        }
    }
}
