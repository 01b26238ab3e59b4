import BuildModel
import Starlark

/// `Label`: a configured target, or one of its sub-targets, as rules see it.
final class LabelObject: NativeObject {
    let label: ConfiguredProvidersLabel

    init(_ label: ConfiguredProvidersLabel) {
        self.label = label
    }

    override var typeName: String { "Label" }

    private var package: PackageLabel { label.providers.target.package }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "sub_target":
            let names = label.providers.subTargets
            if names.isEmpty { return Value.none }
            return evaluation.list(names.map { evaluation.string($0) })
        case "cell_root":
            return evaluation.object(
                ProjectFolderObject(
                    .cell(package.cell), path: try cellRoot(package.cell, in: evaluation)))
        case "project_root": return evaluation.object(ProjectFolderObject(.project, path: .base))
        default:
            return targetAttribute(name, of: label.providers.target, in: &evaluation)
        }
    }

    override var attributeNames: [String] {
        ["cell", "cell_root", "name", "package", "package_path", "path", "project_root"]
            + ["sub_target"] + Self.methods.names
    }

    private static let methods = MethodTable([
        NativeFunction("raw_target", "") { arguments, evaluation in
            let label = try arguments.receiver(as: LabelObject.self).label
            return evaluation.object(TargetLabelObject(label.providers.target))
        },
        NativeFunction("configured_target", "") { arguments, evaluation in
            let label = try arguments.receiver(as: LabelObject.self).label
            return evaluation.object(ConfiguredTargetLabelObject(label.target))
        },
    ])

    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(label.description)
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: LabelObject.self)?.label == label
    }

    override func compare(_ other: Value, this: Value) throws -> Int? {
        guard let other = other.native(as: LabelObject.self)?.label else { return nil }
        return label < other ? -1 : label == other ? 0 : 1
    }

    override func hash(_ this: Value) throws -> Int { label.hashValue }
}

/// The folder of a cell, while a rule runs.
private func cellRoot(_ cell: CellName, in evaluation: borrowing Evaluation) throws -> ProjectPath {
    guard let scope = evaluation.host as? AnalysisScope, let root = scope.cellRoot(cell) else {
        throw Failure("Cell `\(cell)` has no folder in the project")
    }
    return root
}

/// The attributes that labels of all kinds share.
func targetAttribute(
    _ name: String, of target: TargetLabel, in evaluation: inout Evaluation
) -> Value? {
    switch name {
    case "name": evaluation.string(target.name)
    case "package": evaluation.string(target.package.path.text)
    case "cell": evaluation.string(target.package.cell.text)
    case "path":
        evaluation.object(
            CellPathObject(
                target.package.folder,
                root: (evaluation.host as? AnalysisScope)?.cellRoot(target.package.cell)))
    case "package_path": evaluation.object(PackagePathObject(target.package))
    default: nil
    }
}
