import ActionGraph
import Analysis
import BuildModel
import Diagnostics
import GraphQueries
import Incremental
import Loading
import Starlark
import TargetConfiguration

/// The methods of `bxl.Context` that analyse and build.
enum AnalysisMethods {
    static let all = [analysis, build]

    private static let analysis = NativeFunction(
        "analysis", "labels, *, skip_incompatible = True"
    ) { arguments, evaluation in
        let session = try arguments.session()
        let argument = try TargetArgument(arguments, 0)
        guard argument.isConfigured else {
            throw arguments.mismatch(0, "configured targets: nodes, labels or sets of nodes")
        }
        let skips = try arguments.bool(1)
        let (results, incompatible) = try session.inquire { inquiry in
            let labels = try await inquiry.configuredLabels(of: argument, .none)
            return try await inquiry.ask { context in
                try await context.analysisResults(of: labels, skipsIncompatible: skips)
            }
        }
        session.saySkipped(incompatible)
        guard argument.isSeveral else {
            return results.first.map { evaluation.object(AnalysisResultObject($0.0, $0.1)) }
                ?? .none
        }
        var entries: [(Value, Value)] = []
        for (label, providers) in results {
            let key = evaluation.configuredProvidersLabel(label)
            entries.append((key, evaluation.object(AnalysisResultObject(label, providers))))
        }
        return try evaluation.dict(entries)
    }

    private static let build = NativeFunction(
        "build", "labels, target_platform = None, *, materializations = \"default\""
    ) { arguments, evaluation in
        let session = try arguments.session()
        let argument = try TargetArgument(arguments, 0)
        let configuration = try arguments.configuration(platform: 1, session)
        let isPlaced: Bool
        switch try arguments.string(2).lowercased() {
        case "default", "materialize": isPlaced = true
        case "skip": isPlaced = false
        case let other:
            throw Failure(
                "Unknown materialization setting `\(other)`",
                help: ["The settings are `default`, `materialize` and `skip`"])
        }
        let (results, incompatible) = try session.inquire { inquiry in
            let labels = try await inquiry.configuredLabels(of: argument, configuration)
            return try await inquiry.ask { context in
                try await context.buildResults(of: labels, isPlaced: isPlaced)
            }
        }
        session.saySkipped(incompatible)
        var entries: [(Value, Value)] = []
        for result in results {
            let key = evaluation.configuredProvidersLabel(result.label)
            entries.append(
                (key, evaluation.object(BuildResultObject(result.artifacts, result.failures))))
        }
        return try evaluation.dict(entries)
    }
}

/// What came of building a target for a script.
struct ScriptBuildResult: Sendable {
    let label: ConfiguredProvidersLabel
    /// Of what `DefaultInfo` names, what is there.
    var artifacts: [Artifact] = []
    /// What went wrong with the others.
    var failures: [String] = []
}

extension Context {
    /// The providers of targets and sub-targets.
    ///
    /// - Parameters:
    ///   - labels: What is analysed, concurrently.
    ///   - skipsIncompatible: Whether those are left out which their configurations rule out.
    /// - Returns: The providers by label, and what was left out.
    /// - Throws: The first error.
    borrowing func analysisResults(
        of labels: [ConfiguredProvidersLabel], skipsIncompatible: Bool = true
    ) async throws -> ([(ConfiguredProvidersLabel, ProviderCollection)], [Incompatibility]) {
        var compatible: [ConfiguredProvidersLabel] = []
        var incompatible: [Incompatibility] = []
        for label in labels {
            switch try await requestedTarget(label.target) {
            case .incompatible(let reason) where skipsIncompatible: incompatible.append(reason)
            case .incompatible(let reason): throw reason.diagnostic
            case .compatible: compatible.append(label)
            }
        }
        let analyses = await analyses(of: compatible.map(\.target))
        var results: [(ConfiguredProvidersLabel, ProviderCollection)] = []
        for (label, analysis) in zip(compatible, analyses) {
            results.append((label, try analysis.get().scriptProviders(of: label)))
        }
        return (results, incompatible)
    }

