import BuildModel
import Diagnostics
import Incremental
import Loading
import Starlark

/// What an evaluation has declared so far, be it of a rule or of a dynamic step: its host.
///
/// Used by the one thread that runs the rule. When the rule has returned, ``finish()`` checks it
/// and makes the action specs.
final class AnalysisScope: ConfigurationReader {
    let owner: AnalysisOwner
    let cells: CellResolver
    /// The platform of what is run for the target, which anonymous targets inherit.
    ///
    /// A rule has it from the start, a script chooses it when it wants to declare actions.
    var execution: ConfigurationLabel
    /// The name of the rule.
    let rule: String
    /// Where outputs lie of which the rule does not say it.
    let pathDefaults: OutputPathDefaults
    /// What the rule reads of the configuration.
    private let questions: any ConfigurationReader
    /// The script whose function runs, if it is one; known to the layer that runs scripts.
    weak var script: AnyObject?
    private(set) var actions: [PendingAction] = []
    private(set) var outputs: [DeclaredOutput] = []
    private var outputsByPath: [RelativePath: DeclaredOutput] = [:]
    /// Folders above an output, with that output.
    private var folders: [RelativePath: DeclaredOutput] = [:]
    private var tagCount = 0
    private var sets: [TransitiveSetObject] = []
    private var setCount = 0
    /// What is left to run once files are built.
    private(set) var steps: [DynamicDraft] = []
    /// The error handlers of actions, by the actions' places.
    private(set) var errorHandlers: [(action: Int, draft: ErrorHandlerDraft)] = []
    /// The context of the rule, which dynamic steps inherit.
    var context = Value.none
    /// The outputs that were handed to this step, to be made by it.
    private var handed: [DeclaredOutput] = []
    /// The anonymous targets asked for that are not analysed yet.
    private var requests: [AnonymousRequest] = []
    /// The artifacts that anonymous targets promise.
    private var promises: [PromisedArtifact] = []

    init(
        owner: AnalysisOwner, cells: CellResolver, execution: ConfigurationLabel, rule: String,
        pathDefaults: OutputPathDefaults, questions: any ConfigurationReader
    ) {
        self.pathDefaults = pathDefaults
        self.questions = questions
        self.owner = owner
        self.cells = cells
        self.execution = execution
        self.rule = rule
    }

    /// An action as its rule registered it.
    struct PendingAction {
        let category: String
        let identifier: String?
        let outputs: [DeclaredOutput]
        let span: SourceSpan?
        /// Makes the work; called when the rule has returned.
        let resolve: () throws -> ActionKind
        /// Adds what the work is; answers whether that can be said.
        let combine: (inout Fingerprinter) throws -> Bool
    }

    func configurationValue(_ section: String, _ key: String, ofRoot: Bool) throws -> String? {
        try questions.configurationValue(section, key, ofRoot: ofRoot)
    }

    func hostMachine() throws -> HostMachine { try questions.hostMachine() }

    /// The folder of a cell, if it has one in the project.
    func cellRoot(_ cell: CellName) -> ProjectPath? {
        cells.projectPath(of: CellPath(cell: cell, path: .base))
    }

    func makeTag() -> ArtifactTag {
        tagCount += 1
        return ArtifactTag(owner: owner, index: tagCount - 1)
    }

    /// The identity of the next transitive set.
    var nextSet: CommandLineSet.Identity {
        CommandLineSet.Identity(owner: owner, index: setCount)
    }

    /// Notes the set that has the next identity; its args projections have those that follow.
    func register(_ set: TransitiveSetObject) {
        sets.append(set)
        setCount += set.shape.argumentProjections.count
    }

    /// The args projections of all sets, by the index of their identity.
    ///
    /// Called when the rule has returned.
    func argumentSets() throws -> [CommandLineSet] {
        try sets.flatMap { try $0.allArgumentSets() }
    }

