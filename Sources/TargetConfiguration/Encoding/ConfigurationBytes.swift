public import BuildModel
public import ByteCoding
import Incremental
import Loading

// The bytes of configurations, platforms and what rules targets out.

extension ByteWriter {
    mutating func write(_ configuration: Configuration) {
        write(configuration.label)
        write(configuration.facts)
        write(configuration.isExecutionPlatform)
    }

    mutating func write(_ facts: ConfigurationFacts) {
        write(facts.sortedConstraints) {
            $0.write($1.setting.label)
            $0.write(optional: $1.setting.defaultValue) { $0.write($1) }
            $0.write($1.value)
        }
        write(facts.values.sorted { $0.key < $1.key }) {
            $0.write($1.key)
            $0.write($1.value)
        }
    }

    mutating func write(_ platform: ExecutionPlatform) {
        write(optional: platform.target) { $0.write($1) }
        write(platform.configuration)
        write(platform.executor.runsLocally)
        write(platform.executor.runsRemotely)
        write(platform.executor.remoteProperties.sorted { $0.key < $1.key }) {
            $0.write($1.key)
            $0.write($1.value)
        }
        write(platform.executor.uploadsResults)
    }

    /// Writes why a target is ruled out.
    public mutating func write(_ reason: Incompatibility) {
        write(reason.target)
        switch reason.cause {
        case .unmet(let label):
            write(UInt64(0))
            write(label)
        case .select(let message):
            write(UInt64(1))
            write(message)
        case .dependency(let other):
            write(UInt64(2))
            write(other)
        }
    }

    mutating func write(_ refusal: ExecutionRefusal) {
        switch refusal {
        case .unmet(let label):
            write(false)
            write(label)
        case .dependency(let reason):
            write(true)
            write(reason)
        }
    }

    /// Writes a pattern.
    public mutating func write(_ pattern: TargetPattern) {
        switch pattern {
        case .target(let label):
            write(UInt64(0))
            write(label)
        case .package(let package):
            write(UInt64(1))
            write(package)
        case .recursive(let folder):
            write(UInt64(2))
            write(folder)
        }
    }

    /// Writes what a command says of configurations.
    public mutating func write(_ request: ConfigurationRequest) {
        write(optional: request.platform) { $0.write($1) }
        write(request.modifiers) { $0.write($1) }
    }

    /// Writes what a command asks for.
    public mutating func write(_ target: RequestedTarget) {
        write(target.label)
        write(target.configuration)
    }

    mutating func write(_ transition: TransitionID) {
        switch transition {
        case .function(let module, let name):
            write(false)
            write(module)
            write(name)
        case .target(let label):
            write(true)
            write(label)
        }
    }

    mutating func write(_ needs: ExecutionNeeds) {
        write(needs.conditions) { $0.write($1) }
        write(needs.dependencies) { $0.write($1) }
        write(needs.toolchains) { $0.write($1) }
    }

    mutating func write(_ modifiers: ConfigurationModifiers) {
        write(optional: modifiers.package) { $0.write($1) }
        write(optional: modifiers.target) { $0.write($1) }
        write(modifiers.command) { $0.write($1) }
        write(modifiers.rule)
        write(modifiers.isForExecution)
    }
}

extension ByteReader {
    mutating func configuration() throws(DamagedBytes) -> Configuration {
        let label = try configurationLabel()
        let facts = try configurationFacts()
        return Configuration(label: label, facts: facts, isExecutionPlatform: try bool())
    }

    mutating func configurationFacts() throws(DamagedBytes) -> ConfigurationFacts {
        let constraints = try list { reader throws(DamagedBytes) in
            let label = try reader.targetLabel()
            let value = try reader.optional { reader throws(DamagedBytes) in
                try reader.providersLabel()
            }
            return (
                setting: ConstraintSetting(label: label, defaultValue: value),
                value: try reader.providersLabel()
            )
        }
        let values = try list { reader throws(DamagedBytes) in
            (key: try reader.string(), value: try reader.string())
        }
        return ConfigurationFacts(
            constraints: constraints.reduce(into: [:]) { $0[$1.setting] = $1.value },
            values: values.reduce(into: [:]) { $0[$1.key] = $1.value })
    }

    mutating func executionPlatform() throws(DamagedBytes) -> ExecutionPlatform {
        let target = try optional { reader throws(DamagedBytes) in try reader.targetLabel() }
        let configuration = try configurationLabel()
        let runsLocally = try bool()
        let runsRemotely = try bool()
        let properties = try list { reader throws(DamagedBytes) in
            (key: try reader.string(), value: try reader.string())
        }
        return ExecutionPlatform(
            target: target, configuration: configuration,
            executor: ExecutorConfiguration(
                runsLocally: runsLocally, runsRemotely: runsRemotely,
                remoteProperties: properties.reduce(into: [:]) { $0[$1.key] = $1.value },
                uploadsResults: try bool()))
    }

    /// Reads why a target is ruled out.
    public mutating func incompatibility() throws(DamagedBytes) -> Incompatibility {
        let target = try configuredTargetLabel()
        switch try number() {
        case 0: return Incompatibility(target, .unmet(try providersLabel()))
        case 1: return Incompatibility(target, .select(try string()))
        case 2: return Incompatibility(target, .dependency(try incompatibility()))
        default: throw DamagedBytes()
        }
    }

    mutating func executionRefusal() throws(DamagedBytes) -> ExecutionRefusal {
        try bool() ? .dependency(try incompatibility()) : .unmet(try providersLabel())
    }

    /// Reads a pattern.
    public mutating func targetPattern() throws(DamagedBytes) -> TargetPattern {
        switch try number() {
        case 0: return .target(try providersLabel())
        case 1: return .package(try packageLabel())
        case 2: return .recursive(try cellPath())
        default: throw DamagedBytes()
        }
    }

    /// Reads what a command says of configurations.
    public mutating func configurationRequest() throws(DamagedBytes) -> ConfigurationRequest {
        let platform = try optional { reader throws(DamagedBytes) in try reader.targetLabel() }
        return ConfigurationRequest(
            platform: platform,
            modifiers: try list { reader throws(DamagedBytes) in try reader.string() })
    }

    /// Reads what a command asks for.
    public mutating func requestedTarget() throws(DamagedBytes) -> RequestedTarget {
        let label = try providersLabel()
        return RequestedTarget(label: label, configuration: try configurationRequest())
    }

    mutating func transition() throws(DamagedBytes) -> TransitionID {
        if try bool() { return .target(try providersLabel()) }
        let module = try cellPath()
        return .function(module: module, name: try string())
    }

    mutating func executionNeeds() throws(DamagedBytes) -> ExecutionNeeds {
        var needs = ExecutionNeeds(
            conditions: try list { reader throws(DamagedBytes) in try reader.providersLabel() })
        for target in try list({ reader throws(DamagedBytes) in try reader.targetLabel() }) {
            needs.add(target)
        }
        for toolchain in try list({ reader throws(DamagedBytes) in
            try reader.configuredTargetLabel()
        }) {
            needs.add(toolchain: toolchain)
        }
        return needs
    }

    mutating func configurationModifiers() throws(DamagedBytes) -> ConfigurationModifiers {
        let package = try optional { reader throws(DamagedBytes) in try reader.string() }
        let target = try optional { reader throws(DamagedBytes) in try reader.string() }
        let command = try list { reader throws(DamagedBytes) in try reader.string() }
        let rule = try string()
        return ConfigurationModifiers(
            package: package, target: target, command: command, rule: rule,
            isForExecution: try bool())
    }
}
