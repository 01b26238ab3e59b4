import ArgumentParser
import BuildEvents
import BuildModel
import Diagnostics
import Loading

/// `bld complete`: what a word that is being typed can become; asked by shells.
struct CompleteCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "complete", abstract: "Prints what can stand at the end of a command line.",
        shouldDisplay: false)

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("The beginning of a target.", valueName: "text"))
    var target: String?

    @Option(help: ArgumentHelp("The beginning of a file of arguments.", valueName: "path"))
    var flagfile: String?

    @Option(help: ArgumentHelp("A command line up to where it is typed.", valueName: "text"))
    var line: String?

    @Option(help: "For which shell the words of a line are meant.")
    var shell: Shell?

    @Flag(name: .customLong("options-only"), help: "Look up no targets.")
    var onlyOptions = false

    func validate() throws {
        guard [target, flagfile, line].count(where: { $0 != nil }) == 1 else {
            throw ValidationError("One of `--target`, `--flagfile` and `--line` has to be given.")
        }
    }

    func run(in session: Session) async throws -> CommandEnding {
        var words: [String]
        if let completion = line.map(CommandLineCompletion.init) {
            words = try await completions(of: completion, session)
            // Bash completes what follows the last colon of a word.
            if shell == .bash, let colon = completion.current.lastIndex(of: ":") {
                let known = completion.current[...colon].count
                words = words.map { String($0.dropFirst(known)) }
            }
        } else {
            words = try await completions(target: target, flagfile: flagfile, session)
        }
        session.write(words.map { $0 + "\n" }.joined())
        return .exit(.success)
    }

    private func completions(
        of completion: CommandLineCompletion, _ session: Session
    ) async throws -> [String] {
        switch try completion.answer() {
        case .words(let words): return words
        case .target where onlyOptions, .file where onlyOptions: return []
        case .target(let text): return try await completions(target: text, flagfile: nil, session)
        case .file(let text): return try await completions(target: nil, flagfile: text, session)
        }
    }

    private func completions(
        target: String?, flagfile: String?, _ session: Session
    ) async throws -> [String] {
        try await Workspace.open(for: session, common: common) { workspace in
            try await workspace.ask { context in
                let cells = try await context.cells()
                let completion = TargetCompletion(
                    cells: cells, folder: try session.folder(in: cells, workspace.root))
                if let target { return try await completion.targets(target, in: context) }
                return try await completion.files(flagfile ?? "", in: context)
            }
        }
    }
}

/// The shells that words can be completed for.
enum Shell: String, ExpressibleByArgument, CaseIterable {
    case bash
    case zsh
    case fish
}
