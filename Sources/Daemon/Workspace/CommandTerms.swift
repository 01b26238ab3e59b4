import ActionGraph
import BuildModel
import DaemonProtocol
import Execution
import Loading
import Storage

/// What a command brings that decides what is built and how: those that bring the same share one
/// revision of the graph, and each action is performed once for all of them.
struct CommandTerms: Hashable, Sendable {
    /// What it brings to the configuration.
    var config: ConfigSources
    /// Where the cells lie that the environment offers as bundled.
    let bundledCells: [String: AbsolutePath]
    /// What commands see of the user's environment.
    let variables: CommandVariables
    /// Where programs are searched.
    let places: String
    /// The optional validations that count, sorted.
    let validations: [String]
    /// How many commands run at once.
    let jobs: Int
    /// Where results are kept.
    let store: StorePaths

    /// Takes them from a command line and the environment.
    ///
    /// - Throws: A diagnostic if an override is wrong; a failure of the machine if there is no
    ///   place for a store.
    init(_ session: Session, _ common: CommonOptions, _ building: BuildOptions?) throws {
        let environment = session.request.environment
        config = try common.config.sources(of: session).visible
        bundledCells = try BundledCells.folders(in: environment)
        variables = CommandVariables(environment)
        places = HostTools.places(in: environment)
        validations = Set(building?.validations ?? []).sorted()
        jobs = building?.jobs ?? Project.processors
        store = try StorePaths(environment: environment)
    }

    /// Takes the configuration of the command before this one instead of its own.
    mutating func reuseConfig(of project: Project, _ session: Session) {
        guard let current = project.currentConfig else {
            session.complain(
                "--reuse-current-config flag was set, but there was no previous invocation "
                    + "detected. Ignoring --reuse-current-config flag\n")
            return
        }
        if !config.arguments.isEmpty, config.arguments != current.arguments {
            let ignored = config.arguments.map(\.description).joined(separator: ", ")
            session.complain(
                "Found config overrides while using --reuse-current-config flag. Ignoring "
                    + "overrides [\(ignored)] and using current config instead\n")
        }
        config = current
    }
}
