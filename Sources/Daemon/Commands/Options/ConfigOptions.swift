import ArgumentParser
import BuildModel
import DaemonProtocol
import Diagnostics
import Loading

/// What every command may say about the configuration.
struct ConfigOptions: ParsableArguments {
    @Option(
        name: [.customShort("c", allowingJoined: true), .customLong("config")],
        help: ArgumentHelp(
            "Override one value of .buckconfig.", valueName: "section.key=value"))
    var values: [String] = []

    @Option(
        name: .customLong("config-file"),
        help: ArgumentHelp(
            "Read a file in the format of .buckconfig over what the project says.",
            valueName: "path"))
    var files: [String] = []

    @Option(
        name: .customLong("fake-host"),
        help: ArgumentHelp(
            "Let host_info() tell of another system: linux, macos or windows.",
            valueName: "system"))
    var fakeHost: String?

    @Option(
        name: .customLong("fake-arch"),
        help: ArgumentHelp(
            "Let host_info() tell of another processor: aarch64 or x8664.",
            valueName: "architecture"))
    var fakeArchitecture: String?

    @Option(
        name: .customLong("fake-xcode-version"),
        help: ArgumentHelp("Let host_info() tell of a version of Xcode.", valueName: "version"))
    var fakeXcode: String?

    @Flag(
        name: .customLong("reuse-current-config"),
        help: "Use the configuration of the command before this one.")
    var reusesCurrent = false

    @Option(
        name: .customLong("preemptible"),
        help: "When another command ends this one: never, always or ondifferentstate.")
    var preemptible: Preemptible?

    @Option(
        name: .customLong("exit-when"),
        help: "When this command does not start: never, differentstate or notidle.")
    var exitWhen: ExitWhen?

    @Flag(
        name: .customLong("skip-targets-with-duplicate-names"),
        help: "Take the first of several targets of a name, with a warning.")
    var skipsDuplicates = false

    @Flag(
        name: .customLong("unstable-typecheck"),
        help: "Check the types of all files that are loaded, not only of the prelude's.")
    var checksTypes = false

    @Flag(
        name: .customLong("disable-starlark-types"),
        help: "Accepted, and without effect: annotations cost nothing here.")
    private var disablesTypes = false

    /// What the command line and the environment bring to the configuration.
    ///
    /// - Throws: A diagnostic if an option or a variable makes no sense.
    func sources(of session: Session) throws -> ConfigSources {
        var sources = try Self.machineSources(of: session.request)
        let folder = try AbsolutePath(session.request.workingDirectory)
        sources.arguments = try ordered(session.arguments.options).map { argument in
            switch argument {
            case .value(let text): .value(try ConfigOverride(parsing: text))
            case .file(let path): try Self.file(path, in: folder)
            }
        }
        if skipsDuplicates {
            let setting = "buck2.skip_targets_with_duplicate_names=true"
            sources.arguments.append(.value(try ConfigOverride(parsing: setting)))
        }
        sources.checksTypes = checksTypes
        sources.hardErrors = session.request.environment["BUCK2_HARD_ERROR"]
        sources.host = try HostMachine(
            host: fakeHost, architecture: fakeArchitecture, xcode: fakeXcode)
        return sources
    }

    /// What the files of the machine bring to the configuration.
    ///
    /// - Throws: A diagnostic if a variable of the environment makes no sense.
    static func machineSources(of request: CommandRequest) throws -> ConfigSources {
        do throws(LabelError) {
            let places = try ConfigSources.machinePlaces(in: environment(of: request))
            return ConfigSources(machine: places.map(canonical))
        } catch {
            throw Diagnostic.error(error.message)
        }
    }

    /// The client's environment, but for the variables of tests, which are the daemon's: they hold
    /// as long as it runs.
    private static func environment(of request: CommandRequest) -> [String: String] {
        let own = CommandRequest.ofThisProcess(arguments: []).environment
        var environment = request.environment
        for name in ConfigSources.testVariables { environment[name] = own[name] }
        return environment
    }

    private enum Argument {
        case value(String)
        case file(String)
    }

    /// The values and files in the order in which a command line names them.
    private func ordered(_ words: [String]) -> [Argument] {
        var (values, files) = (values[...], files[...])
        var result: [Argument] = []
        for word in words {
            if word == "--config-file" || word.hasPrefix("--config-file=") {
                if let file = files.popFirst() { result.append(.file(file)) }
            } else if word == "--config" || word.hasPrefix("--config=")
                || word.hasPrefix("-c") && !word.hasPrefix("--")
            {
                if let value = values.popFirst() { result.append(.value(value)) }
            }
        }
        return result + files.map { .file($0) } + values.map { .value($0) }
    }

    /// The file that `--config-file` names: `cell//path`, or a path of the machine.
    private static func file(
        _ text: String, in folder: AbsolutePath
    ) throws -> ConfigSources.Argument {
        do throws(LabelError) {
            let isAbsolute = text.hasPrefix("/") && !text.hasPrefix("//")
            guard !isAbsolute, let slashes = text.firstRange(of: "//") else {
                return .file(canonical(try folder.resolving(text)))
            }
            return .cellFile(
                alias: String(text[..<slashes.lowerBound]),
                try RelativePath(normalizing: String(text[slashes.upperBound...])))
        } catch {
            throw Diagnostic.error("\(error.message) (in `--config-file \(text)`)")
        }
    }

    /// The path without symbolic links, by which what a file includes is found; itself if nothing
    /// is there.
    private static func canonical(_ path: AbsolutePath) -> AbsolutePath {
        AbsolutePath(resolvingLinksOf: path) ?? path
    }
}
