import ArgumentParser
import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics

/// `bld debug file-status`: whether a change of a file went unheard.
struct DebugFileStatusCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "file-status",
        abstract: "Compares what the daemon knows of files with what they are.",
        discussion: """
            A mismatch is a file that has changed without the daemon having heard of it: a file \
            system that does not tell of changes, or a mistake of bld's.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "Files and folders; of folders everything below them is looked at.")
    var paths: [String]

    func run(in session: Session) async throws -> CommandEnding {
        let root = try session.projectRoot()
        let layout = try session.layout(common)
        let folder = try AbsolutePath(session.request.workingDirectory)
        let places = try paths.map { try folder.resolving($0).text }
        let project = session.projects.known(root, layout)
        let (count, mismatches) = project?.tracker.mismatches(below: places) ?? (0, [])
        for path in mismatches { session.write("\(path)\n") }
        guard mismatches.isEmpty else {
            throw Diagnostic.error("Failed with \(mismatches.count) mismatches")
        }
        session.complain("No mismatches detected (\(count) entries checked)\n")
        return .exit(.success)
    }
}
