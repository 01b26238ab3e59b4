/// A file or folder by cell: `cell//path`.
///
/// Where on disk it lies, if at all, is known to ``CellResolver``: a bundled cell has no folder.
public struct CellPath: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The cell.
    public let cell: CellName
    /// The path below the cell's root.
    public let path: RelativePath

    /// Creates a path.
    public init(cell: CellName, path: RelativePath) {
        self.cell = cell
        self.path = path
    }

    /// `cell//path`.
    public var description: String { "\(cell.text)//\(path.text)" }

    /// Orders by cell, then by path.
    public static func < (left: CellPath, right: CellPath) -> Bool {
        left.cell == right.cell ? left.path < right.path : left.cell < right.cell
    }
}

/// The label of a package: `cell//path`, the folder of a `BUCK` file.
///
/// That there is such a file is not promised.
public struct PackageLabel: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The cell.
    public let cell: CellName
    /// The path below the cell's root; empty for the package at the root.
    public let path: RelativePath

    /// Creates a label.
    public init(cell: CellName, path: RelativePath) {
        self.cell = cell
        self.path = path
    }

    /// The folder of the package.
    public var folder: CellPath { CellPath(cell: cell, path: path) }

    /// The path of a file of the package.
    public func file(_ path: RelativePath) -> CellPath {
        CellPath(cell: cell, path: self.path.appending(path))
    }

    /// `cell//path`.
    public var description: String { "\(cell.text)//\(path.text)" }

    /// Orders by cell, then by path.
    public static func < (left: PackageLabel, right: PackageLabel) -> Bool {
        left.cell == right.cell ? left.path < right.path : left.cell < right.cell
    }
}
