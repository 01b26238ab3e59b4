import ArgumentParser
import Diagnostics

/// `bld audit classpath`: as in Buck2, kept to say what took its place.
struct AuditClasspathCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "classpath", abstract: "Says how to get the class path of a target.",
        shouldDisplay: false)

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: TargetConfigurationOptions

    @Flag(help: "Without effect.")
    var json = false

    @Argument(help: "Patterns of targets.")
    var targets: [String] = []

    func run(in session: Session) async throws -> CommandEnding {
        throw Diagnostic.error(
            "`audit classpath` is deprecated",
            help: ["Build a sub-target of the target that writes it, such as `[classpath]`"])
    }
}
