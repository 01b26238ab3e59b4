import ActionGraph
import BuildEvents
import Loading

extension Workspace {
    /// Tells the log which chain of work determined how long the command took; nothing if nothing
    /// was done.
    ///
    /// The chain is looked for when the client has its answer.
    ///
    /// - Parameter began: When the work that is looked at began.
    func logCriticalPath(since began: ContinuousClock.Instant) {
        guard session.recorder.isEnabled, let metadata = session.log.reports?.metadata else {
            return
        }
        session.log.whenOver { self.noteCriticalPath(since: began, metadata) }
    }

    private func noteCriticalPath(
        since began: ContinuousClock.Instant, _ metadata: [String: String]
    ) {
        let origin = session.log.began
        let searching = ContinuousClock.now
        guard let path = services.reporter.work.criticalPath(from: origin) else { return }
        var entries: [BuildGraphReport.Entry] = []
        var end = Duration.zero
        func add(_ entry: BuildGraphReport.Entry) {
            if entry.start - end >= .milliseconds(1) {
                entries.append(
                    BuildGraphReport.Entry(
                        work: .waiting, start: end, duration: entry.start - end,
                        userDuration: .zero))
            }
            entries.append(entry)
            end = entry.start + entry.duration
        }
        func add(_ kind: String, until instant: ContinuousClock.Instant) {
            add(
                BuildGraphReport.Entry(
                    work: .generic(kind), start: end, duration: instant - origin - end,
                    userDuration: .zero))
        }
        let watching = services.reporter.work.watching ?? (start: started, end: started)
        add("buckd_command_init", until: watching.start)
        add("file-watcher-wait", until: watching.end)
        add("other-command-start-overhead", until: began)
        path.chain.forEach(add)
        add(
            BuildGraphReport.Entry(
                work: .computation, start: searching - origin,
                duration: ContinuousClock.now - searching, userDuration: .zero))
        session.recorder.note(
            .buildGraph(
                BuildGraphReport(
                    nodes: path.nodes, edges: path.edges, criticalPath: entries,
                    targets: path.targets, metadata: metadata)))
    }
}
