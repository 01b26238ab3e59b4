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
        try ProjectFolder(root: root).remove(layout.root)
        session.projects.forget(root, layout)
        return .exit(.success)
    }
}
