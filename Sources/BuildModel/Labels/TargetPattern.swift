/// A set of targets as the command line and visibility lists name it.
public enum TargetPattern: Hashable, Sendable, CustomStringConvertible {
    /// One target or sub-target: `//a:b`, `//a:b[c]`.
    case target(ProvidersLabel)
    /// All targets of one package: `//a:`.
    case package(PackageLabel)
    /// All targets of a folder and of everything below it in the same cell: `//a/...`.
    case recursive(CellPath)

    /// The folder that every target of the set is in or below.
    public var folder: CellPath {
        switch self {
        case .target(let label): label.target.package.folder
        case .package(let package): package.folder
        case .recursive(let folder): folder
        }
    }

    /// Whether a target belongs to the set; sub-targets count as their target.
    public func matches(_ label: TargetLabel) -> Bool {
        switch self {
        case .target(let own): own.target == label
        case .package(let package): package == label.package
        case .recursive: mayMatch(in: label.package)
        }
    }

    /// Whether the set can have members in a package.
    public func mayMatch(in package: PackageLabel) -> Bool {
        switch self {
        case .target(let label): label.target.package == package
        case .package(let own): own == package
        case .recursive(let folder):
            folder.cell == package.cell && package.path.isInside(folder.path)
        }
    }

    /// The pattern with the cell written out: `root//a/...`.
    public var description: String {
        switch self {
        case .target(let label): label.description
        case .package(let package): "\(package):"
        case .recursive(let folder): folder.path.isBase ? "\(folder)..." : "\(folder)/..."
        }
    }
}