    /// Declares an output.
    ///
    /// - Throws: When the path is taken, lies in another output, or is a folder above one.
    func declareOutput(
        _ path: RelativePath, shortPath: RelativePath? = nil, isDirectory: Bool,
        hasContentBasedPath: Bool, at span: SourceSpan?
    ) throws -> DeclaredOutput {
        let output = DeclaredOutput(
            owner: owner, path: owner.folder.appending(path), shortPath: shortPath ?? path,
            isDirectory: isDirectory, hasContentBasedPath: hasContentBasedPath, span: span)
        try claim(path, for: output)
        outputs.append(output)
        return output
    }

    /// Checks that a command which is to be the same in all configurations names nothing that is
    /// not.
    ///
    /// What runs on the machine that builds is the same whatever it builds for.
    func checkDedupe(_ outputs: [DeclaredOutput], _ inputs: [Artifact]) throws(Failure) {
        let mark = "Action is marked with `expect_eligible_for_dedupe`"
        if let output = outputs.first(where: { !$0.hasContentBasedPath }) {
            throw Failure("\(mark) but output `\(output.path)` is not content-based")
        }
        let other = inputs.first { input in
            guard let build = input.buildArtifact, !build.hasContentBasedPath,
                case .target(let label) = build.key.owner.base
            else { return false }
            return label.configuration != execution
        }
        guard let other else { return }
        throw Failure("\(mark) but input `\(other.shortPath)` is not eligible for dedupe")
    }

    /// An output of the evaluation that left this step, for the step to make.
    func takeOver(_ artifact: BuildArtifact) -> DeclaredOutput {
        let output = DeclaredOutput(
            owner: owner, path: artifact.path, shortPath: artifact.shortPath,
            isDirectory: artifact.isDirectory,
            hasContentBasedPath: artifact.hasContentBasedPath, span: nil)
        outputs.append(output)
        handed.append(output)
        return output
    }

    /// Who makes the outputs that were handed to this step.
    ///
    /// Called when the function has returned.
    func keptPromises() throws -> [ActionKey] { try handed.map { try $0.resolve().key } }

    private func claim(_ path: RelativePath, for output: DeclaredOutput) throws {
        guard !path.isBase else { throw Failure("An output needs a path that is not empty") }
        if let other = outputsByPath[path] {
            throw conflict("Output `\(path)` is declared twice", with: other)
        }
        if let other = folders[path] {
            throw conflict("Output `\(path)` would contain output `\(other.path)`", with: other)
        }
        var above: [RelativePath] = []
        var folder = path.parent
        while let current = folder, !current.isBase {
            if let other = outputsByPath[current] {
                throw conflict("Output `\(path)` would lie in output `\(current)`", with: other)
            }
            above.append(current)
            folder = current.parent
        }
        for folder in above { folders[folder] = output }
        outputsByPath[path] = output
    }

    private func conflict(_ message: String, with other: DeclaredOutput) -> Failure {
        Failure(message, notes: [.init("`\(other.path)` is declared here", at: other.span)])
    }

    /// Registers an action and binds its outputs to it.
    ///
    /// - Throws: When another action makes one of the outputs.
    func register(
        category: String, identifier: String?, outputs: [DeclaredOutput], at span: SourceSpan?,
        combine: @escaping (inout Fingerprinter) throws -> Bool,
        resolve: @escaping () throws -> ActionKind
    ) throws {
        for output in outputs { try checkUnbound(output, for: "`\(category)`") }
        let key = ActionKey(owner: owner, index: actions.count)
        for output in outputs { output.bind(to: key) }
        actions.append(
            PendingAction(
                category: category, identifier: identifier, outputs: outputs, span: span,
                resolve: resolve, combine: combine))
    }

    /// Checks that an output of this evaluation has nobody yet who makes it.
    private func checkUnbound(_ output: DeclaredOutput, for maker: String) throws {
        guard output.owner == owner else {
            throw Failure("Output `\(output.path)` belongs to `\(output.owner)`")
        }
        guard let other = output.action else { return }
        let (name, span) =
            other.promisedOutput == nil
            ? ("`\(actions[other.index].category)`", actions[other.index].span)
            : ("a dynamic output", steps[other.owner.steps.last ?? 0].span)
        throw Failure(
            "Output `\(output.path)` is made by two actions: \(name) and \(maker)",
            notes: [.init("\(name) is registered here", at: span)])
    }

