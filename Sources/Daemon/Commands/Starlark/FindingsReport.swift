import ArgumentParser
import BuildModel
import Diagnostics

/// How the findings of a check are shown.
enum FindingsFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}

/// Shows findings: for people on standard error, for programs on standard output.
struct FindingsReport {
    let session: Session
    let format: FindingsFormat

    func show(_ findings: [Diagnostic]) {
        switch format {
        case .text:
            for finding in findings { session.complain(session.renderer.render(finding) + "\n") }
        case .json:
            session.write(jsonText(.array(findings.map(\.content)), isPretty: true))
        }
    }
}

extension Diagnostic {
    /// The finding as JSON; lines and columns start at 1, the end is just after the last character.
    fileprivate var content: JSONContent {
        var members: [(name: String, value: JSONContent)] = []
        if let span {
            let (start, end) = (span.start, span.end)
            members += [
                ("path", .string(span.file.path)),
                ("line", .number(String(start.line))), ("column", .number(String(start.column))),
                ("end_line", .number(String(end.line))),
                ("end_column", .number(String(end.column))),
            ]
        }
        members += [
            ("severity", .string("\(severity)")),
            ("code", code.map(JSONContent.string) ?? .null), ("message", .string(message)),
            ("help", .array(help.map(JSONContent.string))),
        ]
        return .object(members)
    }
}
