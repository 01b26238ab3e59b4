import BuildModel
import Starlark

/// `TargetLabel`: a target without configuration.
final class TargetLabelObject: NativeObject {
    let label: TargetLabel

    init(_ label: TargetLabel) {
        self.label = label
    }

    override var typeName: String { "TargetLabel" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        targetAttribute(name, of: label, in: &evaluation)
    }

    override var attributeNames: [String] {
        ["cell", "name", "package", "package_path", "path"] + Self.methods.names
    }

    private static let methods = MethodTable([
        NativeFunction("with_sub_target", "subtarget_name, /") { arguments, evaluation in
            let label = try arguments.receiver(as: TargetLabelObject.self).label
            let names = try subTargetNames(arguments)
            return evaluation.object(
                ProvidersLabelObject(ProvidersLabel(target: label, subTargets: names)))
        }
    ])

    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(label.description)
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: TargetLabelObject.self)?.label == label
    }

    override func compare(_ other: Value, this: Value) throws -> Int? {
        guard let other = other.native(as: TargetLabelObject.self)?.label else { return nil }
        return label < other ? -1 : label == other ? 0 : 1
    }

    override func hash(_ this: Value) throws -> Int { label.hashValue }
}

/// `ConfiguredTargetLabel`: a target with its configuration.
final class ConfiguredTargetLabelObject: NativeObject {
    let label: ConfiguredTargetLabel

    init(_ label: ConfiguredTargetLabel) {
        self.label = label
    }

    override var typeName: String { "ConfiguredTargetLabel" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        targetAttribute(name, of: label.target, in: &evaluation)
    }

    override var attributeNames: [String] {
        ["cell", "name", "package", "package_path", "path"] + Self.methods.names
    }

    private static let methods = MethodTable([
        NativeFunction("raw_target", "") { arguments, evaluation in
            let label = try arguments.receiver(as: ConfiguredTargetLabelObject.self).label
            return evaluation.object(TargetLabelObject(label.target))
        },
        NativeFunction("config", "") { arguments, evaluation in
            let label = try arguments.receiver(as: ConfiguredTargetLabelObject.self).label
            return evaluation.object(ConfigurationObject(label.configuration))
        },
        NativeFunction("with_sub_target", "subtarget_name, /") { arguments, evaluation in
            let label = try arguments.receiver(as: ConfiguredTargetLabelObject.self).label
            let names = try subTargetNames(arguments)
            return evaluation.object(
                LabelObject(ConfiguredProvidersLabel(label, subTargets: names)))
        },
    ])

    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(label.description)
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: ConfiguredTargetLabelObject.self)?.label == label
    }

    override func hash(_ this: Value) throws -> Int { label.hashValue }
}

/// `ProvidersLabel`: a target or one of its sub-targets, without configuration.
final class ProvidersLabelObject: NativeObject {
    let label: ProvidersLabel

    init(_ label: ProvidersLabel) {
        self.label = label
    }

    override var typeName: String { "ProvidersLabel" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        if name == "sub_target" {
            if label.subTargets.isEmpty { return Value.none }
            return evaluation.list(label.subTargets.map { evaluation.string($0) })
        }
        return targetAttribute(name, of: label.target, in: &evaluation)
    }

    override var attributeNames: [String] {
        ["cell", "name", "package", "package_path", "path", "sub_target"] + Self.methods.names
    }

    private static let methods = MethodTable([
        NativeFunction("raw_target", "") { arguments, evaluation in
            let label = try arguments.receiver(as: ProvidersLabelObject.self).label
            return evaluation.object(TargetLabelObject(label.target))
        }
    ])

    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(label.description)
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: ProvidersLabelObject.self)?.label == label
    }

    override func hash(_ this: Value) throws -> Int { label.hashValue }
}

private func subTargetNames(_ arguments: Arguments) throws -> [String] {
    let names = try arguments[0].asString.map { [$0] } ?? arguments.strings(0)
    for name in names {
        do {
            try ProvidersLabel.checkSubTarget(name)
        } catch {
            throw Failure(error.message)
        }
    }
    return names
}
