import BuildModel
import Execution
import Glibc
import Storage
import Testing

struct HostToolsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func tools() -> HostTools {
        let workers = JobSlots(count: 1)
        return HostTools(
            environment: ["PATH": folder.text("bin"), "TOOLS": folder.text("versions")],
            digests: FileDigestCache(records: MemoryRecordStore(), workers: workers),
            workers: workers)
    }

    @Test func theFirstNameThatIsThereWins() async throws {
        try folder.write("bin/second", "two", mode: 0o755)
        try folder.write("bin/third", "three", mode: 0o755)
        let tool = try await tools().tool(named: ["first", "second", "third"])
        #expect(
            try tool
                == HostProgram(
                    name: "second", path: AbsolutePath(folder.text("bin/second")),
                    digest: Digest(of: "two")))
        #expect(try await tools().tool(named: ["first"]) == nil)
        let absolute = try await tools().tool(named: [folder.text("bin/third")])
        #expect(absolute?.digest == Digest(of: "three"))
    }

    @Test func linksToVariantsOfTheNameStay() async throws {
        try folder.write("bin/x86_64-linux-gnu-gcc-12", "gcc 12", mode: 0o755)
        symlink("x86_64-linux-gnu-gcc-12", folder.text("bin/gcc"))
        let tool = try await tools().tool(named: ["gcc"])
        #expect(tool?.path.text == folder.text("bin/gcc"))
        #expect(tool?.digest == Digest(of: "gcc 12"))
    }

    @Test func versionManagersAreAskedForTheProgramItself() async throws {
        let manager = "#!/bin/sh\ntest $1 = which && echo $TOOLS/$2\n"
        try folder.write("bin/manager", manager, mode: 0o755)
        symlink("manager", folder.text("bin/rustc"))
        symlink("manager", folder.text("bin/absent"))
        try folder.write("versions/rustc", "the real one", mode: 0o755)
        let tool = try await tools().tool(named: ["rustc"])
        #expect(tool?.path.text == folder.text("versions/rustc"))
        #expect(tool?.digest == Digest(of: "the real one"))
        let absent = try await tools().tool(named: ["absent"])
        #expect(absent?.path.text == folder.text("bin/absent"))
    }
}
