public import BuildModel
import Starlark

/// A file in which an action says whether a target is valid: one of its `ValidationInfo`.
public struct TargetValidation: Sendable, Hashable {
    /// The target.
    public let owner: ConfiguredTargetLabel
    /// The name of the validation.
    public let name: String
    /// The file.
    public let result: Artifact
    /// Whether it is looked at only when a command asks for it by name.
    public let isOptional: Bool

    /// Describes a validation.
    public init(owner: ConfiguredTargetLabel, name: String, result: Artifact, isOptional: Bool) {
        self.owner = owner
        self.name = name
        self.result = result
        self.isOptional = isOptional
    }
}

extension ProviderCollection {
    /// The validations that a target declares itself.
    func validations(of owner: ConfiguredTargetLabel) -> [TargetValidation] {
        guard let list = self[.builtin("ValidationInfo"), "validations"] else { return [] }
        return withExtendedLifetime(list) {
            (list.value.asSequence.map(Array.init) ?? []).compactMap { value in
                guard let spec = value.native(as: ProviderInstance.self),
                    let name = spec["name"]?.asString,
                    case .known(let artifact)? = spec["validation_result"]?
                        .native(as: ArtifactObject.self)?.reference
                else { return nil }
                return TargetValidation(
                    owner: owner, name: name, result: artifact,
                    isOptional: spec["optional"]?.asBool == true)
            }
        }
    }
}
