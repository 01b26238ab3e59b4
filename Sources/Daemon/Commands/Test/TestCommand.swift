import ActionGraph
import ArgumentParser
import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics
import Loading

/// `bld test`: builds tests, and runs those of which it is not known that they pass.
struct TestCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Builds and tests targets.",
        discussion: """
            A test that has passed is not run again until something that it reads changes, or \
            `--rerun` is given. After `--` can stand: --env NAME=VALUE, --timeout SECONDS, \
            --stress-runs N, --disable-test-execution-caching, --test-arg ARGS….
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var building: BuildOptions
    @OptionGroup(title: "Tests") var selecting: TestOptions

    /// With what follows `--`, for one command cannot have two lists of words.
    @Argument(help: "What to test: //package:name, //package:, //folder/..., :name.")
    var words: [String] = []

    func run(in session: Session) async throws -> CommandEnding {
        let (targets, arguments) = split(session.arguments.texts)
        let runner = try runner(arguments)
        if let warning = selecting.warning(targets) { session.complain("\(warning)\n") }
        let control = BuildControl(
            keepsGoing: !building.failsFast, rerunsTests: selecting.reruns)
        return try await Workspace.open(
            for: session, common: common, building: building, control: control
        ) { workspace in
            let config = try await workspace.testConfig()
            if let executor = config.executor, !executor.isEmpty {
                session.complain(
                    "warning: bld runs tests itself, and does not use `\(executor)` of "
                        + "`test.v2_test_executor`\n")
            }
            let report = await workspace.test(
                targets, selecting.selection(config),
                runner.settings(timeoutSeconds: config.timeoutSeconds))
            await workspace.services.localResources.release()
            if let path = selecting.sessionFile {
                try write("\(session.log.trace)\n", called: "test session", to: path, session)
            }
            if let path = selecting.xmlFile {
                let xml = await JUnitReport(report.outcome, workspace.services).text
                try write(xml, called: "test report", to: path, session)
            }
            try await workspace.write(report.build, as: building.report)
            if let path = building.report.streamPath {
                var stream = try await BuildReportStream(
                    building.report, at: path, .standard, workspace)
                try await stream.finish(report.build)
            }
            return .exit(await report.finish(session, workspace.services))
        }
    }

    private func write(
        _ text: String, called name: String, to path: String, _ session: Session
    ) throws {
        let file = session.absolute(path)
        guard FileText.write(text, to: file) else {
            throw Diagnostic.error("Cannot write the \(name) to `\(file)`")
        }
    }

    /// The targets, and what follows `--` on the command line.
    private func split(_ line: [String]) -> (targets: [String], arguments: [String]) {
        guard let end = line.firstIndex(of: "--") else { return (words, []) }
        let arguments = line[(end + 1)...]
        return (words.dropLast(arguments.count), Array(arguments))
    }

    private func runner(_ arguments: [String]) throws -> TestRunnerArguments {
        do {
            return try TestRunnerArguments.parse(arguments)
        } catch {
            throw Diagnostic.error(
                "Error parsing test runner arguments: \(TestRunnerArguments.message(for: error))",
                help: ["`bld help test` says what can stand after `--`"])
        }
    }
}
