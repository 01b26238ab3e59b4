public import DaemonProtocol
import Foundation

/// What a program wrote and how it ended.
public struct ProgramOutput: Sendable, Hashable {
    /// Standard output and standard error as text, as they came.
    public var text: String
    /// The exit status.
    public var status: Int32

    /// Describes what a program should do.
    public init(_ text: String, status: Int32 = 0) {
        self.text = text
        self.status = status
    }
}

extension CommandReply.Program {
    /// Starts the program, as a client would become it, and waits for its end.
    public func output() throws -> ProgramOutput {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: arguments[0])
        process.arguments = Array(arguments.dropFirst())
        process.environment = environment
        process.currentDirectoryURL = URL(fileURLWithPath: workingDirectory)
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return ProgramOutput(
            String(decoding: bytes, as: UTF8.self), status: process.terminationStatus)
    }
}
