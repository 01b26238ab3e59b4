import Analysis
import BuildModel
import Execution

/// Lets analysis find programs of this machine where execution finds them.
struct ToolResolver: HostToolResolver {
    let tools: HostTools

    func program(named names: [String]) async throws -> HostToolSearch {
        guard let tool = try await tools.tool(named: names) else {
            return .missing(searched: tools.searchPath.folders)
        }
        return .found(HostProgram(name: tool.name, path: tool.path, digest: tool.digest))
    }
}
