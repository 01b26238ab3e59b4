import ArgumentParser
import Diagnostics

/// Options about the JSON that says what became of each target.
struct BuildReportOptions: ParsableArguments {
    @Option(
        name: .customLong("build-report"),
        help: ArgumentHelp(
            "Write what became of each target as JSON to a file; `-` for standard output.",
            valueName: "path"))
    var path: String?

    @Option(
        name: .customLong("build-report-options"),
        help: ArgumentHelp(
            "What else the report says, with commas between: fill-out-failures, "
                + "package-project-relative-paths, include-artifact-hash-information, "
                + "exclude-action-error-diagnostics, truncate-error-content.",
            valueName: "options"))
    var options: [String] = []

    @Option(
        name: .customLong("streaming-build-report"),
        help: ArgumentHelp(
            "Write a report to a file each time that another target is built, one a line.",
            valueName: "path"))
    var streamPath: String?

    /// What a report may say besides the rest.
    enum Detail: String, CaseIterable {
        case failures = "fill-out-failures"
        case packagePaths = "package-project-relative-paths"
        case hashes = "include-artifact-hash-information"
        case noDiagnostics = "exclude-action-error-diagnostics"
        case truncated = "truncate-error-content"
    }

    /// Whether somebody waits for a report.
    var isWanted: Bool { path != nil || streamPath != nil }

    func validate() throws {
        guard path == nil, !options.isEmpty else { return }
        throw ValidationError("`--build-report-options` needs `--build-report`.")
    }

    /// What was asked for, and the words that nobody knows.
    var details: (known: Set<Detail>, unknown: [String]) {
        let words = options.flatMap { $0.split(separator: ",").map(String.init) }
        var known: Set<Detail> = []
        var unknown: [String] = []
        for word in words {
            if let detail = Detail(rawValue: word.lowercased()) {
                known.insert(detail)
            } else {
                unknown.append(word)
            }
        }
        return (known, unknown)
    }
}
