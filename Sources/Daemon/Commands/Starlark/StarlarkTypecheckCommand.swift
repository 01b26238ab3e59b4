import ArgumentParser
import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics

/// `bld starlark typecheck`: what certainly fails by the types of values.
struct StarlarkTypecheckCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "typecheck",
        abstract: "Finds what certainly fails by the types of values.",
        discussion: """
            Nothing is run. What is not annotated and cannot be told may be of any type. Files that \
            the given ones load are looked at for the types of what they define. Exits with 3 if \
            there are errors.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: "How to print: text or json.")
    var outputFormat = FindingsFormat.text

    @Argument(help: "Files, and folders to search for BUCK and .bzl files.")
    var paths: [String]

    func run(in session: Session) async throws -> CommandEnding {
        try await StarlarkFiles.open(for: session, common: common) { sources in
            let files = try sources.files(paths)
            var types = StarlarkTypes(sources)
            var findings: [Diagnostic] = []
            for file in files { findings += try await types.check(file).diagnostics }
            findings = types.failures + findings
            FindingsReport(session: session, format: outputFormat).show(findings)
            guard findings.isEmpty else {
                session.complain("Detected \(counted(findings.count, "error"))\n")
                return .exit(.userError)
            }
            session.complain("Found no type errors in \(counted(files.count, "file"))\n")
            return .exit(.success)
        }
    }
}
