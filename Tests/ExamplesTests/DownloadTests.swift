import BuildEvents
import BuildModel
import Foundation
import TestSupport
import Testing

/// `http_file`, `remote_file` and `http_archive`, from files of this machine.
@Suite(.enabled(if: Story.machineHas([["curl"], ["tar"]]), "curl and tar are not on PATH"))
struct DownloadTests {
    /// A project with a text and an archive of `top/folder/inner.txt` beside what names them.
    private static func workspace(sha256 wrong: String? = nil) throws -> TemporaryWorkspace {
        let workspace = try TemporaryWorkspace([
            ".buckconfig": "[project]\n", "served/text.txt": "text\n",
            "top/folder/inner.txt": "inner\n",
        ])
        let tar = Process()
        tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        tar.arguments = ["tar", "-czf", "served/all.tar.gz", "top"]
        tar.currentDirectoryURL = workspace.root
        try tar.run()
        tar.waitUntilExit()
        func sha256(_ name: String) throws -> String {
            let file = workspace.root.appendingPathComponent("served/" + name)
            return Digest(of: Array(try Data(contentsOf: file))).hex
        }
        let address = "file://" + workspace.root.path + "/served"
        try workspace.write(
            "BUCK",
            """
            http_file(
                name = "text", urls = ["\(address)/text.txt"],
                sha256 = "\(try wrong ?? sha256("text.txt"))")
            remote_file(
                name = "tool", url = "\(address)/text.txt", out = "renamed", type = "executable",
                sha256 = "\(try sha256("text.txt"))")
            http_archive(
                name = "all", urls = ["\(address)/all.tar.gz"], strip_prefix = "top",
                sha256 = "\(try sha256("all.tar.gz"))",
                sub_targets = {"inner": ["folder/inner.txt"]})
            genrule(
                name = "both", out = "both.txt",
                cmd = "cat $(location :all)/folder/inner.txt $(location :all[inner]) \\
                    $(location :text) $(location :tool) > $OUT")
            """)
        return workspace
    }

    @Test func whatWasFetchedIsUnpackedAndUsed() async throws {
        let workspace = try Self.workspace()
        let build = await workspace.bld("build", "//:both", "--out", "both.txt")
        #expect(build.exitCode == .success, "\(build.errors)")
        #expect(try workspace.read("both.txt") == "inner\ninner\ntext\ntext\n")
        #expect(build.ran == ["root//:all (http_archive)", "root//:both (genrule)"])
    }

    @Test func anotherHashIsAnError() async throws {
        let workspace = try Self.workspace(sha256: String(repeating: "0", count: 64))
        let build = await workspace.bld("build", "//:text")
        #expect(build.exitCode != .success)
        #expect("\(build.errors)".contains(String(repeating: "0", count: 64)))
    }

    @Test func anUnknownTypeIsAsked() async throws {
        let workspace = try TemporaryWorkspace([
            ".buckconfig": "[project]\n",
            "BUCK": """
            http_archive(name = "a", urls = ["file:///a.rar"], sha256 = "\(String(repeating: "0", count: 64))")
            """,
        ])
        let build = await workspace.bld("build", "//:a")
        #expect(build.exitCode == .userError)
        #expect("\(build.errors)".contains("Cannot tell the type of `file:///a.rar` by its end"))
    }
}
