import ArgumentParser
import BuildEvents
import BuildModel
import Execution

/// `bld clean`: removes the outputs; what is in the caches stays.
struct CleanCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean",
        abstract: "Removes all outputs of the isolation folder; cached results stay.")

    @OptionGroup var common: CommonOptions

    @Flag(name: .customLong("dry-run"), help: "Only print what would be removed.")
    var isDryRun = false

    func run(in session: Session) async throws -> CommandEnding {
        let layout = try session.layout(common)
        let root = try session.projectRoot()
        session.write("\(root.appending(layout.root))\n")
        if isDryRun { return .exit(.success) }
        guard let project = session.projects.known(root, layout) else {
            try ProjectFolder(root: root).remove(layout.root)
            return .exit(.success)
        }
        try await project.workAlone(for: session) {
            // The graph goes with the outputs, and nobody shall write it again.
            session.projects.forget(root, layout)
            try ProjectFolder(root: root).remove(layout.root)
        }
        return .exit(.success)
    }
}
