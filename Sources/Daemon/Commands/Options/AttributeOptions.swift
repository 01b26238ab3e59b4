import ArgumentParser

/// Which attributes of targets are printed.
struct AttributeOptions: ParsableArguments {
    @Option(
        name: [.customShort("a"), .customLong("output-attribute")],
        help: ArgumentHelp(
            "Print the attributes whose names match, as JSON; may be repeated.",
            valueName: "regex"))
    private var attributes: [String] = []

    @Flag(
        name: [.customShort("A"), .customLong("output-all-attributes")],
        help: "Print all attributes, as JSON.")
    private var all = false

    @Flag(
        name: [.customShort("B"), .customLong("output-basic-attributes")],
        help: "Print the attributes that a rule declares, the rule and the package, as JSON.")
    private var basic = false

    @Option(
        name: .customLong("output-attributes"), parsing: .upToNextOption,
        help: .hidden)
    private var deprecated: [String] = []

    /// The regular expressions of names to print; none for none.
    var patterns: [String] {
        if all { return [""] }
        if basic { return ["^(buck\\.package|buck\\.type|[^\\.]*)$"] }
        return attributes + deprecated
    }

    func validate() throws {
        if [all, basic, !(attributes + deprecated).isEmpty].count(where: \.self) > 1 {
            throw ValidationError(
                "--output-attribute, --output-all-attributes and --output-basic-attributes exclude "
                    + "each other.")
        }
    }
}
