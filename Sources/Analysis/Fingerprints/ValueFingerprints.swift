import BuildModel
import Diagnostics
import Incremental
import Starlark

/// Fingerprints what a rule put into its providers, so that an analysis that comes to the same as
/// before need not be followed by those of its users.
///
/// Only values that are what they contain can be fingerprinted. Functions, and elements of records
/// and enums, whose types have an identity of their own that changes when their module runs again,
/// make the whole result one that is never the same.
struct ValueFingerprinter {
    private(set) var fingerprinter = Fingerprinter()
    private var depth = 0
    /// Values may share parts, and so be much larger than the memory they take.
    private var budget = 50_000

    /// What stands for a value, once the rule has returned; nothing if that cannot be said.
    static func fingerprint(_ value: Value) throws -> Fingerprint? {
        var values = ValueFingerprinter()
        return try values.combine(value) ? values.fingerprinter.finish() : nil
    }

    /// What stands for values in order.
    static func fingerprint(_ values: [Value], of name: String) throws -> Fingerprint? {
        var fingerprinter = ValueFingerprinter()
        fingerprinter.fingerprinter.combine(name)
        for value in values {
            guard try fingerprinter.combine(value) else { return nil }
        }
        return fingerprinter.fingerprinter.finish()
    }

    private mutating func combine(_ value: Value) throws -> Bool {
        budget -= 1
        guard budget > 0, depth < 200 else { return false }
        depth += 1
        defer { depth -= 1 }
        if value.isNone || value.asBool != nil || value.asInt != nil || value.asDouble != nil
            || value.typeName == "int"
        {
            fingerprinter.combine(value.typeName)
            fingerprinter.combine(value.repr)
            return true
        }
        if let text = value.asString {
            fingerprinter.combine("string")
            fingerprinter.combine(text)
            return true
        }
        if let elements = value.asSequence {
            fingerprinter.combine(value.typeName)
            fingerprinter.combine(elements.count)
            return try elements.allSatisfy { try combine($0) }
        }
        if let table = value.asDict ?? value.asSet ?? value.asStructure {
            fingerprinter.combine(value.typeName)
            fingerprinter.combine(table.count)
            return try table.allSatisfy { try combine($0.key) && combine($0.value) }
        }
        if let native = value.asNative { return try combine(native) }
        return false
    }

    private mutating func combine(_ native: NativeObject) throws -> Bool {
        fingerprinter.combine(native.typeName)
        switch native {
        case let label as LabelObject: fingerprinter.combine(label.label)
        case let label as TargetLabelObject: fingerprinter.combine(label.label)
        case let label as ConfiguredTargetLabelObject: fingerprinter.combine(label.label)
        case let label as ProvidersLabelObject: fingerprinter.combine(label.label.description)
        case let path as CellPathObject: fingerprinter.combine(path.path.description)
        case let package as PackagePathObject:
            fingerprinter.combine(package.package.description)
        case let folder as ProjectFolderObject: fingerprinter.combine(folder.path.text)
        case let tool as HostToolObject: fingerprinter.combine(tool.program)
        case let tag as ArtifactTagObject: fingerprinter.combine(tag.tag)
        case let output as OutputArtifactObject:
            fingerprinter.combine(try output.output.resolve())
        case let artifact as ArtifactObject:
            fingerprinter.combine(try artifact.reference.resolve())
            return try artifact.associated.combine(into: &fingerprinter)
        case let arguments as CmdArgsObject:
            return add(try arguments.resolve().fingerprint)
        case let set as TransitiveSetObject: return add(try set.fingerprint())
        case let projection as TransitiveSetProjectionObject:
            fingerprinter.combine(projection.index)
            fingerprinter.combine(projection.ordering.rawValue)
            return add(try projection.set.fingerprint())
        case let instance as ProviderInstance: return add(try instance.fingerprint())
        case let collection as ProviderCollectionObject:
            fingerprinter.combine(collection.providers.count)
            return try collection.providers.allSatisfy { try combine($0) }
        case let dependency as DependencyObject:
            fingerprinter.combine(dependency.label)
            return try combine(dependency.providers)
        case let callable as ProviderCallable:
            guard let id = callable.definition.id else { return false }
            fingerprinter.combine(id.module)
            fingerprinter.combine(id.name)
        default: return false
        }
        return true
    }

    private mutating func add(_ part: Fingerprint?) -> Bool {
        guard let part else { return false }
        fingerprinter.combine(part)
        return true
    }
}
