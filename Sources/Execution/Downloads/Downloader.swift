public import BuildModel
import Glibc

/// Fetches files over the network with the `curl` program of this machine.
///
/// A program that its distribution keeps up to date knows proxies, certificates and protocols
/// better than anything linked in could.
public struct Downloader: Sendable {
    private let slots: JobSlots
    private let runner: ProcessRunner
    private let environment: [String: String]
    /// How long is waited before each new attempt.
    private static let pauses: [Duration] = [.seconds(1), .seconds(2), .seconds(4)]

    /// Makes a downloader.
    ///
    /// - Parameters:
    ///   - slots: How many downloads run at a time.
    ///   - environment: What `curl` sees: `PATH`, `HOME` and settings of proxies.
    ///   - runner: Starts the processes.
    public init(
        slots: JobSlots, environment: [String: String], runner: ProcessRunner = ProcessRunner()
    ) {
        self.slots = slots
        self.runner = runner
        self.environment = environment.filter { name, _ in
            name == "PATH" || name == "HOME" || name.lowercased().hasSuffix("_proxy")
                || name.hasPrefix("SSL_CERT_") || name.hasPrefix("CURL_")
        }
    }

    /// Fetches a file.
    ///
    /// What may be a passing weakness of the server or the network is tried again, three times.
    ///
    /// - Parameters:
    ///   - url: An address with `http`, `https` or `file`.
    ///   - path: Where the file is put; nothing may lie there.
    ///   - onRetry: Told what is wrong and how long is waited, before each new attempt.
    /// - Throws: `.downloadFailed` with what `curl` says; `.programNotFound` without `curl`.
    public func fetch(
        _ url: String, to path: AbsolutePath,
        onRetry: @Sendable (_ reason: String, _ pause: Duration) -> Void
    ) async throws(ExecutionError) {
        for pause in Self.pauses {
            guard let problem = try await attempt(url, to: path) else { return }
            guard problem.isPassing else { throw problem.error(url) }
            onRetry(problem.reason, pause)
            do {
                try await Task.sleep(for: pause)
            } catch {
                throw JobSlots.cancelled
            }
        }
        if let problem = try await attempt(url, to: path) { throw problem.error(url) }
    }

    private struct Problem {
        let reason: String
        let isPassing: Bool

        func error(_ url: String) -> ExecutionError {
            ExecutionError(
                code: .downloadFailed, message: "Cannot download `\(url)`: \(reason)")
        }
    }

    /// One attempt.
    ///
    /// - Returns: What went wrong.
    private func attempt(
        _ url: String, to path: AbsolutePath
    ) async throws(ExecutionError) -> Problem? {
        let invocation = ProcessInvocation(
            arguments: [
                "curl", "--silent", "--show-error", "--fail", "--location", "--proto",
                "=http,https,file", "--connect-timeout", "30", "--speed-limit", "1",
                "--speed-time", "60", "--write-out", "%{http_code}", "--output", path.text, "--",
                url,
            ], environment: environment, directory: .root)
        let outcome = try await slots.run(weight: 1) {
            [runner] signal throws(ExecutionError) in
            try runner.run(invocation, cancellation: signal)
        }
        switch outcome.ending {
        case .exited(0): return nil
        case .cancelled: throw JobSlots.cancelled
        case .exited(let code):
            let status = Int(String(decoding: outcome.standardOutput, as: UTF8.self)) ?? 0
            let message = String(decoding: outcome.standardError, as: UTF8.self)
                .split(separator: "\n").last.map(String.init)
            // Names, connections, timeouts and broken transfers; and what servers say of load.
            let isPassing =
                [5, 6, 7, 18, 28, 35, 52, 55, 56].contains(code)
                || [408, 429].contains(status) || (500...599).contains(status)
            let reason = status >= 400 ? "HTTP status \(status)" : message ?? "curl failed"
            return Problem(
                reason: code == 28 ? "Timed out while making request to `\(url)`" : reason,
                isPassing: isPassing)
        case .signaled, .timedOut:
            return Problem(reason: "curl was stopped", isPassing: false)
        }
    }
}
