import BuildEvents
import BuildModel
import Execution

extension ActionEnding {
    /// The end of an action that has made outputs.
    init(
        _ outputs: [ProjectPath: OutputValue], _ execution: ExecutionKind, took duration: Duration
    ) {
        let values = outputs.sorted { $0.key < $1.key }.map(\.value)
        self.init(
            execution: execution, wallTime: max(duration, .microseconds(1)),
            outputBytes: values.reduce(0) { $0 + $1.fileBytes },
            outputs: values.map(\.tinyDigest))
    }
}

extension ActionPerformance {
    /// The end of the action with outputs, for the log.
    func ending(
        _ outputs: [ProjectPath: OutputValue], _ execution: ExecutionKind
    ) -> ActionEnding {
        var ending = ActionEnding(outputs, execution, took: reported.span.elapsed)
        ending.dedupe = dedupe
        if case .run(let action) = spec.kind { ending.expectsDedupe = action.expectsDedupe }
        return ending
    }

    /// Whether its result can stand for the same action of other configurations.
    private var dedupe: DedupeEligibility {
        guard spec.outputs.allSatisfy(\.hasContentBasedPath) else { return .ineligibleOutput }
        let own = spec.key.owner.label.configuration
        var isKnown = true
        for input in artifacts.inputs {
            guard let build = input.buildArtifact, !build.hasContentBasedPath,
                case .target(let label) = build.key.owner.base
            else { continue }
            if label.configuration == own { return .ineligibleInput }
            isKnown = false
        }
        return isKnown ? .eligible : .unknown
    }
}

extension CommandReport {
    /// Describes the end of a process.
    init(_ outcome: ProcessOutcome, _ invocation: LoggedInvocation) {
        let status: Status
        var exitCode: Int32?
        switch outcome.ending {
        case .exited(let code):
            status = code == 0 ? .success : .failure
            exitCode = code
        case .signaled(let signal):
            status = .failure
            exitCode = -signal
        case .timedOut: status = .timeout(outcome.wallTime)
        case .cancelled: status = .cancelled
        }
        self.init(
            status: status, exitCode: exitCode,
            stdout: String(decoding: outcome.standardOutput, as: UTF8.self),
            stderr: String(decoding: outcome.standardError, as: UTF8.self),
            invocation: invocation, wallTime: max(outcome.wallTime, .microseconds(1)))
    }
}

extension CommandResult {
    /// Why a command that did not succeed did not.
    var failureReason: String {
        switch outcome.ending {
        case .exited(let code): "Local command returned non-zero exit code \(code)"
        case .signaled: "Local command returned non-zero exit code \(exitCode): it \(ending)"
        case .timedOut:
            "Command timed out after \(outcome.wallTime.secondsText): it \(ending)"
        case .cancelled: "Command was cancelled"
        }
    }
}

extension Duration {
    /// `1.250s`.
    fileprivate var secondsText: String {
        let milliseconds = Int(self / .milliseconds(1))
        let rest = String(milliseconds % 1000)
        let padding = String(repeating: "0", count: 3 - rest.utf8.count)
        return "\(milliseconds / 1000).\(padding)\(rest)s"
    }
}

extension OutputValue {
    /// Bytes of the files in it.
    var fileBytes: Int64 {
        switch self {
        case .file(let file): file.digest.sizeBytes
        case .directory(let tree): tree.fileBytes
        case .symlink: 0
        }
    }

    /// Enough of its digest to tell it from others.
    fileprivate var tinyDigest: String {
        switch self {
        case .file(let file): String(file.digest.hex.prefix(8))
        case .directory(let tree): String(tree.digest.hex.prefix(8))
        case .symlink(let target): String(Digest(of: target).hex.prefix(8))
        }
    }
}

extension DirectoryTree {
    /// Bytes of the files at any depth.
    var fileBytes: Int64 {
        entries.reduce(0) { sum, entry in
            switch entry.node {
            case .file(let file): sum + file.digest.sizeBytes
            case .directory(let tree): sum + tree.fileBytes
            case .symlink: sum
            }
        }
    }
}

extension ActionDigest {
    /// The digest as the log writes it: `hash:size`.
    var text: String { "\(digest.hex):\(digest.sizeBytes)" }
}
