import Foundation
import TestSupport

/// `bld` and `bld-daemon` in a folder of their own, with a runtime folder of their own; the daemons
/// that it has started end with it.
final class InstalledClient: Sendable {
    let workspace: TemporaryWorkspace
    /// Where client and daemon meet.
    let runtime: URL
    private let programs: URL
    private let folder: URL

    /// Installs what was built beside the tests.
    init(_ workspace: TemporaryWorkspace) throws {
        self.workspace = workspace
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("bld-client-\(UUID().uuidString.prefix(8))")
        programs = folder.appendingPathComponent("bin")
        runtime = folder.appendingPathComponent("run")
        try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
        try install("bld")
        try install("bld-daemon")
    }

    deinit {
        _ = try? run(["killall"])
        try? FileManager.default.removeItem(at: folder)
    }

    /// Copies a program anew, as an update of bld would.
    func install(_ name: String) throws {
        let tests = URL(
            fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/self/exe"))
        let built = InstalledClient.built(beside: tests).appendingPathComponent(name)
        let place = programs.appendingPathComponent(name)
        try? FileManager.default.removeItem(at: place)
        try FileManager.default.copyItem(at: built, to: place)
    }

    /// Tests run in an executable of theirs, or in the toolchain's, which is given the bundle.
    private static func built(beside tests: URL) -> URL {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
        return (bundle.map(URL.init(fileURLWithPath:)) ?? tests).deletingLastPathComponent()
    }

    /// What a client said and ended with.
    struct Outcome: Sendable, Hashable {
        var output = ""
        var errors = ""
        var status: Int32 = 0

        /// How many actions the last line says were run.
        var ran: Int? {
            errors.split(separator: "\n").last { $0.hasPrefix("BUILD ") }
                .flatMap { $0.split(separator: " ").dropFirst(2).first.flatMap { Int($0) } }
        }
    }

    /// A client on its way.
    final class Running: @unchecked Sendable {
        // `@unchecked`: the process is only told to stop and waited for, which it allows from
        // anywhere; what was heard belongs to the test that waits.
        fileprivate let process = Process()
        fileprivate let output = Pipe()
        fileprivate let errors = Pipe()
        /// What has been read of the errors before the end.
        private var heard = Data()

        /// Waits until the client says something.
        ///
        /// - Returns: Whether it did before it ended.
        func says(_ text: String) -> Bool {
            while !String(decoding: heard, as: UTF8.self).contains(text) {
                let more = errors.fileHandleForReading.availableData
                if more.isEmpty { return false }
                heard += more
            }
            return true
        }

        /// Sends the process a signal.
        func signal(_ number: Int32) { kill(process.processIdentifier, number) }

        /// Whether it has not ended yet.
        var isRunning: Bool { process.isRunning }

        /// Waits for the end.
        func outcome() -> Outcome {
            let collected = Collected()
            let thread = Thread { [errors] in
                collected.finish(errors.fileHandleForReading.readDataToEndOfFile())
            }
            thread.start()
            let text = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return Outcome(
                output: String(decoding: text, as: UTF8.self),
                errors: String(decoding: heard + collected.wait(), as: UTF8.self),
                status: process.terminationReason == .uncaughtSignal
                    ? 128 + process.terminationStatus : process.terminationStatus)
        }
    }

    /// Starts a client, possibly through a program that is given its command line.
    func start(
        _ arguments: [String], in path: String = "", variables: [String: String] = [:],
        through wrapper: [String] = []
    ) throws -> Running {
        let running = Running()
        let words = wrapper + [programs.appendingPathComponent("bld").path] + arguments
        running.process.executableURL = URL(fileURLWithPath: words[0])
        running.process.arguments = Array(words.dropFirst())
        running.process.environment = workspace.environment.merging(
            ["BLD_RUNTIME_DIR": runtime.path]) { $1 }.merging(variables) { $1 }
        running.process.currentDirectoryURL =
            path.isEmpty ? workspace.root : workspace.root.appendingPathComponent(path)
        running.process.standardInput = FileHandle.nullDevice
        running.process.standardOutput = running.output
        running.process.standardError = running.errors
        try running.process.run()
        return running
    }

    /// Runs a client to its end.
    func run(
        _ arguments: [String], in path: String = "", variables: [String: String] = [:],
        through wrapper: [String] = []
    ) throws -> Outcome {
        try start(arguments, in: path, variables: variables, through: wrapper).outcome()
    }

    /// What `bld status` says, if a daemon runs.
    func status() throws -> [String: Any]? {
        let status = try run(["status"])
        return status.output.data(using: .utf8)
            .flatMap { try? JSONSerialization.jsonObject(with: $0) as? [String: Any] }
    }

    /// The process of the workspace's daemon, if one runs.
    func daemon() throws -> Int32? { (try status()?["pid"] as? Int).map(Int32.init) }

    /// What daemons of the workspace have written to their log.
    func log() -> String {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: runtime.path)) ?? []
        return folders.map { name in
            let file = runtime.appendingPathComponent(name).appendingPathComponent("log")
            return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        }.joined()
    }
}

private final class Collected: @unchecked Sendable {
    // `@unchecked`: `data` is written before the semaphore is signalled and read after it.
    private let done = DispatchSemaphore(value: 0)
    private var data = Data()

    func finish(_ data: Data) {
        self.data = data
        done.signal()
    }

    func wait() -> Data {
        done.wait()
        return data
    }
}
