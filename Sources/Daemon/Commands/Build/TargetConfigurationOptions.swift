import ArgumentParser
import GraphQueries

/// Options of every command that configures targets.
struct TargetConfigurationOptions: ParsableArguments {
    @Option(
        name: .customLong("target-platforms"),
        help: ArgumentHelp(
            "Build for this platform, whatever targets say themselves.", valueName: "platform"))
    var platform: String?

    @Option(
        name: [.customShort("m"), .customLong("modifier")],
        help: ArgumentHelp(
            "Change the configuration of the targets, as `?value` after a pattern does.",
            valueName: "value"))
    var modifiers: [String] = []

    /// What the options say.
    var arguments: TargetConfigurationArguments {
        TargetConfigurationArguments(platform: platform, modifiers: modifiers)
    }
}
