import BuildModel
import Synchronization

/// Which scripts have told a command's client their output while they ran; of others, which ran
/// earlier or for another command, it is told afterwards.
final class ScriptStreams: Sendable {
    private let live = Mutex<Set<ScriptRun>>([])

    /// Notes that a run has told something.
    func note(_ run: ScriptRun) { live.withLock { _ = $0.insert(run) } }

    /// Whether a run has told what it streams.
    func haveToldLive(_ run: ScriptRun) -> Bool { live.withLock { $0.contains(run) } }
}
