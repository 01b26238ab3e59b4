import ActionGraph
import BuildEvents
import BuildModel

/// The results of a command's tests in the XML that JUnit has made common: a suite a target, a
/// case a case.
struct JUnitReport {
    /// The whole document.
    let text: String

    /// Writes down the results, with what the tests have printed as far as it is kept.
    init(_ outcome: TestOutcome, _ services: ActionServices) async {
        var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
        let results = outcome.targets.flatMap(\.results)
        lines.append("<testsuites \(Self.counts(results))>")
        for target in outcome.targets where !target.results.isEmpty {
            lines.append(
                "  <testsuite name=\"\(Self.escaped("\(target.label.providers)"))\" "
                    + "\(Self.counts(target.results))>")
            for result in target.results { lines += await Self.lines(of: result, services) }
            lines.append("  </testsuite>")
        }
        lines.append("</testsuites>")
        text = lines.joined(separator: "\n") + "\n"
    }

    private static func lines(
        of result: TestResult, _ services: ActionServices
    ) async -> [String] {
        var lines = [
            "    <testcase classname=\"\(escaped("\(result.label.providers)"))\" "
                + "name=\"\(escaped(result.name))\" time=\"\(seconds(result.duration))\">"
        ]
        let message = escaped(result.message ?? "")
        let details = escaped(result.details ?? "")
        switch result.status {
        case .pass: break
        case .fail:
            lines.append("      <failure message=\"\(message)\">\(details)</failure>")
        case .timeout, .fatal, .infraFailure, .listingFailed:
            lines.append(
                "      <error type=\"\(result.status.name)\" message=\"\(message)\">"
                    + "\(details)</error>")
        case .skip, .omitted: lines.append("      <skipped message=\"\(message)\"/>")
        }
        for (tag, digest) in [
            ("system-out", result.streams.output), ("system-err", result.streams.errors),
        ] {
            let text = await services.text(of: digest)
            if !text.isEmpty { lines.append("      <\(tag)>\(escaped(text))</\(tag)>") }
        }
        return lines + ["    </testcase>"]
    }

    private static func counts(_ results: [TestResult]) -> String {
        func count(_ statuses: Set<TestStatus>) -> Int {
            results.count { statuses.contains($0.status) }
        }
        let time = results.reduce(Duration.zero) { $0 + $1.duration }
        return "tests=\"\(results.count)\" failures=\"\(count([.fail]))\" "
            + "errors=\"\(count([.timeout, .fatal, .infraFailure, .listingFailed]))\" "
            + "skipped=\"\(count([.skip, .omitted]))\" time=\"\(seconds(time))\""
    }

    /// `1.042`.
    private static func seconds(_ duration: Duration) -> String {
        let milliseconds = Int(duration / .milliseconds(1))
        let rest = String(milliseconds % 1000)
        let zeros = String(repeating: "0", count: 3 - rest.utf8.count)
        return "\(milliseconds / 1000).\(zeros)\(rest)"
    }

    /// Text for an element or an attribute; what XML 1.0 cannot hold is replaced.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
