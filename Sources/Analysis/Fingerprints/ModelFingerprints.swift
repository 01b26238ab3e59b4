import BuildModel
import Incremental

// What stands for the values of the model, part by part.

extension Fingerprinter {
    mutating func combine(_ target: TargetLabel) {
        combine(target.package.cell.text)
        combine(target.package.path.text)
        combine(target.name)
    }

    mutating func combine(_ label: ConfiguredTargetLabel) {
        combine(label.target)
        combine(label.configuration.name)
        combine(label.configuration.hash)
        combine(label.execution != nil)
        if let execution = label.execution {
            combine(execution.name)
            combine(execution.hash)
        }
    }

    mutating func combine(_ owner: AnalysisOwner) {
        switch owner.base {
        case .target(let label):
            combine(0)
            combine(label)
        case .anonymous(let target):
            combine(1)
            combine(target.label)
            combine(Int(truncatingIfNeeded: target.identity.low))
            combine(Int(truncatingIfNeeded: target.identity.high))
        case .script(let run):
            combine(2)
            combine(run.description)
            combine(run.hashText)
        }
        combine(owner.steps.count)
        for step in owner.steps { combine(step) }
    }

    mutating func combine(_ label: ConfiguredProvidersLabel) {
        combine(label.target)
        combine(label.providers.subTargets.count)
        for name in label.providers.subTargets { combine(name) }
    }

    mutating func combine(_ validation: TargetValidation) {
        combine(validation.owner)
        combine(validation.name)
        combine(validation.result)
        combine(validation.isOptional)
    }

    mutating func combine(_ tag: ArtifactTag) {
        combine(tag.owner)
        combine(tag.index)
    }

    mutating func combine(_ output: BuildArtifact) {
        combine(output.key.owner)
        combine(output.key.index)
        combine(output.path.text)
        combine(output.isDirectory)
        combine(output.hasContentBasedPath)
    }

    mutating func combine(_ artifact: Artifact) {
        switch artifact.base {
        case .source(let source):
            combine(0)
            combine(source.path.text)
            combine(source.pathInPackage.text)
        case .build(let build):
            combine(1)
            combine(build)
        }
        combine(artifact.projection.text)
        combine(artifact.hidesPrefix)
    }

    mutating func combine(_ program: HostProgram) {
        combine(program.name)
        combine(program.path.text)
        combine("\(program.digest)")
    }

    mutating func combine(optional text: String?) {
        combine(text != nil)
        if let text { combine(text) }
    }

    mutating func combine(_ options: CommandLineOptions) {
        combine(optional: options.absolutePrefix)
        combine(optional: options.absoluteSuffix)
        combine(options.parents)
        combine(options.ignoresArtifacts)
        combine(optional: options.delimiter)
        combine(optional: options.format)
        combine(optional: options.prepend)
        combine(optional: options.quoting?.rawValue)
        combine(options.replacements.count)
        for replacement in options.replacements {
            combine(replacement.pattern)
            combine(replacement.replacement)
        }
        guard let relativeTo = options.relativeTo else { return combine(0) }
        switch relativeTo.origin {
        case .artifact(let artifact):
            combine(1)
            combine(artifact)
        case .path(let path):
            combine(2)
            combine(path.text)
        }
        combine(relativeTo.parents)
    }
}
