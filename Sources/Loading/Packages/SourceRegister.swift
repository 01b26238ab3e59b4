import BuildModel
import Diagnostics
import Starlark

/// What the evaluation of a BUCK file wants to know about files of its package.
///
/// The file runs without a break, so it cannot wait for a listing. What the listing of the
/// package's own folder answers is answered at once. Whether a source further down exists is
/// checked after the run. What the run depends on itself (a glob that goes into folders, a source
/// that may be a folder) is noted as a need: the run goes on with a guess, its outcome is dropped,
/// the engine finds out, and the file runs again with the answers.
final class SourceRegister {
    /// What has to be known before the file can run to its end.
    struct Needs {
        var globs: Set<Glob> = []
        var sources: Set<RelativePath> = []
        var subPackages = false
        /// Whether sources that do not exist are errors.
        var missingSourcesFail = false

        var isEmpty: Bool {
            globs.isEmpty && sources.isEmpty && !subPackages && !missingSourcesFail
        }
    }

    /// What is known from earlier runs.
    struct Answers {
        var globs: [Glob: [String]] = [:]
        var sources: [RelativePath: SourceStatus] = [:]
        var subPackages: [RelativePath]?
        var missingSourcesFail: Bool?
    }

    /// Whose value is coerced: an attribute of the target that a call declares.
    struct Owner {
        let attribute: AttributeDefinition
        let target: TargetLabel
        let span: SourceSpan?

        /// An error of the value as what goes wrong in the call.
        func failure(_ error: CoercionError) -> Failure {
            let type = attribute.type.declaration(default: attribute.defaultValue)
            return error.inside("Error coercing attribute `\(attribute.name)` of type `\(type)`")
                .failure("Error coercing attribute `\(attribute.name)` of `\(target)`")
        }
    }

    /// A source to be checked after the run, and who names it.
    struct Pending {
        let path: RelativePath
        let owner: Owner
    }

    let package: PackageLabel
    /// Whether sources may lie in other packages, or be missing until they are needed.
    private let ignoresBoundaries: Bool
    private let folder: Folder
    private let answers: Answers
    private var files: Set<String> = []
    private(set) var needs = Needs()
    private(set) var pending: [Pending] = []
    /// What is said of the sources that do not exist and are let pass.
    private(set) var tolerated: [String] = []
    /// Whose value is being coerced.
    var owner: Owner?
    private var alternatives = 0

    init(
        package: PackageLabel, folder: Folder, ignoresBoundaries: Bool = false, answers: Answers
    ) {
        self.package = package
        self.ignoresBoundaries = ignoresBoundaries
        self.folder = folder
        self.answers = answers
        for paths in answers.globs.values { files.formUnion(paths) }
    }

    /// The files that a glob matches; none as long as that is a need.
    func files(of glob: Glob) -> [String] {
        if glob.staysInFolder { return glob.files(of: folder, at: glob.start) }
        if let known = answers.globs[glob] { return known }
        needs.globs.insert(glob)
        return []
    }

    /// The folders of the packages right below this one; none as long as that is a need.
    func subPackages() -> [String] {
        guard let known = answers.subPackages else {
            needs.subPackages = true
            return []
        }
        return known.map(\.text)
    }

    /// Checks a source, now or later.
    ///
    /// - Returns: Whether it is a folder.
    /// - Throws: A `CoercionError` if it is already known not to be a source of the package.
    func check(_ path: RelativePath, allowsDirectory: Bool) throws -> Bool {
        guard let status = status(of: path) else {
            if alternatives > 0 || allowsDirectory {
                needs.sources.insert(path)
            } else if let owner, !ignoresBoundaries {
                pending.append(Pending(path: path, owner: owner))
            }
            return false
        }
        if let error = status.error(path, in: package, allowsDirectory: allowsDirectory) {
            if status.isAbsent, ignoresBoundaries || isTolerated(error) { return false }
            throw error
        }
        return status == .directory
    }

    /// Whether a source that does not exist is let pass; it is as long as that is a need.
    private func isTolerated(_ error: CoercionError) -> Bool {
        guard let fails = answers.missingSourcesFail else {
            needs.missingSourcesFail = true
            return true
        }
        if !fails { tolerated.append((owner?.failure(error) ?? error.failure()).line) }
        return !fails
    }

    private func status(of path: RelativePath) -> SourceStatus? {
        if path.isBase { return .directory }
        if let known = answers.sources[path] { return known }
        if files.contains(path.text) { return .file }
        guard path.parent?.isBase == true else { return nil }
        let status = SourceStatus(of: path.text, in: folder)
        // Whether a folder is a package of its own is for a listing of that folder to say.
        return status == .directory ? nil : status
    }

    /// Begins to try one alternative of `attrs.one_of`, whose errors decide about the value.
    func beginAlternative() -> Int {
        alternatives += 1
        return pending.count
    }

    /// Ends what `beginAlternative` began.
    func endAlternative(_ mark: Int) {
        alternatives -= 1
    }

    /// Drops the sources of an alternative that did not fit.
    func forget(since mark: Int) {
        pending.removeSubrange(mark...)
    }
}

extension SourceStatus {
    /// Why a path with this status is no source of a package; nil if it is one.
    func error(
        _ path: RelativePath, in package: PackageLabel, allowsDirectory: Bool
    ) -> CoercionError? {
        switch self {
        case .file: nil
        case .directory where allowsDirectory: nil
        case .directory:
            CoercionError(
                "the source `\(path)` of package `\(package)` is a folder",
                help: ["Name its files, for example by `glob([\"\(path)/**\"])`"])
        case .missing(let siblings):
            CoercionError(
                "Source file `\(path)` does not exist as a member of package `\(package)`"
                    + suggestion(for: path, among: siblings))
        case .inside(let other):
            CoercionError(
                "the source `\(path)` belongs to package `\(other)`, not to `\(package)`",
                help: ["Export the file there, by `export_file`, and name that target"])
        }
    }

    private func suggestion(for path: RelativePath, among siblings: [String]) -> String {
        guard let nearest = nearestName(to: String(path.name), among: siblings) else { return "" }
        let folder = path.parent.flatMap { $0.isBase ? nil : $0.text + "/" } ?? ""
        return "; did you mean `\(folder)\(nearest)`?"
    }
}
