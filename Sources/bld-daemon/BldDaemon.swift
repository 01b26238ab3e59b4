import Daemon
import DaemonProtocol
import Glibc

/// The daemon's program. It is started by the client, in one of two ways:
/// - `bld-daemon serve FOLDER ROOT ISOLATION BUILD`: the daemon of a project, see `DaemonLaunch`;
/// - `bld-daemon run -- WORDS`: one command in this process, with nothing left behind.
@main
enum BldDaemon {
    static func main() async {
        let words = Array(CommandLine.arguments.dropFirst())
        if let launch = DaemonLaunch(words: words) {
            _exit(await DaemonServer(launch).run())
        }
        guard words.starts(with: ["run", "--"]) else {
            Console(terminal: .init()).show(
                .error("bld-daemon is started by bld; run `bld --help`\n"))
            _exit(3)
        }
        await runHere(CommandRequest.ofThisProcess(arguments: Array(words.dropFirst(2))))
    }

    private static func runHere(_ request: CommandRequest) async -> Never {
        let console = Console(
            terminal: request.terminal, environment: request.environment)
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
        if case .execute(let program) = ending.last {
            let reason = String(cString: strerror(program.become()))
            console.show(.error("Cannot run `\(program.arguments.first ?? "")`: \(reason)\n"))
            _exit(CommandReply.Program.cannotExecuteStatus)
        }
        guard let status = ending.last?.exitStatus else {
            preconditionFailure("a command ends with .finished or .execute")
        }
        // Everything has been written by system calls, so there is nothing to flush; `exit` would
        // run destructors of C++ libraries under the feet of their threads.
        _exit(status)
    }
}
