import BuildModel
import Diagnostics
import Incremental
import Starlark

/// The host of a `PACKAGE` file: collects what the file says.
final class PackageFileHost: LoadHost {
    /// The arguments of `package()`.
    struct Declaration {
        let inherits: Bool
        /// Nothing if it was left out.
        let visibility: Visibility?
        let withinView: Visibility
    }

    let folder: CellPath
    let parent: SuperPackage
    var declaration: Declaration?
    var enforcesIntersection = false
    private(set) var values: [(key: String, json: JSONContent)] = []
    private(set) var hasConstructor = false

    init(folder: CellPath, parent: SuperPackage, cells: CellResolver, configs: FileConfigs) {
        self.folder = folder
        self.parent = parent
        let package = PackageLabel(cell: folder.cell, path: folder.path)
        super.init(
            cells: cells, cell: folder.cell, configs: configs,
            coercer: Coercer(
                cells: cells, cell: folder.cell, package: package, sources: nil,
                forms: LabelForms(infersTargetNames: configs.root.infersTargetNames)))
    }

    /// The host of an evaluation that a `PACKAGE` file started.
    ///
    /// - Throws: A `Failure` that names `function`, if no `PACKAGE` file runs.
    static func of(
        _ evaluation: borrowing Evaluation, for function: String
    ) throws -> PackageFileHost {
        guard let host = evaluation.host as? PackageFileHost else {
            throw Failure("`\(function)()` can only be called from a `PACKAGE` file")
        }
        return host
    }

    /// Sets a value for the packages at and below the folder.
    func write(
        _ key: String, _ value: Value, overwrites: Bool, in evaluation: inout Evaluation
    ) throws {
        guard key.split(separator: ".", omittingEmptySubsequences: false).count == 2 else {
            throw Failure(
                "The key `\(key)` of a package value must have one dot, as in `team.note`")
        }
        guard !values.contains(where: { $0.key == key }) else {
            throw Failure("key already set in this file: `\(key)`")
        }
        guard overwrites || parent.value(key) == nil else {
            throw Failure(
                "key set in parent `PACKAGE` file, and overwrite flag is not set: `\(key)`")
        }
        values.append((key, try JSONContent(packageValue: value)))
        try evaluation.define(Self.export(key), value)
    }

    /// Keeps the functions that apply modifiers.
    func setConstructor(_ value: Value, in evaluation: inout Evaluation) throws {
        guard folder == CellPath(cell: cells.rootCell, path: .base) else {
            throw Failure(
                "`set_cfg_constructor()` can only be called from the repository root `PACKAGE` "
                    + "file")
        }
        guard !hasConstructor else {
            throw Failure("`set_cfg_constructor()` can only be called at most once")
        }
        hasConstructor = true
        try evaluation.define(Self.constructorExport, value)
    }

    /// The name under which the file's module exports a value; no file can write such a name.
    private static func export(_ key: String) -> String { "package value \(key)" }
    private static let constructorExport = "configuration constructor"

    /// What holds at and below the folder, once the file has run.
    ///
    /// - Parameters:
    ///   - module: The file's module.
    ///   - fingerprint: Stands for all of the file's code.
    /// - Returns: The file's values over those of the parent.
    /// - Throws: A diagnostic if a value cannot be written as text.
    func superPackage(
        _ module: FrozenModule, _ fingerprint: Fingerprint
    ) throws -> SuperPackage {
        var merged = parent.values
        for (key, json) in values {
            guard let value = module[Self.export(key)] else { continue }
            let new = SuperPackage.Value(
                key: key, value: value, json: json,
                text: try json.text(layout: ArtifactLayout(), isPretty: false))
            if let index = merged.firstIndex(where: { $0.key == key }) {
                merged[index] = new
            } else {
                merged.append(new)
            }
        }
        var (visibility, withinView) = (parent.visibility, parent.withinView)
        var caps = parent.visibilityCaps
        if let declaration {
            let own = declaration.visibility ?? .patterns([])
            visibility = declaration.inherits ? visibility.union(own) : own
            withinView =
                declaration.inherits
                ? withinView.union(declaration.withinView) : declaration.withinView
            if enforcesIntersection, let cap = declaration.visibility, cap != .everyone {
                caps.append(cap)
            }
        }
        let constructor = module[Self.constructorExport]
        return SuperPackage(
            values: merged, visibility: visibility, withinView: withinView,
            visibilityCaps: caps,
            configurationConstructor: constructor ?? parent.configurationConstructor,
            constructorFingerprint: constructor == nil
                ? parent.constructorFingerprint : fingerprint)
    }
}

extension JSONContent {
    /// What a value of a `PACKAGE` file is in JSON; selects are objects with a `__type`.
    ///
    /// - Throws: A `Failure` if the value, or one in it, has no form in JSON.
    init(packageValue value: Value) throws {
        if value.isNone {
            self = .null
        } else if let bool = value.asBool {
            self = .bool(bool)
        } else if let text = value.asString {
            self = .string(text)
        } else if value.typeName == "int" || value.typeName == "float" {
            self = .number(value.repr)
        } else if let elements = value.asSequence {
            self = .array(try elements.map { try JSONContent(packageValue: $0) })
        } else if let entries = value.asDict ?? value.asStructure {
            self = .object(try JSONContent.members(entries))
        } else if let select = value.native(as: SelectObject.self) {
            switch select.content {
            case .branches(let branches):
                self = .object([
                    ("__type", .string("selector")),
                    ("entries", .object(try JSONContent.members(branches))),
                ])
            case .sum:
                self = .object([
                    ("__type", .string("concat")),
                    ("items", .array(try JSONContent.items(value))),
                ])
            }
        } else {
            throw Failure(
                "Value must be serializable to JSON to be stored as package value, but "
                    + "`\(value.shortRepr)` is of type `\(value.typeName)`")
        }
    }

    private static func members(
        _ entries: TableView
    ) throws -> [(name: String, value: JSONContent)] {
        var members: [(name: String, value: JSONContent)] = []
        for (key, value) in entries {
            guard let name = key.asString else {
                throw Failure(
                    "Value must be serializable to JSON to be stored as package value, but the "
                        + "key `\(key.shortRepr)` is of type `\(key.typeName)`")
            }
            members.append((name, try JSONContent(packageValue: value)))
        }
        return members
    }

    /// The parts of a sum, sums in it taken apart.
    private static func items(_ value: Value) throws -> [JSONContent] {
        guard let select = value.native(as: SelectObject.self),
            case .sum(let left, let right) = select.content
        else { return [try JSONContent(packageValue: value)] }
        return try items(left) + items(right)
    }
}
