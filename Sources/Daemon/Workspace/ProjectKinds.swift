import ActionGraph
import Analysis
import BXL
import Incremental
import Loading
import TargetConfiguration

extension PersistentKinds {
    /// The kinds of keys of a project's graph, all of them.
    static let project: PersistentKinds = {
        var kinds = PersistentKinds()
        kinds.add(persistentLoadingKeys)
        kinds.add(persistentConfigurationKeys)
        kinds.add(persistentAnalysisKeys)
        kinds.add(persistentActionKeys)
        kinds.add(persistentScriptKeys)
        return kinds
    }()
}
