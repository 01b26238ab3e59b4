import BuildModel
import Incremental
import Starlark

@testable import Loading

extension MemorySourceTree {
    /// An engine that loads this tree.
    func engine(log: EventLog? = nil) -> Engine {
        var resources = Resources()
        resources[SourceTreeResource.self] = self
        resources[RuleGlobals.self] = .standard
        return Engine(resources: resources, workers: 2, log: log)
    }
}
