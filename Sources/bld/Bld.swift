import DaemonProtocol
import Glibc

/// The client: passes its command line on to the daemon of the project, shows what comes back, and
/// exits with the code it is told.
///
/// It is a single thread without Foundation, RocksDB or tasks, since all of that takes longer to
/// start than a build with nothing to do takes.
@main
enum Bld {
    static func main() {
        var arguments = Array(CommandLine.arguments.dropFirst())
        let goesAlone = takeFlag("--no-buckd", from: &arguments)
        takeStandardInput(into: &arguments)
        let request = CommandRequest.ofThisProcess(arguments: arguments)
        let console = Console(
            terminal: request.terminal, environment: request.environment)
        do throws(ConnectionError) {
            let location = ProjectLocation(of: request)
            if let command = DaemonCommand(arguments) {
                _exit(try command.run(request, location, console))
            }
            // A program of one's own that runs wild shall not take the project's daemon along.
            guard let location, !goesAlone, arguments.first != "starlark" else {
                try DaemonProgram().runCommandHere(arguments)
            }
            _exit(try Conversation(request, console).run(at: location))
        } catch {
            console.show(.error("error: \(error.message)\n"))
            _exit(error.exitStatus)
        }
    }

    /// Puts the lines of standard input, which only the client can read, in place of `@-`.
    private static func takeStandardInput(into words: inout [String]) {
        let end = words.firstIndex(of: "--") ?? words.endIndex
        guard let index = words[..<end].firstIndex(where: { $0 == "@-" || $0 == "-" }) else {
            return
        }
        var range = index..<(index + 1)
        if words[index] == "-" {
            guard index > 0, words[index - 1] == "--flagfile" else { return }
            range = (index - 1)..<(index + 1)
        }
        var lines: [String] = []
        while let line = readLine() { if !line.isEmpty { lines.append(line) } }
        words.replaceSubrange(range, with: lines)
    }

    /// Takes a flag that is the client's own out of the words before `--`.
    private static func takeFlag(_ flag: String, from words: inout [String]) -> Bool {
        let end = words.firstIndex(of: "--") ?? words.endIndex
        guard let index = words[..<end].firstIndex(of: flag) else { return false }
        words.remove(at: index)
        return true
    }
}
