import BuildEvents
import TestSupport
import Testing

@testable import Daemon

/// Files that actions fetch from a server.
@Suite struct ServerDownloadTests {
    private static let sha256 = "a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447"

    private static func files(_ url: String, sha256: String) -> [String: String] {
        [
            ".buckconfig": "[cells]\nroot = .\n",
            "rules.bzl": """
            def _impl(ctx):
                out = ctx.actions.download_file("out", ctx.attrs.url, sha256 = ctx.attrs.sha256)
                return [DefaultInfo(default_output = out)]
            fetch = rule(impl = _impl, attrs = {"sha256": attrs.string(), "url": attrs.string()})
            """,
            "BUCK": """
            load(":rules.bzl", "fetch")
            fetch(name = "file", url = "\(url)", sha256 = "\(sha256)")
            """,
        ]
    }

    /// Proxies that the tests run behind do not know their server.
    private static let variables = ["no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"]

    /// A redirect is followed, and a transfer that breaks off is tried again.
    @Test(arguments: ["/text", "/moved", "/cut"])
    func fetches(_ path: String) async throws {
        let server = try FileServer()
        let workspace = try TemporaryWorkspace(
            Self.files(server.address + path, sha256: Self.sha256))
        let outcome = await workspace.bld(
            "build", "//:file", "--out", "copy", variables: Self.variables)
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        #expect(try workspace.read("copy") == "hello world\n")
        #expect(outcome.errors.contains("Retrying a HTTP error") == (path == "/cut"))
    }

    @Test func refusesAnotherContent() async throws {
        let server = try FileServer()
        let wrong = String(repeating: "0", count: 64)
        let workspace = try TemporaryWorkspace(
            Self.files(server.address + "/text", sha256: wrong))
        let outcome = await workspace.bld("build", "//:file", variables: Self.variables)
        #expect(outcome.exitCode != .success)
        #expect(outcome.errors.contains("has another SHA-256 than its rule says"))
        #expect(outcome.errors.contains(Self.sha256))
    }

    @Test func tellsWhatIsMissing() async throws {
        let server = try FileServer()
        let workspace = try TemporaryWorkspace(
            Self.files(server.address + "/nothing", sha256: Self.sha256))
        let outcome = await workspace.bld("build", "//:file", variables: Self.variables)
        #expect(outcome.exitCode != .success)
        #expect(outcome.errors.contains("HTTP status 404"))
    }

    /// A transfer that gets stuck ends with the command.
    @Test func endsWithItsCommand() async throws {
        let server = try FileServer()
        let workspace = try TemporaryWorkspace(
            Self.files(server.address + "/stuck", sha256: Self.sha256))
        let outcome = await workspace.bld(
            "build", "//:file", "--overall-timeout", "1s", variables: Self.variables)
        #expect(outcome.exitCode != .success)
        #expect(outcome.errors.contains("timeout"), "\(outcome.errors)")
    }

    /// What the store has is not fetched again, though the server is gone.
    @Test func remembersWhatItHas() async throws {
        var server: FileServer? = try FileServer()
        let address = try #require(server?.address)
        let files = Self.files(address + "/text", sha256: Self.sha256)
        let first = try TemporaryWorkspace(files)
        #expect(await first.bld("build", "//:file", variables: Self.variables).exitCode == .success)
        server = nil
        let second = try TemporaryWorkspace(files, sharingStoreOf: first)
        let outcome = await second.bld("build", "//:file", variables: Self.variables)
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
    }
}
