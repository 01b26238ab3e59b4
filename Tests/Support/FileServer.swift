public import Foundation

/// An HTTP server on this machine that answers as a test wants it, run by `python3`.
public final class FileServer: Sendable {
    /// Its address: `http://127.0.0.1:port`.
    public let address: String
    // Set once, before anybody else has the server; to end a process is safe in any thread.
    private nonisolated(unsafe) let process: Process

    /// `/text` is a file, `/moved` leads to it, `/cut` breaks off the first time, `/stuck` goes on
    /// for ever, all else is missing.
    private static let program = """
        import http.server, time
        class Handler(http.server.BaseHTTPRequestHandler):
            cuts = 1
            def do_GET(self):
                if self.path == "/moved":
                    self.send_response(302)
                    self.send_header("Location", "/text")
                    self.end_headers()
                    return
                if self.path not in ("/text", "/cut", "/stuck"):
                    self.send_error(404)
                    return
                self.send_response(200)
                self.send_header("Content-Length", "12")
                self.end_headers()
                if self.path == "/cut" and Handler.cuts > 0:
                    Handler.cuts -= 1
                    self.wfile.write(b"hello")
                    return
                if self.path == "/stuck":
                    self.wfile.flush()
                    time.sleep(600)
                self.wfile.write(b"hello world\\n")
            def log_message(self, *arguments):
                pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """

    /// Starts a server.
    ///
    /// - Throws: If `python3` cannot be started.
    public init() throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.program]
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardOutput = output
        try process.run()
        // The port comes as one line.
        var line = ""
        while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8)
        {
            line += String(decoding: byte, as: UTF8.self)
        }
        address = "http://127.0.0.1:\(line)"
    }

    deinit { process.terminate() }
}
