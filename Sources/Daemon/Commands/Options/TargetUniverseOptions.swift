import ArgumentParser
import GraphQueries

/// In which configuration targets are asked for, and among which targets they are looked up.
struct TargetUniverseOptions: ParsableArguments {
    @OptionGroup var configuration: TargetConfigurationOptions

    @Option(
        name: [.customShort("u"), .customLong("target-universe")],
        help: ArgumentHelp(
            "Targets, separated by commas: only they and what they depend on are looked at.",
            valueName: "patterns"))
    private var universes: [String] = []

    /// The patterns of the universe; none if there is none.
    var universe: [String] {
        universes.flatMap { $0.split(separator: ",").map(String.init) }
    }

    /// What the options say.
    var arguments: TargetConfigurationArguments {
        var arguments = configuration.arguments
        arguments.universe = universe
        return arguments
    }
}
