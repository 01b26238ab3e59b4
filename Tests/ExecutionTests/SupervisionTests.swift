import Testing

@testable import Execution

struct SupervisionTests {
    private let start = ContinuousClock.now

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant {
        start + .milliseconds(milliseconds)
    }

    @Test func runsForeverWithoutATimeout() {
        var supervision = Supervision(deadline: nil, grace: .milliseconds(10))
        #expect(supervision.next(at: at(1_000_000)) == .wait(until: nil))
        #expect(supervision.stopped == nil)
    }

    @Test func timeoutAsksThenKills() {
        var supervision = Supervision(deadline: at(100), grace: .milliseconds(10))
        #expect(supervision.next(at: at(0)) == .wait(until: at(100)))
        #expect(supervision.next(at: at(99)) == .wait(until: at(100)))
        #expect(supervision.next(at: at(100)) == .terminate)
        #expect(supervision.stopped == .timedOut)
        #expect(supervision.next(at: at(101)) == .wait(until: at(110)))
        #expect(supervision.next(at: at(110)) == .kill)
        #expect(supervision.next(at: at(111)) == .wait(until: nil))
    }

    @Test func theFirstReasonToStopStays() {
        var supervision = Supervision(deadline: at(100), grace: .milliseconds(10))
        supervision.cancel(at: at(50))
        supervision.cancel(at: at(55))
        #expect(supervision.next(at: at(56)) == .terminate)
        #expect(supervision.next(at: at(200)) == .kill)
        #expect(supervision.stopped == .cancelled)
    }
}
