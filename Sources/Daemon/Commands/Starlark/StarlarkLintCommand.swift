import ArgumentParser
import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics
import StarlarkTools

/// `bld starlark lint`: what is allowed in files and probably not meant.
struct StarlarkLintCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Finds what is allowed in Starlark files and probably not meant.",
        discussion: """
            Nothing is run. `# starlark-lint-disable CODE` on or above a line keeps quiet about it. \
            Exits with 3 if there is something to report.
            """)

    @OptionGroup var common: CommonOptions

    @Option(
        name: .customLong("enable"),
        help: ArgumentHelp("Look for this, too; `all` means everything.", valueName: "code"))
    var enabled: [String] = []

    @Option(
        name: .customLong("disable"), help: ArgumentHelp("Do not look for this.", valueName: "code")
    )
    var disabled: [String] = []

    @Option(help: "How to print: text or json.")
    var outputFormat = FindingsFormat.text

    @Argument(help: "Files, and folders to search for BUCK and .bzl files.")
    var paths: [String]

    func run(in session: Session) async throws -> CommandEnding {
        let linter = Linter(rules: try rules())
        return try await StarlarkFiles.open(for: session, common: common) { sources in
            let files = try sources.files(paths)
            var findings: [Diagnostic] = []
            for file in files {
                let (program, diagnostics) = file.parse()
                guard let program else {
                    findings += diagnostics
                    continue
                }
                // Without the prelude's names there is still much to check.
                let globals = try await sources.globals(for: file)
                if case .failure(let reason) = globals, !findings.contains(reason) {
                    findings.append(reason)
                }
                findings += linter.check(program, kind: file.kind, globals: try? globals.get())
            }
            FindingsReport(session: session, format: outputFormat).show(findings)
            guard findings.isEmpty else {
                session.complain("Found \(counted(findings.count, "lint"))\n")
                return .exit(.userError)
            }
            session.complain("Found no lints in \(counted(files.count, "file"))\n")
            return .exit(.success)
        }
    }

    private func rules() throws -> Set<LintRule> {
        var rules = LintRule.standard
        if enabled.contains("all") { rules = Set(LintRule.allCases) }
        for code in enabled where code != "all" { rules.insert(try rule(code)) }
        for code in disabled { rules.remove(try rule(code)) }
        return rules
    }

    private func rule(_ code: String) throws -> LintRule {
        if let rule = LintRule(rawValue: code) { return rule }
        let codes = LintRule.allCases.map(\.code)
        throw Diagnostic.error("Unknown lint `\(code)`\(didYouMean(code, among: codes))")
    }
}

/// `1 file`, `2 files`.
func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
}
