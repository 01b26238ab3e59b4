import BuildModel
import Glibc
import Testing

@testable import Storage

/// What a killed process leaves behind: everything it was told is stored, and nothing half-done.
///
/// The test starts its own executable a second time, running `victim()` alone, and kills it.
@Suite(.serialized) struct CrashTests {
    private static let variable = "BLD_STORE_VICTIM"
    private static let pipeDescriptor: Int32 = 3

    /// Stores without end; says on the pipe what has been stored.
    @Test(.enabled(if: getenv(variable) != nil, "runs in the process that gets killed"))
    func victim() async throws {
        guard let root = getenv(Self.variable) else { return }
        let store = LocalStore(StorePaths(root: try AbsolutePath(String(cString: root))))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in UInt64(0)..<3 {
                group.addTask {
                    for round in 0... {
                        let seed = lane << 32 + UInt64(round)
                        let small = Blob(noise(round % 100, seed: seed))
                        let large = Blob(small.bytes + [UInt8](repeating: 90, count: 20_000))
                        try await store.contents.write([small, large])
                        let action = ActionDigest(Digest(of: "\(seed)"))
                        let result = ActionResult(stdout: small.digest, stderr: large.digest)
                        try await store.results.record(result, for: action)
                        say("\(action)\n")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(arguments: [1, 40, 150]) func killed(afterRecords count: Int) async throws {
        let folder = try TemporaryFolder()
        let process = try start(storingIn: folder.path)
        var said: [UInt8] = []
        let newline = UInt8(ascii: "\n")
        while said.count(where: { $0 == newline }) < count {
            guard try read(from: process.pipe, into: &said) else { break }
        }
        kill(process.id, SIGKILL)
        while try read(from: process.pipe, into: &said) {}
        close(process.pipe)
        var status: Int32 = 0
        waitpid(process.id, &status, 0)
        #expect(status & 0x7F == SIGKILL, "the process was at work until it was killed")

        let reports = Reports()
        let store = LocalStore(StorePaths(root: folder.path), report: reports.add)
        let lines = said.split(separator: newline, omittingEmptySubsequences: false).dropLast()
        #expect(lines.count >= count)
        for line in lines {
            let parts = String(decoding: line, as: UTF8.self).split(separator: "/")
            let size = try #require(Int64(parts[1]))
            let action = ActionDigest(try #require(Digest(hex: parts[0], sizeBytes: size)))
            let result = try #require(try await store.results.result(for: action))
            for digest in result.contentDigests {
                #expect(try await Digest(of: store.contents.read(digest)) == digest)
            }
        }
        #expect(reports.all.isEmpty, "nothing is damaged")
        for file in files(below: store.paths.blobs) {
            let size = try contents(of: file).count
            let hex = "\(file.parent.name)\(file.name)"
            #expect(Digest(of: try contents(of: file)) == Digest(hex: hex, sizeBytes: Int64(size)))
        }
        store.close()
    }

    private func say(_ line: String) {
        let bytes = Array(line.utf8)
        guard Glibc.write(Self.pipeDescriptor, bytes, bytes.count) == bytes.count else { exit(1) }
    }

    /// Appends what comes next; false at the end.
    private func read(from pipe: Int32, into bytes: inout [UInt8]) throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = Glibc.read(pipe, &buffer, buffer.count)
        guard count >= 0 else { throw TestFailure("cannot read the pipe") }
        bytes.append(contentsOf: buffer[..<count])
        return count > 0
    }

    private func start(storingIn folder: AbsolutePath) throws -> (id: pid_t, pipe: Int32) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw TestFailure("no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], Self.pipeDescriptor)

        let arguments = ["--testing-library", "swift-testing", "--filter", "CrashTests/victim"]
        var argv = (["victim"] + arguments).map { strdup($0) } + [nil]
        var variables = ["\(Self.variable)=\(folder)"]
        for variable in ["PATH", "HOME", "LD_LIBRARY_PATH"] {
            if let value = getenv(variable) {
                variables.append("\(variable)=\(String(cString: value))")
            }
        }
        var environment = variables.map { strdup($0) } + [nil]
        defer {
            for pointer in argv + environment { free(pointer) }
        }
        var id = pid_t()
        let status = posix_spawn(&id, "/proc/self/exe", &actions, nil, &argv, &environment)
        guard status == 0 else { throw TestFailure("cannot start the test's own executable") }
        return (id, ends[0])
    }
}
