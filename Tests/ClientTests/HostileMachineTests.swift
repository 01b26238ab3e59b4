import Foundation
import TestSupport
import Testing

/// Disks without room, and folders that cannot be written.
///
/// Root may write everywhere, so folders that cannot be written are made of files.
@Suite struct HostileMachineTests {
    private func client() throws -> InstalledClient {
        try InstalledClient(
            try TemporaryWorkspace([
                ".buckconfig": "[project]\n",
                "BUCK": """
                genrule(name = "a", srcs = ["a.txt"], out = "a", cmd = "cat $SRCS > $OUT")
                """,
                "a.txt": "one\n",
            ]))
    }

    @Test(arguments: ["BLD_CACHE_HOME", "XDG_CACHE_HOME"])
    func aCacheThatCannotBeMadeIsNamed(variable: String) throws {
        let client = try client()
        try client.workspace.write("file", "")
        let place = client.workspace.root.appendingPathComponent("file/cache").path
        let build = try client.run(["build", "//..."], variables: [variable: place])
        // Either it works without, or it says what is wrong.
        #expect(build.status == 2 || build.status == 0, "\(build.errors)")
        if build.status != 0 { #expect(build.errors.contains("file/cache"), "\(build.errors)") }
        // The same daemon works for who has a place.
        #expect(try client.run(["build", "//..."]).status == 0)
    }

    @Test func aGraphThatCannotBeKeptIsDoneWithout() throws {
        let client = try client()
        try client.workspace.write("buck-out/bld/graph", "in the way")
        #expect(try client.run(["build", "//..."]).ran == 1)
        try client.workspace.write("a.txt", "two\n")
        #expect(try client.run(["build", "//..."]).ran == 1)
        #expect(try client.run(["kill"]).status == 0)
        let build = try client.run(["build", "//..."])
        #expect(build.status == 0 && build.ran == 0, "\(build.errors)")
        #expect(client.log().contains("the graph is not kept"))
    }

    @Test func aRuntimeFolderThatCannotBeWrittenIsNamed() throws {
        let client = try client()
        try client.workspace.write("file", "")
        let place = client.workspace.root.appendingPathComponent("file/run").path
        let build = try client.run(["build", "//..."], variables: ["BLD_RUNTIME_DIR": place])
        #expect(build.status == 2)
        #expect(build.errors.contains("file/run"))
        #expect(
            try client.run(
                ["--no-buckd", "build", "//..."], variables: ["BLD_RUNTIME_DIR": place]
            ).status == 0)
    }

    /// A small file system of the client's and the daemon's own, which only root can have.
    @Test(.enabled(if: getuid() == 0))
    func aFullDiskIsAnErrorThatGoesAway() throws {
        let client = try client()
        let cache = client.workspace.root.appendingPathComponent("small")
        try client.workspace.write("small/here", "")
        let script = """
            mount -t tmpfs -o size=8m tmpfs "$0" || exit 99
            exec "$@"
            """
        let build = try client.run(
            ["build", "//..."], variables: ["BLD_CACHE_HOME": cache.path],
            through: ["/usr/bin/unshare", "-m", "/bin/sh", "-c", script, cache.path])
        // Not every root may mount.
        guard build.status != 99, !build.errors.contains("unshare:") else { return }
        #expect(build.errors.contains("space"), "\(build.errors)")
        #expect(!build.errors.contains("went away"), "\(build.errors)\n\(client.log())")
        #expect(try client.run(["kill"]).status == 0)
        let next = try client.run(["build", "//..."])
        #expect(next.status == 0, "\(next.errors)")
    }

    @Test func aStaleSocketIsReplaced() throws {
        let client = try client()
        #expect(try client.run(["build", "//..."]).status == 0)
        let daemon = try #require(try client.daemon())
        kill(daemon, SIGKILL)
        for folder in try FileManager.default.contentsOfDirectory(atPath: client.runtime.path) {
            let socket = client.runtime.appendingPathComponent("\(folder)/socket")
            #expect(FileManager.default.fileExists(atPath: socket.path))
        }
        #expect(try client.run(["build", "//..."]).status == 0)
    }
}
