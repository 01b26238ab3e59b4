public import BuildModel
import Incremental

/// The targets of a BUCK file.
public final class Package: Sendable {
    /// The label.
    public let label: PackageLabel
    /// The BUCK file.
    public let buildFile: CellPath
    /// The targets in the order in which they were declared.
    public let targets: [TargetNode]
    /// The files that the BUCK file loads itself, each once.
    public let loads: [CellPath]
    /// Who is called when the package breaks.
    public let oncall: String?
    private let byName: [String: TargetNode]
    let fingerprint: Fingerprint

    init(
        label: PackageLabel, buildFile: CellPath, targets: [TargetNode], loads: [CellPath],
        oncall: String?
    ) {
        self.label = label
        self.buildFile = buildFile
        self.targets = targets
        self.loads = loads
        self.oncall = oncall
        var byName: [String: TargetNode] = [:]
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(buildFile.description)
        fingerprinter.combine(oncall ?? "")
        for path in loads { fingerprinter.combine(path.description) }
        for target in targets {
            byName[target.label.name] = target
            fingerprinter.combine(target.fingerprint)
        }
        self.byName = byName
        self.fingerprint = fingerprinter.finish()
    }

    /// The target of a name, if there is one.
    public func target(_ name: String) -> TargetNode? { byName[name] }
}
