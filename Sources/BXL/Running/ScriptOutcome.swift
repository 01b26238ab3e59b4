package import Analysis
package import BuildModel
import Incremental

/// What a run of a script came to: what it printed and declared, or why it failed.
///
/// A second run without changes repeats it, so all that is told of a run is here.
package struct ScriptOutcome: Sendable {
    /// What is written to standard output while the script runs.
    package var streamed = ""
    /// What is written to standard output when what is ensured is there.
    package var printed = ""
    /// What is written to standard error, such as which targets were left out.
    package var complaints = ""
    /// What is built for the sake of the script, each artifact once.
    package var ensured: [Artifact] = []
    /// What is written to standard output as soon as artifacts are there.
    package var pending: [PendingOutput] = []
    /// What it declared; nil if it failed.
    package var analysis: AnalysisResult?
    /// Why it failed.
    package var failure: (any Error)?
}

/// Text that waits for artifacts.
package struct PendingOutput: Sendable {
    /// What it waits for.
    package let artifacts: [Artifact]
    /// The text.
    package let text: String
}

/// Where the streamed output of scripts goes while they run, on whose behalf it may be.
package enum ScriptStreamResource: ResourceKey {
    /// Told the run, and a piece of its output.
    package typealias Service = @Sendable (ScriptRun, String) -> Void
}
