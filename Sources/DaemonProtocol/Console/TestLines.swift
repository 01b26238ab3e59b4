import BuildEvents

/// What a person is shown of tests: one line a case, what failing ones printed, and one line that
/// counts them.
///
/// Source: the words are those of Buck2's console.
enum TestLines {
    /// `✗ Fail: root//lib:test - case (0.3s)`, with what is shown of its details below.
    static func lines(_ report: TestReport, details: String) -> [String] {
        let origin = report.isKnown ? "known" : formatted(report.duration)
        let line = "\(mark(report.status)): \(report.title) (\(origin))"
        return details.isEmpty ? [line] : [line, details]
    }

    /// `Tests finished: Pass 3. Fail 1. Timeout 0. …`, and a line for each kind of failure.
    static func lines(_ summary: TestSummary) -> [String] {
        var columns = columns.map { status, word in "\(word) \(summary.counts[status] ?? 0)" }
        if let failed = summary.counts[.listingFailed], failed > 0 {
            columns.insert("Listing fail \(failed)", at: 0)
        }
        columns.append("Build failure \(summary.buildFailures)")
        var lines = ["Tests finished: " + columns.joined(separator: ". ")]
        for (status, words) in failures {
            guard let count = summary.counts[status], count > 0 else { continue }
            lines.append("\(count) \(words)")
        }
        let total = columns.isEmpty ? 0 : summary.counts.values.reduce(0, +)
        if total == 0 { lines.append("NO TESTS RAN") }
        if total > 0, summary.runs == 0 {
            lines.append("All results are known from earlier runs; `--rerun` runs the tests again")
        }
        return lines
    }

    private static func mark(_ status: TestStatus) -> String {
        switch status {
        case .pass: "✓ Pass"
        case .fail: "✗ Fail"
        case .skip: "↷ Skip"
        case .omitted: "∅ Omitted"
        case .fatal: "⚠ Fatal"
        case .timeout: "✉ Timeout"
        case .infraFailure: "🛠 Infra Failure"
        case .listingFailed: "⚠ Listing failed"
        }
    }

    private static let columns: [(TestStatus, String)] = [
        (.pass, "Pass"), (.fail, "Fail"), (.timeout, "Timeout"), (.fatal, "Fatal"),
        (.skip, "Skip"), (.omitted, "Omit"), (.infraFailure, "Infra Failure"),
    ]

    private static let failures: [(TestStatus, String)] = [
        (.listingFailed, "LISTINGS FAILED"), (.fail, "TESTS FAILED"),
        (.timeout, "TESTS TIMED OUT"), (.fatal, "TESTS FATALS"),
        (.infraFailure, "TESTS Infra Failed"),
    ]
}
