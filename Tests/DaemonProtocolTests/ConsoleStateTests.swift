import BuildEvents
import DaemonProtocol
import Testing

@Suite struct ConsoleStateTests {
    private let start = ContinuousClock.now
    private let compile = ActionDescription(
        id: 1, target: "root//a:b", category: "cxx_compile", identifier: "main.cpp")
    private let link = ActionDescription(
        id: 2, target: "root//a:b", category: "cxx_link", identifier: nil)

    @Test func aCommandThatRanLeavesALine() {
        var console = ConsoleState()
        #expect(console.consume(.actionStarted(compile), now: start).isEmpty)
        let lines = console.consume(
            .actionFinished(compile, .init(outcome: .ran, duration: .milliseconds(1230))),
            now: start)
        #expect(lines == ["1.23s  root//a:b (cxx_compile main.cpp)"])
    }

    @Test(arguments: [ActionOutcome.cached, .written, .upToDate])
    func whatDidNotRunLeavesNone(outcome: ActionOutcome) {
        var console = ConsoleState()
        let lines = console.consume(
            .actionFinished(link, .init(outcome: outcome, duration: .zero)), now: start)
        #expect(lines.isEmpty)
    }

    @Test func shownOutputFollowsItsAction() {
        var console = ConsoleState()
        let completion = ActionCompletion(
            outcome: .ran, duration: .seconds(61), output: "careful\n\n")
        #expect(
            console.consume(.actionFinished(link, completion), now: start) == [
                "1m01s  root//a:b (cxx_link)", "stderr of root//a:b (cxx_link):", "careful",
            ])
    }

    @Test func whatCommandsPrintIsShownUpToALimit() {
        var console = ConsoleState(outputLimit: 10)
        func lines(_ text: String) -> [String] {
            let completion = ActionCompletion(outcome: .cached, duration: .zero, output: text)
            return console.consume(.actionFinished(link, completion), now: start)
        }
        let title = "stderr of root//a:b (cxx_link):"
        #expect(lines("12345678") == [title, "12345678"])
        #expect(lines("1äbc") == [title, "1\n(output limit exceeded)"])
        #expect(lines("more").isEmpty)
        let report = TestReport(
            title: "root//a:t - case", status: .fail, duration: .zero, isKnown: false,
            details: "why")
        #expect(console.consume(.testFinished(report), now: start).count == 1)
    }

    @Test func theStatusNamesTheOldestAndCountsTheRest() {
        var console = ConsoleState()
        _ = console.consume(.actionStarted(compile), now: start)
        _ = console.consume(.actionStarted(link), now: start + .seconds(1))
        let line = console.statusLine(now: start + .seconds(12), columns: 80)
        #expect(line == "root//a:b (cxx_compile main.cpp) 12.0s and 1 more")
        #expect(console.statusLine(now: start, columns: 10) == "root//a:b")
    }

    @Test func theSummaryAlwaysNamesTheSameCounts() {
        let summary = BuildSummary(
            succeeded: true, counts: [.ran: 3, .upToDate: 12], duration: .milliseconds(840))
        #expect(
            ConsoleState.summaryLine(summary)
                == "BUILD SUCCEEDED: 3 run, 0 cached, 0 written, 12 up to date (0.84s)")
        let failed = BuildSummary(succeeded: false, counts: [.failed: 1], duration: .zero)
        #expect(
            ConsoleState.summaryLine(failed)
                == "BUILD FAILED: 0 run, 0 cached, 0 written, 0 up to date, 1 failed (0.00s)")
    }
}
