import BuildEvents
import BuildModel
import Loading
import Testing

@testable import ActionGraph

/// The chain of work that determines how long a build takes, of work that is made up.
@Suite struct CriticalPathTests {
    private static let package = PackageLabel(
        cell: CellName(unchecked: "root"), path: RelativePath(unchecked: ""))

    private func target(_ name: String) -> ConfiguredTargetLabel {
        ConfiguredTargetLabel(
            target: TargetLabel(package: CriticalPathTests.package, name: name),
            configuration: .unspecified)
    }

    private func analysis(_ name: String) -> WorkKey { .analysis(AnalysisOwner(target(name))) }

    private func action(_ name: String, _ index: Int = 0) -> ActionKey {
        ActionKey(owner: target(name), index: index)
    }

    private struct Timeline {
        let log = WorkLog(isEnabled: true)
        let origin = ContinuousClock.now
        private var now: ContinuousClock.Instant

        init() { now = origin }

        /// Takes in work that begins when all before it has ended.
        mutating func add(
            _ key: WorkKey, _ milliseconds: Int64, needs: [WorkKey] = [],
            _ detail: PerformedWork.Detail = .none
        ) {
            let duration = Duration.milliseconds(milliseconds)
            log.add(
                PerformedWork(key, start: now, duration: duration, needs: needs, detail: detail))
            now = now + duration
        }

        /// Takes in the analysis of a target of the package.
        mutating func analyse(
            _ label: ConfiguredTargetLabel, _ milliseconds: Int64, needs: [WorkKey] = []
        ) {
            add(
                .analysis(AnalysisOwner(label)), milliseconds,
                needs: [.configuring(label)] + needs, .rule("rule"))
        }

        /// Takes in an action.
        mutating func perform(
            _ key: ActionKey, _ milliseconds: Int64, needs: [ActionKey] = []
        ) {
            let logged = LoggedAction(
                owner: LoggedTarget(key.owner.label), key: "0", kind: .run, category: "run",
                identifier: "", rule: nil)
            add(
                .action(key), milliseconds,
                needs: [.analysis(key.owner)] + needs.map { .action($0) },
                .action(logged, ActionEnding(execution: .local)))
        }
    }

    /// What a chain consists of, in short.
    private func outline(_ path: CriticalPath?) -> [String] {
        (path?.chain ?? []).map { entry in
            switch entry.work {
            case .generic(let kind): kind
            case .listing: "listing"
            case .load: "load"
            case .analysis(let target, _, let part): "analysis \(target.name) \(part ?? 0)"
            case .anonymousAnalysis(let target, let part): "anonymous \(target.name) \(part ?? 0)"
            case .dynamicAnalysis(let target, let index): "dynamic \(target.name) \(index)"
            case .action(let action, _, _): "action \(action.owner.name)"
            case .materialization(let target, _): "materialization \(target.name)"
            case .testListing: "test listing"
            case .testRun: "test"
            case .waiting: "waiting"
            case .computation: "computation"
            }
        }
    }

    @Test func nothingHasNoChain() {
        #expect(WorkLog(isEnabled: true).criticalPath(from: .now) == nil)
        let log = WorkLog.none
        log.add(PerformedWork(analysis("a"), start: .now, duration: .zero, needs: []))
        #expect(log.work.isEmpty)
    }

    @Test func actionsAreKnownOfOnceTheTargetAskedForIsAnalysed() throws {
        var line = Timeline()
        line.add(.listing(CriticalPathTests.package), 1)
        line.add(
            .load(CriticalPathTests.package), 2, needs: [.listing(CriticalPathTests.package)])
        line.analyse(target("low"), 3)
        line.analyse(target("top"), 4, needs: [analysis("low")])
        line.perform(action("low"), 5)
        line.perform(action("top"), 6, needs: [action("low")])
        line.add(.placing(action("top")), 1, needs: [.action(action("top"))], .output("out"))
        line.log.add(requested: target("top"), makers: [action("top")])
        let path = line.log.criticalPath(from: line.origin)
        #expect(
            outline(path) == [
                "listing", "load", "configure_target", "analysis low 0", "analysis top 0",
                "action low", "action top", "materialization top",
            ])
        #expect(path?.targets.map(\.duration) == [.milliseconds(21)])
        let total = (path?.chain ?? []).reduce(Duration.zero) { $0 + $1.duration }
        #expect(total == .milliseconds(22))
    }

    @Test func theLongerOfTwoBranchesCounts() {
        var line = Timeline()
        line.analyse(target("top"), 1)
        line.perform(action("top", 0), 5)
        line.perform(action("top", 1), 7)
        line.perform(action("top", 2), 1, needs: [action("top", 0), action("top", 1)])
        let path = line.log.criticalPath(from: line.origin)
        #expect(path?.chain.map(\.duration).suffix(2) == [.milliseconds(7), .milliseconds(1)])
        #expect(path?.nodes == 5)
    }

    @Test func whatADynamicStepMakesWaitsForIt() {
        var line = Timeline()
        let step = AnalysisOwner(.target(target("top")), steps: [0])
        line.analyse(target("top"), 1)
        line.perform(action("top"), 9)
        line.add(
            .analysis(step), 2,
            needs: [.analysis(AnalysisOwner(target("top"))), .action(action("top"))],
            .rule("rule"))
        let made = ActionKey(owner: step, index: 0)
        line.perform(made, 3)
        let promise = ActionKey.promise(0, of: step)
        line.add(.action(promise), 0, needs: [.analysis(step), .action(made)])
        line.add(.placing(promise), 1, needs: [.action(promise)], .output("out"))
        #expect(
            outline(line.log.criticalPath(from: line.origin)) == [
                "configure_target", "analysis top 0", "action top", "dynamic top 0", "action top",
                "build_key", "materialization top",
            ])
    }

    @Test func anAnalysisThatWaitsHasTwoParts() {
        var line = Timeline()
        let (top, inner) = (AnalysisOwner(target("top")), AnalysisOwner(target("inner")))
        line.analyse(target("inner"), 5)
        line.add(.opening(top), 2, needs: [.configuring(target("top"))], .rule("rule"))
        line.add(
            .analysis(top), 3, needs: [.opening(top), .analysis(inner)], .rule("rule"))
        line.add(.analysis(inner), 0, needs: [.opening(top)], .discovery)
        #expect(
            outline(line.log.criticalPath(from: line.origin)) == [
                "configure_target", "analysis top 1", "analysis inner 0", "analysis top 2",
            ])
    }

    @Test func aCircleEnds() {
        var line = Timeline()
        line.analyse(target("a"), 1, needs: [analysis("b")])
        line.analyse(target("b"), 1, needs: [analysis("a")])
        #expect(outline(line.log.criticalPath(from: line.origin)).count > 1)
    }
}
