import BuildEvents
import BuildModel
public import ByteCoding
import TargetConfiguration

// The bytes of what tests are run with, and of how they went.

extension TestSettings: ByteCodable {
    /// Appends arguments, environment, and how often and how long tests run.
    public func write(to writer: inout ByteWriter) {
        writer.write(arguments)
        writer.write(environment)
        writer.write(timeoutSeconds)
        writer.write(stressRuns)
        writer.write(usesResults)
    }

    /// Reads settings.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            arguments: try reader.read(), environment: try reader.read(),
            timeoutSeconds: try reader.read(), stressRuns: try reader.read(),
            usesResults: try reader.read())
    }
}

extension TestSelection: ByteCodable {
    /// Appends which tests there are, and what is built with them.
    public func write(to writer: inout ByteWriter) {
        writer.write(filter.included)
        writer.write(filter.excluded)
        writer.write(filter.alwaysExcludes)
        writer.write(buildsFiltered)
        writer.write(followsTests)
        writer.write(buildsOutputs)
        writer.write(buildsPrograms)
    }

    /// Reads a selection.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            filter: TestLabelFilter(
                included: try reader.read(), excluded: try reader.read(),
                alwaysExcludes: try reader.read()),
            buildsFiltered: try reader.read(), followsTests: try reader.read(),
            buildsOutputs: try reader.read(), buildsPrograms: try reader.read())
    }
}

extension TestStreams: ByteCodable {
    /// Appends the digests of what a test printed.
    public func write(to writer: inout ByteWriter) {
        writer.write(output)
        writer.write(errors)
    }

    /// Reads the digests.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(output: try reader.read(), errors: try reader.read())
    }
}

extension TestedTarget: ByteCodable {
    /// Appends what a target is, what was built of it, and how its tests went.
    public func write(to writer: inout ByteWriter) {
        writer.write(label)
        writer.write(rule)
        writer.write(isTest)
        writer.write(isFiltered)
        writer.write(isBuilt)
        writer.write(outputs)
        writer.write(results) { writer, result in
            writer.write(result.name)
            writer.write(result.status.name)
            writer.write(result.duration)
            writer.write(result.message)
            writer.write(result.details)
            writer.write(result.streams)
        }
        writer.write(related)
    }

    /// Reads how the tests of a target went.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        let label: ConfiguredProvidersLabel = try reader.read()
        self.init(
            label: label, rule: try reader.read(), isTest: try reader.read(),
            isFiltered: try reader.read(), isBuilt: try reader.read(),
            outputs: try reader.read(),
            results: try reader.list { reader throws(DamagedBytes) in
                try TestResult(of: label, from: &reader)
            }, related: try reader.read())
    }
}

extension TestResult {
    fileprivate init(
        of label: ConfiguredProvidersLabel, from reader: inout ByteReader
    ) throws(DamagedBytes) {
        let name = try reader.string()
        guard let status = TestStatus(name: try reader.read()) else { throw DamagedBytes() }
        self.init(
            label: label, name: name, status: status, duration: try reader.read(),
            message: try reader.read(), details: try reader.read(), streams: try reader.read())
    }
}
