import Starlark

/// The types of analysis by the names that annotations use.
enum AnalysisTypes {
    static let all: [TypeValue] = [
        type("AnalysisContext", AnalysisContextObject.self),
        type("AnalysisActions", AnalysisActionsObject.self),
        TypeValue("Artifact") { $0.native(as: ArtifactObject.self) != nil },
        TypeValue("OutputArtifact") { $0.native(as: OutputArtifactObject.self) != nil },
        TypeValue("InputArtifact") { $0.native(as: ArtifactObject.self) != nil },
        type("ArtifactTag", ArtifactTagObject.self),
        type("CommandLineInputs", CommandLineInputsObject.self),
        arguments("ResolvedStringWithMacros", .macros), arguments("TaggedCommandLine", .tagged),
        arguments("WriteJsonCliArgs", .json),
        TypeValue("CmdArgs") { isArgument($0) || $0.asList != nil },
        TypeValue("Provider") { value in
            value.native(as: ProviderInstance.self)?.definition.isProvider == true
        },
        type("ProviderCollection", ProviderCollectionObject.self),
        type("Dependency", DependencyObject.self), type("Label", LabelObject.self),
        type("ConfiguredProvidersLabel", LabelObject.self),
        type("ProvidersLabel", ProvidersLabelObject.self),
        type("TargetLabel", TargetLabelObject.self),
        type("ConfiguredTargetLabel", ConfiguredTargetLabelObject.self),
        type("CellPath", CellPathObject.self), type("PackagePath", PackagePathObject.self),
        folder("CellRoot"), folder("ProjectRoot"), type("HostTool", HostToolObject.self),
        type("TransitiveSet", TransitiveSetObject.self),
        type("TransitiveSetDefinition", TransitiveSetDefinition.self),
        projection("TransitiveSetArgsProjection", .arguments),
        projection("TransitiveSetJsonProjection", .json),
        TypeValue("TransitiveSetIterator") { $0.asList != nil },
        type("DigestConfig", DigestConfigObject.self),
        type("ArtifactValue", ArtifactValueObject.self),
        type("DynamicValue", DynamicValueObject.self),
        type("ResolvedDynamicValue", ResolvedDynamicValueObject.self),
        type("DynamicActions", DynamicActionsObject.self),
        type("DynamicActionsCallable", DynamicActionsCallable.self),
        type("Promise", PromiseObject.self), type("AnonTarget", AnonymousTargetObject.self),
        type("AnonTargets", AnonymousTargetsObject.self),
        TypeValue("PromiseArtifact") { $0.native(as: ArtifactObject.self)?.isPromised == true },
        type("ActionErrorCtx", ActionErrorContextObject.self),
        type("ActionSubError", ActionSubErrorObject.self),
        type("AssembledDirEntry", AssembledEntryObject.self),
    ]

    private static func type<T: NativeObject>(_ name: String, _ type: T.Type) -> TypeValue {
        TypeValue(name) { $0.native(as: T.self) != nil }
    }

    private static func arguments(_ name: String, _ kind: CmdArgsObject.Kind) -> TypeValue {
        TypeValue(name) { $0.native(as: CmdArgsObject.self)?.kind == kind }
    }

    private static func folder(_ name: String) -> TypeValue {
        TypeValue(name) { $0.native(as: ProjectFolderObject.self)?.typeName == name }
    }

    private static func projection(
        _ name: String, _ kind: TransitiveSetProjectionObject.Kind
    ) -> TypeValue {
        TypeValue(name) { $0.native(as: TransitiveSetProjectionObject.self)?.kind == kind }
    }
}
