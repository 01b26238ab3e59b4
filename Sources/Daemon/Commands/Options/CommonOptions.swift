import ArgumentParser

/// Options of every command that looks at a project.
struct CommonOptions: ParsableArguments {
    @OptionGroup var config: ConfigOptions

    @Option(
        name: .customLong("isolation-dir"),
        help: "The folder below buck-out that holds the outputs (default: bld).")
    var isolationFolder: String?

    @OptionGroup(title: "Reporting") var reporting: ReportingOptions
}
