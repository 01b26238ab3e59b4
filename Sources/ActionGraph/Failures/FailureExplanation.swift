import Analysis
import BuildModel
import Diagnostics
import Execution
import Incremental

extension Context {
    /// A failure of an action with what its rule's error handler makes of it.
    borrowing func explain(
        _ error: any Error, of spec: ActionSpec
    ) async throws -> any Error {
        guard var failure = error as? ActionFailure, failure.lastCommand != nil,
            case .run(let action) = spec.kind, action.hasErrorHandler
        else { return error }
        let services = resources[ActionServicesResource.self]
        do {
            let errors = try await subErrors(
                of: spec.key, stdout: failure.stdout, stderr: failure.stderr
            ) { output in
                let path = services.projectRoot.appending(
                    ActionPerformance.layout(spec, [:], services.layout).path(of: output))
                return FileBytes.read(at: path)
            }
            failure.diagnosis = errors.map { .success($0) }
        } catch let diagnostic as Diagnostic {
            failure.diagnosis = .failure(diagnostic)
        }
        return failure
    }
}
