extension ExpandedArguments {
    /// The words that choose the configuration, in short: for those that come from a file of the
    /// project the word that names the file.
    var representativeFlags: [String] {
        var flags: [String] = []
        var last: String?
        var rest = words[...]
        while let word = rest.popFirst(), word.text != "--" {
            guard let (option, given) = ConfigurationOption.named(by: word.text) else { continue }
            guard let value = given ?? rest.popFirst()?.text else { break }
            let file = word.file?.outermostInProject?.text
            if let file {
                if file != last { flags.append(file) }
            } else {
                flags.append("\(option.rawValue) \(value)")
            }
            last = file
        }
        return flags
    }
}

/// An option that chooses the configuration, by the name that stands for it in short.
private enum ConfigurationOption: String, CaseIterable {
    case value = "-c"
    case file = "--config-file"
    case modifier = "-m"
    case platforms = "--target-platforms"
    case universe = "--target-universe"

    private var names: (long: String, short: Character?) {
        switch self {
        case .value: ("--config", "c")
        case .file: ("--config-file", nil)
        case .modifier: ("--modifier", "m")
        case .platforms: ("--target-platforms", nil)
        case .universe: ("--target-universe", "u")
        }
    }

    /// The option that a word is, and its value if the word has that, too.
    static func named(by word: String) -> (ConfigurationOption, value: String?)? {
        for option in allCases {
            let (long, short) = option.names
            if word == long { return (option, nil) }
            if word.hasPrefix(long + "=") {
                return (option, String(word.dropFirst(long.count + 1)))
            }
            guard let short, word.hasPrefix("-\(short)") else { continue }
            let value = word.dropFirst(2).drop { $0 == "=" || $0 == " " }
            return (option, value.isEmpty ? nil : String(value))
        }
        return nil
    }
}
