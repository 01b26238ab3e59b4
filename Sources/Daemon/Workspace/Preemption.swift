import ArgumentParser
import BuildEvents
import Synchronization

/// When a command gives way to another that comes in while it works.
///
/// Source: Buck2's `--preemptible`.
enum Preemptible: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// The other waits if the two cannot work side by side.
    case never
    /// It always gives way.
    case always
    /// It gives way if the two cannot work side by side.
    case onDifferentState = "ondifferentstate"

    /// Reads the option's value, in capitals or not.
    init?(argument: String) { self.init(rawValue: argument.lowercased()) }

    /// The name in records of invocations.
    var recordName: String {
        switch self {
        case .never: "NEVER"
        case .always: "ALWAYS"
        case .onDifferentState: "ON_DIFFERENT_STATE"
        }
    }
}

/// When a command does not work at all rather than beside another, or after it.
///
/// Source: Buck2's `--exit-when`.
enum ExitWhen: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// It works when it can.
    case never
    /// It would have to wait for another.
    case differentState = "differentstate"
    /// Another works.
    case notIdle = "notidle"

    /// Reads the option's value, in capitals or not.
    init?(argument: String) { self.init(rawValue: argument.lowercased()) }
}

/// A command did not come to its end for the sake of another.
struct CommandRefused: Error {
    /// What the person at the terminal reads.
    let message: String
    /// What the command ends with.
    let exitCode: CommandExitCode
    /// The kind of error in records of invocations.
    let tag: String

    /// It has given way to another that came in.
    static let preempted = CommandRefused(
        message: "`--preemptible` was set, and buck daemon preempted this command as another came "
            + "in.", exitCode: .daemonPreempted, tag: "DAEMON_PREEMPTED")

    /// Another works, and it does not wish to wait.
    static func busy(with other: String, _ reason: ExitWhen) -> CommandRefused {
        CommandRefused(
            message: "Buck daemon is busy processing another command: `bld \(other)`, and "
                + "`--exit-when=\(reason.rawValue)` was set", exitCode: .daemonBusy,
            tag: "DAEMON_IS_BUSY")
    }
}

/// Lets one command be ended from outside, once.
///
/// Lock order: `state` is a leaf, held for one transition.
final class Preemption: Sendable {
    private struct State {
        var stop: (@Sendable () -> Void)?
        var hasYielded = false
    }

    private let state = Mutex(State())

    /// Ends the command, now or as soon as it begins.
    func yield() {
        let stop = state.withLock { state in
            state.hasYielded = true
            return state.stop
        }
        stop?()
    }

    /// Does the work of a command that may have to give way.
    ///
    /// - Throws: `CommandRefused.preempted` if it had to, whatever it was about to answer; else
    ///   what the work throws.
    func run<Success: Sendable>(
        _ work: @escaping @Sendable () async throws -> Success
    ) async throws -> Success {
        let task = Task { try await work() }
        let hasYielded = state.withLock { state in
            state.stop = { task.cancel() }
            return state.hasYielded
        }
        if hasYielded { task.cancel() }
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        guard !state.withLock({ $0.hasYielded }) else { throw CommandRefused.preempted }
        return try result.get()
    }
}
