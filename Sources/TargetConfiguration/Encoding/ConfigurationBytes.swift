import BuildModel
public import ByteCoding
public import Loading

// The bytes of configurations, platforms and what rules targets out.

extension Configuration: ByteCodable {
    /// Appends label, facts, and whether it is that of an execution platform.
    public func write(to writer: inout ByteWriter) {
        writer.write(label)
        writer.write(facts)
        writer.write(isExecutionPlatform)
    }

    /// Reads a configuration.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            label: try reader.read(), facts: try reader.read(),
            isExecutionPlatform: try reader.read())
    }
}

extension ConfigurationFacts: ByteCodable {
    /// Appends each setting with its value, then the values of files.
    public func write(to writer: inout ByteWriter) {
        writer.write(sortedConstraints) {
            $0.write($1.setting.label)
            $0.write($1.setting.defaultValue)
            $0.write($1.value)
        }
        writer.write(values)
    }

    /// Reads facts.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        let constraints = try reader.list { reader throws(DamagedBytes) in
            (
                ConstraintSetting(label: try reader.read(), defaultValue: try reader.read()),
                try reader.read(ProvidersLabel.self)
            )
        }
        self.init(
            constraints: Dictionary(constraints) { _, last in last }, values: try reader.read())
    }
}

extension ExecutionPlatform: ByteCodable {
    /// Appends target, configuration and executor.
    public func write(to writer: inout ByteWriter) {
        writer.write(target)
        writer.write(configuration)
        writer.write(executor)
    }

    /// Reads a platform.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            target: try reader.read(), configuration: try reader.read(),
            executor: try reader.read())
    }
}

extension ExecutorConfiguration: ByteCodable {
    /// Appends where it runs, and the properties of remote machines.
    public func write(to writer: inout ByteWriter) {
        writer.write(runsLocally)
        writer.write(runsRemotely)
        writer.write(remoteProperties)
        writer.write(uploadsResults)
    }

    /// Reads an executor.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            runsLocally: try reader.read(), runsRemotely: try reader.read(),
            remoteProperties: try reader.read(), uploadsResults: try reader.read())
    }
}

extension ExecutionPlatforms: ByteCodable {
    /// Appends who registers them, the candidates, and what comes after them.
    func write(to writer: inout ByteWriter) {
        writer.write(target)
        writer.write(candidates)
        switch fallback {
        case .error: writer.write(UInt64(0))
        case .unspecified: writer.write(UInt64(1))
        case .platform(let platform):
            writer.write(UInt64(2))
            writer.write(platform)
        }
    }

    /// Reads platforms.
    init(from reader: inout ByteReader) throws(DamagedBytes) {
        let target: TargetLabel = try reader.read()
        let candidates: [ExecutionPlatform] = try reader.read()
        let fallback: Fallback
        switch try reader.number() {
        case 0: fallback = .error
        case 1: fallback = .unspecified
        case 2: fallback = .platform(try reader.read())
        default: throw DamagedBytes()
        }
        self.init(target: target, candidates: candidates, fallback: fallback)
    }
}

extension ExecutionResolution: ByteCodable {
    /// Appends the platform, then those passed over with the reasons.
    public func write(to writer: inout ByteWriter) {
        writer.write(platform)
        writer.write(skipped) {
            $0.write($1.name)
            $0.write($1.reason)
        }
    }

    /// Reads what was resolved.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            platform: try reader.read(),
            skipped: try reader.list { reader throws(DamagedBytes) in
                Skipped(name: try reader.read(), reason: try reader.read())
            })
    }
}

extension Incompatibility: ByteCodable {
    /// Appends the target, then the form of the cause and the cause.
    public func write(to writer: inout ByteWriter) {
        writer.write(target)
        switch cause {
        case .unmet(let label):
            writer.write(UInt64(0))
            writer.write(label)
        case .select(let message):
            writer.write(UInt64(1))
            writer.write(message)
        case .dependency(let other):
            writer.write(UInt64(2))
            writer.write(other)
        }
    }

