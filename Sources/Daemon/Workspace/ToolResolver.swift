import Analysis
import BuildModel
import Execution
import Loading

/// Lets analysis find programs of this machine where execution finds them.
struct ToolResolver: HostToolResolver {
    let tools: HostTools
    let observer: any FileObserver

    func program(named names: [String]) async throws -> HostToolSearch {
        for path in tools.searched(for: names) {
            observer.willRead(.external(path), for: .by(HostToolKey(names: names)))
        }
        guard let tool = try await tools.tool(named: names) else {
            return .missing(searched: tools.searchPath.folders)
        }
        return .found(HostProgram(name: tool.name, path: tool.path, digest: tool.digest))
    }
}
