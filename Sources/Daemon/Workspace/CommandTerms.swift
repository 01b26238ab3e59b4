import ActionGraph
import BuildModel
import DaemonProtocol
import Execution
import Loading
import Storage

/// What a command brings that decides what is built and how: those that bring the same share one
/// revision of the graph, and each action is performed once for all of them.
struct CommandTerms: Hashable, Sendable {
    /// Values of the configuration that its command line gives.
    let overrides: [ConfigOverride]
    /// Where the cells lie that the environment offers as bundled.
    let bundledCells: [String: AbsolutePath]
    /// What commands see of the user's environment.
    let variables: CommandVariables
    /// Where programs are searched.
    let places: String
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
        overrides = try common.overrides.map(ConfigOverride.init(parsing:))
        bundledCells = try BundledCells.folders(in: environment)
        variables = CommandVariables(environment)
        places = HostTools.places(in: environment)
        jobs = building?.jobs ?? Project.processors
        store = try StorePaths(environment: environment)
    }
}
