import ActionGraph
import BuildEvents
import BuildModel
import Incremental
import Loading

/// What a script is told of where it runs, which does not change what comes of it.
struct ScriptSurroundings: Sendable {
    /// The project's root.
    let root: AbsolutePath
    /// Where outputs lie.
    let layout: ArtifactLayout
    /// Takes the lines that the script prints for people to read.
    let print: @Sendable (String) -> Void
    /// Takes what it streams.
    let stream: @Sendable (ScriptRun, String) -> Void
    /// Takes down what happens.
    let recorder: EventRecorder

    init(_ context: borrowing Context) {
        let resources = context.resources
        let services = resources[ActionServicesResource.self]
        root = services.projectRoot
        layout = services.layout
        if resources.contains(PrintedLinesResource.self) {
            print = resources[PrintedLinesResource.self]
        } else {
            print = { _ in }
        }
        if resources.contains(ScriptStreamResource.self) {
            stream = resources[ScriptStreamResource.self]
        } else {
            stream = { _, _ in }
        }
        recorder = context.recorder
    }
}
