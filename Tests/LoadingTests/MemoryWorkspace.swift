import BuildModel
import Incremental

@testable import Loading

extension MemorySourceTree {
    /// An engine that loads this tree.
    func engine(log: EventLog? = nil) -> Engine {
        var resources = Resources()
        resources[SourceTreeResource.self] = self
        return Engine(resources: resources, workers: 2, log: log)
    }
}
