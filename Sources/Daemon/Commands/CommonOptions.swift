import ArgumentParser

/// Options of every command that looks at a project.
struct CommonOptions: ParsableArguments {
    @Option(
        name: [.customShort("c"), .customLong("config")],
        help: ArgumentHelp(
            "Override one value of .buckconfig.", valueName: "section.key=value"))
    var overrides: [String] = []

    @Option(
        name: .customLong("isolation-dir"),
        help: "The folder below buck-out that holds the outputs (default: bld).")
    var isolationFolder: String?

    @OptionGroup(title: "Reporting") var reporting: ReportingOptions
}