    /// Reads why a target is ruled out.
    public convenience init(from reader: inout ByteReader) throws(DamagedBytes) {
        let target: ConfiguredTargetLabel = try reader.read()
        switch try reader.number() {
        case 0: self.init(target, .unmet(try reader.read()))
        case 1: self.init(target, .select(try reader.read()))
        case 2: self.init(target, .dependency(try reader.read()))
        default: throw DamagedBytes()
        }
    }
}

extension ExecutionRefusal: ByteCodable {
    /// Appends whether a dependency is to blame, then the reason.
    public func write(to writer: inout ByteWriter) {
        switch self {
        case .unmet(let label):
            writer.write(false)
            writer.write(label)
        case .dependency(let reason):
            writer.write(true)
            writer.write(reason)
        }
    }

    /// Reads why a platform is refused.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self =
            try reader.bool() ? .dependency(try reader.read()) : .unmet(try reader.read())
    }
}

extension TransitionID: ByteCodable {
    /// Appends whether it is a target, then what it is.
    public func write(to writer: inout ByteWriter) {
        switch self {
        case .function(let module, let name):
            writer.write(false)
            writer.write(module)
            writer.write(name)
        case .target(let label):
            writer.write(true)
            writer.write(label)
        }
    }

    /// Reads a transition.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self =
            try reader.bool()
            ? .target(try reader.read())
            : .function(module: try reader.read(), name: try reader.read())
    }
}

extension AppliedTransition: ByteCodable {
    /// Appends whether it splits, then one configuration or all.
    func write(to writer: inout ByteWriter) {
        switch self {
        case .single(let label):
            writer.write(false)
            writer.write(label)
        case .split(let branches):
            writer.write(true)
            writer.write(branches) {
                $0.write($1.name)
                $0.write($1.configuration)
            }
        }
    }

    /// Reads what a transition led to.
    init(from reader: inout ByteReader) throws(DamagedBytes) {
        guard try reader.bool() else {
            self = .single(try reader.read())
            return
        }
        self = .split(
            try reader.list { reader throws(DamagedBytes) in
                Branch(name: try reader.read(), configuration: try reader.read())
            })
    }
}

extension ExecutionNeeds: ByteCodable {
    /// Appends conditions, dependencies and toolchains.
    public func write(to writer: inout ByteWriter) {
        writer.write(conditions)
        writer.write(dependencies)
        writer.write(toolchains)
    }

    /// Reads needs.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(conditions: try reader.read())
        for target in try reader.read([TargetLabel].self) { add(target) }
        for toolchain in try reader.read([ConfiguredTargetLabel].self) { add(toolchain: toolchain) }
    }
}

extension ConfigurationModifiers: ByteCodable {
    /// Appends the modifiers of package, target and command, and the rule.
    public func write(to writer: inout ByteWriter) {
        writer.write(package)
        writer.write(target)
        writer.write(command)
        writer.write(rule)
        writer.write(isForExecution)
    }

    /// Reads modifiers.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            package: try reader.read(), target: try reader.read(), command: try reader.read(),
            rule: try reader.read(), isForExecution: try reader.read())
    }
}

extension TargetSummary: ByteCodable {
    /// Appends why it cannot be built, then the sets that may depend on it.
    func write(to writer: inout ByteWriter) {
        writer.write(incompatibility)
        writer.write(visibility) { writer, set in
            switch set {
            case .everyone: writer.write([VisibilityPattern]?.none)
            case .patterns(let patterns): writer.write([VisibilityPattern]?.some(patterns))
            }
        }
    }

    /// Reads what users of a target have to know.
    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            incompatibility: try reader.read(),
            visibility: try reader.list { reader throws(DamagedBytes) -> Visibility in
                try reader.read([VisibilityPattern]?.self).map { .patterns($0) } ?? .everyone
            })
    }
}
