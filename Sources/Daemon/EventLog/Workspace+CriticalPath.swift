import ActionGraph
import BuildEvents

extension Workspace {
    /// Tells the log which chain of actions determined how long the build took; nothing if none was
    /// performed.
    func logCriticalPath() {
        guard session.recorder.isEnabled, let metadata = session.log.reports?.metadata else {
            return
        }
        let searching = ContinuousClock.now
        guard let path = services.reporter.criticalPath(from: session.log.began) else { return }
        var entries = [
            BuildGraphReport.Entry(
                work: .generic("other-command-start-overhead"), start: .zero,
                duration: started - session.log.began, userDuration: .zero)
        ]
        var end = started - session.log.began
        for entry in path.chain {
            if entry.start > end {
                entries.append(
                    BuildGraphReport.Entry(
                        work: .waiting, start: end, duration: entry.start - end,
                        userDuration: .zero))
            }
            entries.append(entry)
            end = entry.start + entry.duration
        }
        entries.append(
            BuildGraphReport.Entry(
                work: .computation, start: searching - session.log.began,
                duration: ContinuousClock.now - searching, userDuration: .zero))
        let targets = path.targets.sorted { $0.value < $1.value }
        session.recorder.note(
            .buildGraph(
                BuildGraphReport(
                    nodes: path.actions, edges: path.edges, criticalPath: entries,
                    targets: targets.map { (target: $0.key, duration: $0.value) },
                    metadata: metadata)))
    }
}
