import BuildModel
import CSpawn
import Glibc

/// A process with everything resolved that its start needs, so that the child itself looks up
/// nothing; can start it several times.
struct StartRequest {
    /// The program as the caller named it.
    let name: String
    let output: OutputFile?
    let error: OutputFile?
    private let program: String
    private let directory: String
    private let arguments: CStringVector
    private let environment: CStringVector
    private let ownsTerminal: Bool

    /// - Throws: `.programNotFound` when no such program is on the path; `.cannotStart` when
    ///   something cannot be passed to a process.
    init(_ invocation: ProcessInvocation) throws(ExecutionError) {
        guard let name = invocation.arguments.first else {
            throw ExecutionError(code: .cannotStart, message: "Cannot start an empty command")
        }
        self.name = name
        directory = invocation.directory.text
        ownsTerminal = invocation.output == .terminal
        let pairs = invocation.environment.sorted { $0.key < $1.key }
        let program = try Self.resolve(name, invocation)
        let output = ownsTerminal ? nil : try OutputFile(for: name)
        let error = invocation.output == .separate ? try OutputFile(for: name) : nil
        let arguments = try CStringVector(invocation.arguments, of: name)
        let environment = try CStringVector(pairs.map { "\($0.key)=\($0.value)" }, of: name)
        self.program = program
        self.output = output
        self.error = error
        self.arguments = arguments
        self.environment = environment
    }

    private static func resolve(
        _ name: String, _ invocation: ProcessInvocation
    ) throws(ExecutionError) -> String {
        if name.utf8.contains(UInt8(ascii: "/")) { return name }
        let path = invocation.searchPath
        if let program = path.program(named: name) { return program }
        throw ExecutionError(
            code: .programNotFound,
            message: "Cannot start `\(name)`: no such program on PATH (\(path))")
    }

    /// Starts the process, or says at which step that failed.
    func spawn(isOldKernel: Bool) -> bld_spawn_result {
        let outputDescriptor = output?.descriptor ?? -1
        let errorDescriptor = error?.descriptor ?? outputDescriptor
        var flags = ownsTerminal ? 0 : BLD_SPAWN_NEW_GROUP | BLD_SPAWN_DIE_WITH_PARENT
        if isOldKernel { flags |= BLD_SPAWN_AS_ON_OLD_KERNELS }
        var result = bld_spawn_result()
        program.withCString { program in
            directory.withCString { directory in
                var request = bld_spawn_request(
                    program: program, arguments: arguments.pointers,
                    environment: environment.pointers, directory: directory,
                    input: ownsTerminal ? -1 : NullDevice.shared.descriptor,
                    output: outputDescriptor, error: errorDescriptor,
                    flags: flags)
                bld_spawn(&request, &result)
            }
        }
        return result
    }

    /// The failure of a start, in words that name the program and what is wrong with it.
    func failure(_ result: bld_spawn_result) -> ExecutionError {
        let cause = SystemError(number: result.error)
        func error(_ code: ExecutionError.Code, _ reason: String) -> ExecutionError {
            ExecutionError(
                code: code, message: "Cannot start `\(name)`: \(reason)", cause: cause)
        }
        switch (Int(result.stage), result.error) {
        case (BLD_SPAWN_STAGE_DIRECTORY, _):
            return error(.cannotStart, "cannot enter its working directory `\(directory)`")
        case (BLD_SPAWN_STAGE_EXECUTE, ENOENT):
            guard let interpreter = missingInterpreter() else {
                return error(.programNotFound, "there is no such file")
            }
            return error(.programNotFound, "its interpreter `\(interpreter)` does not exist")
        case (BLD_SPAWN_STAGE_EXECUTE, EACCES), (BLD_SPAWN_STAGE_EXECUTE, EISDIR):
            return error(.cannotStart, "it is not an executable file")
        case (BLD_SPAWN_STAGE_EXECUTE, ENOEXEC):
            return error(.cannotStart, "it is neither a binary nor a script that starts with `#!`")
        case (BLD_SPAWN_STAGE_EXECUTE, E2BIG):
            return error(.cannotStart, "its arguments and environment are too long; use a file")
        case (BLD_SPAWN_STAGE_CLONE, _):
            return error(.cannotStart, "the system made no process")
        default:
            return error(.cannotStart, "step \(result.stage) failed")
        }
    }

    /// The first word after `#!` of a program that exists but was reported as missing.
    private func missingInterpreter() -> String? {
        let path = program.hasPrefix("/") ? program : directory + "/" + program
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        let text = line.prefix { $0 != 0 && $0 != CChar(bitPattern: UInt8(ascii: "\n")) }
            .map { UInt8(bitPattern: $0) }
        guard text.starts(with: "#!".utf8) else { return "of its ELF header" }
        return String(decoding: text.dropFirst(2), as: UTF8.self)
            .split(separator: " ").first.map(String.init)
    }
}

/// `/dev/null`, opened once for the standard input of every process.
private struct NullDevice: Sendable {
    static let shared = NullDevice()
    let descriptor: Int32

    private init() {
        let opened = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard opened >= 0, opened <= 2 else {
            descriptor = opened
            return
        }
        descriptor = fcntl(opened, F_DUPFD_CLOEXEC, 3)
        close(opened)
    }
}
