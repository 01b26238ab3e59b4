import BuildEvents
import BuildModel
import Loading

/// How long an evaluation took, without the time in which it waited for anonymous targets.
struct AnalysisTiming {
    private let start = ContinuousClock.now
    private var opening: Duration?
    private var wait = Duration.zero
    private var paused: ContinuousClock.Instant?
    private var resumed: ContinuousClock.Instant?
    /// The anonymous targets it waited for.
    var anonymous: [AnalysisOwner] = []

    /// It waits from now on.
    mutating func pause() {
        let now = ContinuousClock.now
        if opening == nil { opening = now - start }
        paused = now
    }

    /// It goes on.
    mutating func goOn() {
        let now = ContinuousClock.now
        if let paused { wait += now - paused }
        resumed = resumed ?? now
    }

    /// Tells of an evaluation that is over: in two parts if it has waited.
    func tell(
        of owner: AnalysisOwner, rule: String, needs: @autoclosure () -> [WorkKey],
        to log: WorkLog
    ) {
        guard log.isEnabled else { return }
        let duration = ContinuousClock.now - start - wait
        guard let opening, let resumed else {
            log.add(
                PerformedWork(
                    .analysis(owner), start: start, duration: duration, needs: needs(),
                    detail: .rule(rule)))
            return
        }
        log.add(
            PerformedWork(
                .opening(owner), start: start, duration: opening, needs: needs(),
                detail: .rule(rule)))
        log.add(
            PerformedWork(
                .analysis(owner), start: resumed, duration: duration - opening,
                needs: [.opening(owner)] + anonymous.map { .analysis($0) }, detail: .rule(rule)))
        // Nobody knew of them before.
        for target in anonymous {
            log.add(
                PerformedWork(
                    .analysis(target), start: resumed, duration: .zero, needs: [.opening(owner)],
                    detail: .discovery))
        }
    }
}

extension AnalysisOwner {
    /// The evaluation of an anonymous target's rule.
    init(anonymous target: AnonymousTarget) { self.init(.anonymous(target)) }
}
