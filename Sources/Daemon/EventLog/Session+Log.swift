import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics
import Glibc

extension Session {
    /// Gives the command's log its place, and begins it.
    ///
    /// - Parameters:
    ///   - root: The project's.
    ///   - layout: Where its outputs lie.
    ///   - options: What is told of the command, and where.
    ///   - preemptible: When the command gives way to others.
    /// - Throws: A diagnostic if a file has no name that tells what is to be written to it.
    func openLog(
        root: AbsolutePath, layout: ArtifactLayout, _ options: ReportingOptions,
        preemptible: Preemptible? = nil
    ) throws {
        let file = try (options.eventLog ?? options.userEventLog).map { path in
            (path: absolute(path), encoding: try EventLogFile.Encoding(path: path))
        }
        let reports = CommandReports(
            record: options.recordFile.map(absolute), report: options.reportFile.map(absolute),
            metadata: options.metadata(of: request),
            clientMetadata: options.clientMetadata(of: request),
            agentContext: options.agentEntries(request.environment),
            configFlags: arguments.representativeFlags, preemptible: preemptible,
            isolation: layout.isolation,
            root: root.description)
        let isFirst = log.place(
            CommandLog.Destination(
                folder: EventLogFolder(root: root, layout: layout), retention: projects.logs,
                file: file,
                arguments: arguments.texts, reports: reports))
        guard isFirst else { return }
        if let path = options.buildIDFile {
            FileText.write("\(log.trace)\n", to: absolute(path))
        }
        let span = recorder.begin(.command(log.command(metadata: reports.metadata)))
        recorder.nest(under: span)
        log.note(span: span)
        recorder.note(
            .systemInfo(
                memoryBytes: SystemFacts.memoryBytes,
                diskBytes: SystemFacts.diskBytes(root.description), cores: Project.processors))
    }

    /// Answers the client, and writes what is to be kept of the command: before the answer where
    /// the command line names a file, after it otherwise.
    ///
    /// - Parameters:
    ///   - code: What the command ends with.
    ///   - becomesProgram: Whether the client becomes a program instead.
    ///   - answer: Sends the last reply.
    func conclude(
        _ code: CommandExitCode, becomesProgram: Bool = false, answer: () -> Void
    ) {
        guard log.isAwaited else {
            projects.closingLogs.begin()
            answer()
            seal(code)
            projects.closingLogs.end()
            return
        }
        seal(code)
        log.writeReports(code, becomesProgram: becomesProgram)
        answer()
    }

    /// Writes the end of the log.
    private func seal(_ code: CommandExitCode) {
        recorder.nest(under: log.span)
        log.doClosing()
        if let span = log.span {
            recorder.nest(under: nil)
            recorder.end(
                span,
                .command(
                    log.command(metadata: [:]), succeeded: code == .success,
                    patterns: log.patterns))
        }
        recorder.drain()
        log.close()
    }

    /// A path of the command line, which is relative to where the client was started.
    func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(request.workingDirectory)/\(path)"
    }
}
