import BuildModel
import Starlark

/// `ctx.actions.cas_artifact`: a file or folder that a remote store has under its digest.
///
/// There is no remote store, so a call that is right in all else says that.
enum StoredArtifacts {
    static let all = [storedArtifact]

    /// The last second of the last year that Buck2's clock knows.
    private static let lastTimestamp = 8_210_266_876_799

    private static let storedArtifact = NativeFunction(
        "cas_artifact",
        """
        output, digest, use_case, /, *, expires_after_timestamp, is_executable = False, \
        is_tree = False, is_directory = False, has_content_based_path = None
        """
    ) { arguments, _ in
        let text = try arguments.string(1)
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, Int64(parts[1]) != nil, parts[0].allSatisfy(\.isHexDigit),
            [40, 64].contains(parts[0].utf8.count)
        else { throw Failure("`\(text)` is no digest: write `<hash>:<size>`") }
        let timestamp = try arguments.integer(3)
        guard (0...lastTimestamp).contains(timestamp) else {
            throw Failure(
                "Out-of-range value `\(timestamp)` for expires_after_timestamp, which is in seconds"
            )
        }
        if try arguments.bool(5), try arguments.bool(6) {
            throw Failure("At most one of `is_tree` and `is_directory` applies")
        }
        throw Failure(
            "`cas_artifact` needs the store of a remote execution cluster, and none is configured")
    }
}