    /// Leaves a step that makes outputs once files are built.
    ///
    /// - Returns: Who will make them.
    /// - Throws: When an action or another step makes one of the outputs.
    func register(_ step: DynamicDraft) throws -> AnalysisOwner {
        let stepOwner = owner.step(steps.count)
        for output in step.outputs { try checkUnbound(output, for: "a dynamic output") }
        for (place, output) in step.outputs.enumerated() {
            try checkUnbound(output, for: "the same dynamic output")
            output.bind(to: .promise(place, of: stepOwner))
        }
        steps.append(step)
        return stepOwner
    }

    /// Notes the error handler of the action that is registered next.
    func registerForNextAction(_ handler: ErrorHandlerDraft) {
        errorHandlers.append((actions.count, handler))
    }

    /// Asks for an anonymous target.
    func register(_ request: AnonymousRequest) { requests.append(request) }

    /// Notes an artifact that is known once an anonymous target is analysed.
    func register(_ promise: PromisedArtifact) { promises.append(promise) }

    /// The anonymous targets that were asked for since the last time.
    func takeRequests() -> [AnonymousRequest] {
        defer { requests = [] }
        return requests
    }

    /// The actions as the action graph sees them.
    ///
    /// - Throws: When an output has no action, or two actions cannot be told apart.
    func finish() throws -> [ActionSpec] {
        for promise in promises { try promise.check() }
        if let output = outputs.first(where: { $0.action == nil }) {
            throw Diagnostic.error(
                "Output `\(output.path)` is declared, but no action makes it", at: output.span,
                label: "declared here",
                help: ["Pass `.as_output()` of it to an action, or do not declare it"])
        }
        try checkNames()
        return try actions.enumerated().map { index, action in
            ActionSpec(
                key: ActionKey(owner: owner, index: index), category: action.category,
                identifier: action.identifier, kind: try action.resolve(),
                outputs: try action.outputs.map { try $0.resolve() }, rule: rule)
        }
    }

    /// What stands for all actions, once the rule has returned; nothing if that cannot be said.
    func fingerprint() throws -> Fingerprint? {
        var fingerprinter = Fingerprinter()
        for action in actions {
            fingerprinter.combine(action.category)
            fingerprinter.combine(optional: action.identifier)
            fingerprinter.combine(action.outputs.count)
            for output in action.outputs { fingerprinter.combine(try output.resolve()) }
            guard try action.combine(&fingerprinter) else { return nil }
        }
        for step in steps {
            guard try step.combine(into: &fingerprinter) else { return nil }
        }
        return fingerprinter.finish()
    }

    /// Checks that a category and an identifier name one action.
    private func checkNames() throws {
        struct Name: Hashable {
            let category: String
            let identifier: String?
        }
        var seen: [Name: PendingAction] = [:]
        var unnamed: [String: PendingAction] = [:]
        var named: [String: PendingAction] = [:]
        for action in actions {
            let other: PendingAction?
            if let identifier = action.identifier {
                let name = Name(category: action.category, identifier: identifier)
                if let same = seen.updateValue(action, forKey: name) {
                    throw Diagnostic.error(
                        "Action category `\(action.category)` contains duplicate identifier "
                            + "`\(identifier)`",
                        at: action.span,
                        notes: [.init("The other one is registered here", at: same.span)],
                        help: ["Give each action of a category an `identifier` of its own"])
                }
                other = unnamed[action.category]
                named[action.category] = action
            } else {
                other =
                    unnamed.updateValue(action, forKey: action.category)
                    ?? named[action.category]
            }
            guard let other else { continue }
            throw Diagnostic.error(
                "Analysis produced multiple actions with category `\(action.category)` and at "
                    + "least one of them had no identifier",
                at: action.span,
                notes: [.init("The other one is registered here", at: other.span)],
                help: ["Give each action of a category an `identifier` of its own"])
        }
    }
}
