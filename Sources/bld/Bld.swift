import Daemon
import DaemonProtocol
import Dispatch
import Glibc

/// The client, which knows no command of its own.
///
/// It hands its command line to a `CommandService`, shows what comes back, and exits with the code
/// it is told.
@main
enum Bld {
    static func main() async {
        let terminal = CommandRequest.Terminal.ofThisProcess()
        let request = CommandRequest(
            arguments: Array(CommandLine.arguments.dropFirst()),
            workingDirectory: currentDirectory(),
            environment: currentEnvironment(),
            terminal: terminal)
        let console = Console(terminal: terminal)
        let input = StandardInput()
        let service: any CommandService = CommandServer { input.nextLine() }
        let ending = Ending()
        let command = Task {
            await service.run(request) { reply in
                console.show(reply)
                ending.note(reply)
            }
        }
        let interrupts = Interrupts { command.cancel() }
        await command.value
        interrupts.stop()
        if case .execute(let program) = ending.last { become(program) }
        guard let status = ending.last?.exitStatus else {
            preconditionFailure("a command ends with .finished or .execute")
        }
        // Everything has been written by system calls, so there is nothing to flush; `exit` would
        // run destructors of C++ libraries under the feet of their threads.
        _exit(status)
    }

    private static func currentDirectory() -> String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    private static func currentEnvironment() -> [String: String] {
        var result: [String: String] = [:]
        var entry = environ
        while let pair = entry.pointee {
            let text = String(cString: pair)
            if let equals = text.firstIndex(of: "=") {
                result[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            entry += 1
        }
        return result
    }

    /// Replaces this process; returns only to say why it could not, with the shell's exit code for
    /// a program that cannot be executed.
    private static func become(_ program: CommandReply.Program) -> Never {
        let arguments = program.arguments.map { strdup($0) } + [nil]
        let environment = program.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        if chdir(program.workingDirectory) == 0, let path = arguments[0] {
            execve(path, arguments, environment)
        }
        let reason = String(cString: strerror(errno))
        Console(terminal: .init()).show(
            .error("Cannot run `\(program.arguments.first ?? "")`: \(reason)\n"))
        exit(126)
    }
}