    /// Builds what the `DefaultInfo` of targets and sub-targets names.
    ///
    /// - Parameters:
    ///   - labels: What is built, concurrently.
    ///   - isPlaced: Whether outputs lie in their places afterwards.
    /// - Returns: What came of each, and which their configurations rule out.
    /// - Throws: If the evaluation was cancelled or superseded.
    borrowing func buildResults(
        of labels: [ConfiguredProvidersLabel], isPlaced: Bool
    ) async throws -> ([ScriptBuildResult], [Incompatibility]) {
        var results: [ScriptBuildResult] = []
        var incompatible: [Incompatibility] = []
        var wanted: [(result: Int, artifact: Artifact)] = []
        for label in labels {
            do {
                if case .incompatible(let reason) = try await requestedTarget(label.target) {
                    incompatible.append(reason)
                    continue
                }
                let providers = try await analysis(of: label.target).scriptProviders(of: label)
                wanted += providers.outputsToBuild.inputs.map { (results.count, $0) }
                results.append(ScriptBuildResult(label: label))
            } catch let error where !error.endsEvaluation {
                results.append(ScriptBuildResult(label: label, failures: ["\(error)"]))
            }
        }
        for (item, outcome) in zip(
            wanted, await make(wanted.map(\.artifact), isPlaced: isPlaced))
        {
            switch outcome {
            case .success: results[item.result].artifacts.append(item.artifact)
            case .failure(let error) where error.endsEvaluation: throw error
            case .failure(let error): results[item.result].failures.append("\(error)")
            }
        }
        return (results, incompatible)
    }
}

extension Error {
    /// Whether it says nothing of what was asked, but that nobody wants to know any more.
    var endsEvaluation: Bool { self is CancellationError || self is SupersededError }
}

extension AnalysisResult {
    /// The providers of a target or sub-target.
    ///
    /// - Throws: A diagnostic if there is no such sub-target.
    func scriptProviders(
        of label: ConfiguredProvidersLabel
    ) throws(Diagnostic) -> ProviderCollection {
        do {
            return try providers(of: label.providers)
        } catch {
            let name = label.providers.subTargets.map { "[\($0)]" }.joined()
            throw .error(
                "requested sub target named `\(label.providers.subTargets.last ?? "")` of target "
                    + "`\(label.target)\(name)` is not available. Available subtargets are: "
                    + "`\(providers.subTargetNames)`")
        }
    }
}

/// `bxl.AnalysisResult`: a target that is analysed.
final class AnalysisResultObject: NativeObject {
    private let label: ConfiguredProvidersLabel
    private let collection: ProviderCollection

    init(_ label: ConfiguredProvidersLabel, _ collection: ProviderCollection) {
        self.label = label
        self.collection = collection
    }

    override var typeName: String { "bxl.AnalysisResult" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("providers", "") { arguments, evaluation in
            let object = try arguments.receiver(as: AnalysisResultObject.self)
            return evaluation.providers(object.collection)
        },
        NativeFunction("as_dependency", "") { arguments, evaluation in
            let object = try arguments.receiver(as: AnalysisResultObject.self)
            return evaluation.dependency(object.label, object.collection)
        },
    ])

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("AnalysisResult(\(label))")
    }
}

/// `bxl.BuildResult`: what came of building a target.
final class BuildResultObject: NativeObject {
    let artifacts: [Artifact]
    private let failures: [String]

    init(_ artifacts: [Artifact], _ failures: [String]) {
        self.artifacts = artifacts
        self.failures = failures
    }

    override var typeName: String { "bxl.BuildResult" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("artifacts", "") { arguments, evaluation in
            let object = try arguments.receiver(as: BuildResultObject.self)
            var values: [Value] = []
            for artifact in object.artifacts { values.append(evaluation.artifact(artifact)) }
            return evaluation.list(values)
        },
        NativeFunction("failures", "") { arguments, evaluation in
            let object = try arguments.receiver(as: BuildResultObject.self)
            return evaluation.list(objects: object.failures.map(ScriptErrorObject.init))
        },
    ])
}
