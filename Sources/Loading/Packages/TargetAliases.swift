public import BuildModel
import Diagnostics
public import Incremental

extension Context {
    /// A pattern of the command line, or the target that section `alias` of `.buckconfig` names so.
    ///
    /// Source: Buck2's documentation, "`.buckconfig`", section `[alias]`.
    ///
    /// - Parameters:
    ///   - text: As it was written.
    ///   - folder: Where the command was started.
    /// - Returns: The pattern.
    /// - Throws: A ``LabelError`` if it is malformed, a diagnostic if its alias leads nowhere.
    public borrowing func pattern(
        _ text: String, from folder: CellPath
    ) async throws -> TargetPattern {
        let cells = try await cells()
        if let label = try await targetAlias(text, in: folder.cell) {
            return .target(ProvidersLabel(target: label))
        }
        return try cells.pattern(text, from: folder)
    }

    /// What an alias stands for, through other aliases.
    ///
    /// - Returns: The label; nil if there is no such alias.
    /// - Throws: A diagnostic if aliases stand for each other, or for no label.
    public borrowing func targetAlias(
        _ name: String, in cell: CellName
    ) async throws -> TargetLabel? {
        let package = PackageLabel(cell: cell, path: .base)
        var seen: [String] = []
        var name = name
        while Self.canBeAlias(name), let value = try await config(of: cell, "alias", name) {
            guard !seen.contains(name) else {
                throw Diagnostic.error(
                    "Aliases stand for each other: \((seen + [name]).joined(separator: " = "))")
            }
            seen.append(name)
            name = value
        }
        guard !seen.isEmpty else { return nil }
        do {
            return try await cells().targetLabel(name, in: package)
        } catch let error as LabelError {
            throw Diagnostic.error(
                "Alias `\(seen.joined(separator: " = "))` is no label: \(error.message)")
        }
    }

    private static func canBeAlias(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
                    || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                    || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: ".")
            } && !name.hasPrefix("..")
    }
}
