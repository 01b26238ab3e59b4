public import Diagnostics
import Starlark

/// What the result of a validation says: version 1 of its JSON form.
public struct ValidationResult: Sendable, Hashable {
    /// Whether the target is valid.
    public let succeeded: Bool
    /// Why not.
    public let message: String?

    /// Reads a result.
    ///
    /// - Parameters:
    ///   - text: The JSON text.
    ///   - malformed: Makes the error for what is wrong with the text.
    /// - Throws: That error.
    public init(
        _ text: String, _ malformed: (String) -> Diagnostic
    ) throws(Diagnostic) {
        var evaluation = Evaluation()
        let value: Value
        do {
            value = try evaluation.json(text)
        } catch {
            throw malformed("\((error as? Failure)?.message ?? "it is no JSON")")
        }
        guard let version = value.asDict?["version"]?.asInt else {
            throw malformed("it has no `version`")
        }
        guard version == 1 else { throw malformed("its version is \(version), not 1") }
        guard let data = value.asDict?["data"]?.asDict,
            let status = data["status"]?.asString
        else { throw malformed("it has no `status`") }
        guard status == "success" || status == "failure" else {
            throw malformed("its status is `\(status)`, not `success` or `failure`")
        }
        succeeded = status == "success"
        message = data["message"]?.asString
    }
}
