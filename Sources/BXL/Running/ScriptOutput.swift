import Analysis
import BuildModel
import Starlark

/// What a script has written and ensured so far.
struct ScriptOutput {
    /// What it has streamed.
    var streamed = ""
    /// What it has printed.
    var printed = ""
    /// What was said of targets.
    var complaints = ""
    /// What is to be there when the run has ended.
    var ensured: [Ensured] = []
    /// What is streamed once artifacts are there.
    var pending: [(ensured: [Ensured], text: String)] = []

    /// An artifact, or what a command line reads.
    enum Ensured {
        case artifact(ScriptArtifact)
        case commandLine(ScriptCommandLine)

        /// The artifacts.
        ///
        /// - Throws: When no action makes one of them.
        func resolve() throws -> [Artifact] {
            switch self {
            case .artifact(let artifact): try artifact.resolve()
            case .commandLine(let line): try line.inputs()
            }
        }
    }

    /// What was written, as it is kept; called when the function has returned.
    ///
    /// - Throws: When no action makes an artifact that was ensured.
    func outcome() throws -> ScriptOutcome {
        var outcome = ScriptOutcome(
            streamed: streamed, printed: printed, complaints: complaints)
        var seen: Set<Artifact> = []
        for item in ensured {
            outcome.ensured += try item.resolve().filter { seen.insert($0).inserted }
        }
        outcome.pending = try pending.map { item in
            PendingOutput(artifacts: try item.ensured.flatMap { try $0.resolve() }, text: item.text)
        }
        return outcome
    }

    /// What was written by a run that has failed: of it, what was streamed stays.
    func outcome(failed error: any Error) -> ScriptOutcome {
        var outcome = ScriptOutcome(streamed: streamed, complaints: complaints)
        outcome.failure = error
        return outcome
    }
}
