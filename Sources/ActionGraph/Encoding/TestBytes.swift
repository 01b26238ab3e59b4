import BuildEvents
import BuildModel
import ByteCoding
import Incremental
import Loading
import TargetConfiguration

// The bytes of what tests are run with, and of how they went.

extension ByteWriter {
    mutating func write(_ settings: TestSettings) {
        write(settings.arguments) { $0.write($1) }
        write(settings.environment.sorted { $0.key < $1.key }) {
            $0.write($1.key)
            $0.write($1.value)
        }
        write(settings.timeoutSeconds)
        write(settings.stressRuns)
        write(settings.usesResults)
    }

    mutating func write(_ selection: TestSelection) {
        write(selection.filter.included) { $0.write($1) }
        write(selection.filter.excluded) { $0.write($1) }
        write(selection.filter.alwaysExcludes)
        write(selection.buildsFiltered)
        write(selection.followsTests)
        write(selection.buildsOutputs)
        write(selection.buildsPrograms)
    }

    mutating func write(_ streams: TestStreams) {
        write(streams.output)
        write(streams.errors)
    }

    mutating func write(_ duration: Duration) {
        write(duration.components.seconds)
        write(duration.components.attoseconds)
    }

    mutating func write(_ target: TestedTarget) {
        write(target.label)
        write(target.rule)
        write(target.isTest)
        write(target.isFiltered)
        write(target.isBuilt)
        write(target.outputs) { $0.write($1) }
        write(target.results) { writer, result in
            writer.write(result.name)
            writer.write(result.status.name)
            writer.write(result.duration)
            writer.write(optional: result.message) { $0.write($1) }
            writer.write(optional: result.details) { $0.write($1) }
            writer.write(result.streams)
        }
        write(target.related) { $0.write($1) }
    }
}

extension ByteReader {
    mutating func testSettings() throws(DamagedBytes) -> TestSettings {
        let arguments = try strings()
        let environment = try list { reader throws(DamagedBytes) in
            (try reader.string(), try reader.string())
        }
        return TestSettings(
            arguments: arguments, environment: Dictionary(environment) { $1 },
            timeoutSeconds: try integer(), stressRuns: try integer(), usesResults: try bool())
    }

    mutating func testSelection() throws(DamagedBytes) -> TestSelection {
        TestSelection(
            filter: TestLabelFilter(
                included: try strings(), excluded: try strings(), alwaysExcludes: try bool()),
            buildsFiltered: try bool(), followsTests: try bool(), buildsOutputs: try bool(),
            buildsPrograms: try bool())
    }

    mutating func testStreams() throws(DamagedBytes) -> TestStreams {
        TestStreams(output: try digest(), errors: try digest())
    }

    mutating func duration() throws(DamagedBytes) -> Duration {
        Duration(secondsComponent: try signed(), attosecondsComponent: try signed())
    }

    mutating func testedTarget() throws(DamagedBytes) -> TestedTarget {
        let label = try configuredProvidersLabel()
        let rule = try string()
        let isTest = try bool()
        let isFiltered = try bool()
        let isBuilt = try bool()
        let outputs = try list { reader throws(DamagedBytes) in try reader.path(ProjectPath.self) }
        let results = try list { reader throws(DamagedBytes) in
            try reader.testResult(of: label)
        }
        return TestedTarget(
            label: label, rule: rule, isTest: isTest, isFiltered: isFiltered, isBuilt: isBuilt,
            outputs: outputs, results: results,
            related: try list { reader throws(DamagedBytes) in try reader.providersLabel() })
    }

    private mutating func testResult(
        of label: ConfiguredProvidersLabel
    ) throws(DamagedBytes) -> TestResult {
        let name = try string()
        guard let status = TestStatus(name: try string()) else { throw DamagedBytes() }
        return TestResult(
            label: label, name: name, status: status, duration: try duration(),
            message: try optional { reader throws(DamagedBytes) in try reader.string() },
            details: try optional { reader throws(DamagedBytes) in try reader.string() },
            streams: try testStreams())
    }

    private mutating func strings() throws(DamagedBytes) -> [String] {
        try list { reader throws(DamagedBytes) in try reader.string() }
    }
}
