import ArgumentParser
import BuildEvents
import BuildModel

/// `bld root`: where the project is.
struct RootCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "root", abstract: "Prints the root folder of the project.")

    func run(in session: Session) async throws -> CommandEnding {
        session.write(try session.projectRoot().description + "\n")
        return .exit(.success)
    }
}
