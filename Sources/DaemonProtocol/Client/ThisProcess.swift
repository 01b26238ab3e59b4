import Glibc

extension CommandRequest {
    /// What the shell has given this process.
    ///
    /// - Parameter arguments: The words after the name of the program.
    /// - Returns: What a daemon needs to know to run them.
    public static func ofThisProcess(arguments: [String]) -> CommandRequest {
        CommandRequest(
            arguments: arguments, workingDirectory: currentFolder(),
            environment: currentEnvironment(), terminal: .ofThisProcess())
    }

    private static func currentFolder() -> String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    private static func currentEnvironment() -> [String: String] {
        var result: [String: String] = [:]
        var entry = environ
        while let pair = entry.pointee {
            if let equals = strchr(pair, Int32(UInt8(ascii: "="))) {
                let name = UnsafeRawBufferPointer(start: pair, count: equals - pair)
                result[String(decoding: name, as: UTF8.self)] = String(cString: equals + 1)
            }
            entry += 1
        }
        return result
    }
}

extension CommandRequest.Terminal {
    /// What standard error and standard output of this process are.
    static func ofThisProcess() -> CommandRequest.Terminal {
        var size = winsize()
        let hasSize = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let understands = getenv("TERM").map { String(cString: $0) != "dumb" } ?? false
        return CommandRequest.Terminal(
            columns: hasSize ? Int(size.ws_col) : 80,
            isInteractive: isatty(STDERR_FILENO) == 1 && understands,
            isOutputInteractive: isatty(STDOUT_FILENO) == 1,
            isInputInteractive: isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1)
    }
}

extension CommandReply.Program {
    /// Replaces this process.
    ///
    /// - Returns: Why it could not, when it could not: a system error number.
    public func become() -> Int32 {
        let vector = arguments.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in vector + variables { free(text) } }
        guard chdir(workingDirectory) == 0, let path = vector[0] else { return errno }
        execve(path, vector, variables)
        return errno
    }

    /// The shell's exit code for a program that cannot be executed.
    public static let cannotExecuteStatus: Int32 = 126
}
