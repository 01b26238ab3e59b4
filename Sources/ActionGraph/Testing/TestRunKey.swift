import Analysis
import BuildModel
import ByteCoding
import Diagnostics
import Execution
public import Incremental
import Loading
import Storage

/// What of a test one process is started for.
enum TestPart: Sendable, Hashable {
    /// All of it.
    case whole
    /// To say which cases there are.
    case listing
    /// One case, by the argument that selects it.
    case single(filter: String)
}

/// Runs one process of a test, or finds that it was run before on the same inputs.
///
/// What did not go well is not known of the next command: a test that failed is run again.
struct TestRunKey: Key {
    let label: ConfiguredProvidersLabel
    let part: TestPart
    let settings: TestSettings
    /// Which of several runs of the same thing it is, from 1; 0 if there is one.
    let attempt: Int

    var description: String {
        switch part {
        case .whole: "test(\(label))"
        case .listing: "test-listing(\(label))"
        case .single(let filter): "test(\(label) \(filter))"
        }
    }

    func compute(in context: borrowing Context) async throws -> TestExecution {
        let services = context.resources[ActionServicesResource.self]
        guard let spec = try await context.testPlan(of: label).spec else {
            throw Diagnostic.error("`\(label)` is no test any more")
        }
        _ = try await context.request(TestRerunKey())
        _ = try await context.request(CommandVariablesKey())
        let line = part == .listing ? spec.listing ?? .empty : spec.command
        var artifacts = CommandLineArtifacts()
        line.visit(&artifacts)
        for variable in spec.environment { variable.value.visit(&artifacts) }
        let values = try await context.values(of: artifacts.inputs)
        let cells = try await context.cells()
        let inputs = Array(zip(artifacts.inputs, values))
        let performance = TestPerformance(
            key: self, spec: spec,
            line: line,
            folder: spec.runsInProject
                ? .base : cells.folder(of: label.providers.target.package.cell),
            inputs: inputs, services: services,
            layout: services.layout.knowing(inputs))
        do {
            let words = try performance.words()
            let declared = artifacts.programs.map(Programs.identity)
            let found = try await context.all(
                Programs.candidates(
                    in: words, declared: artifacts.programs, projectRoot: services.projectRoot))
            let resources = try await context.setups(of: spec, for: part)
            let (execution, isKept) = try await performance.perform(
                words, programs: declared + found.compactMap { $0 }, resources: resources)
            if !isKept { context.markTransient() }
            return execution
        } catch {
            // What the machine could not do now, it may be able to do for the next command.
            context.markTransient()
            throw error
        }
    }

    /// Whether an earlier run of the same command on the same inputs stands for this one.
    var usesResults: Bool { settings.usesResults && attempt == 0 }

    /// Never evicted: it is little, and to bring it back is to run the test.
    static func sizeBytes(of output: TestExecution) -> Int { 0 }
}

extension CellResolver {
    /// The folder of a cell in the project; that of the project for cells which lie elsewhere.
    fileprivate func folder(of cell: CellName) -> ProjectPath {
        cells.first { $0.name == cell }?.root.projectPath ?? .base
    }
}

/// Since when no result of a test is known: an input, set by commands that run all tests again.
struct TestRerunKey: Key {
    var description: String { "test-rerun" }

    func compute(in context: borrowing Context) async throws -> UInt64 { 0 }
}

extension Transaction {
    /// Lets no result of a test be known any more.
    ///
    /// - Parameter moment: A number that no call before has had.
    public mutating func forgetTestResults(at moment: UInt64) {
        set(TestRerunKey(), moment)
    }
}
