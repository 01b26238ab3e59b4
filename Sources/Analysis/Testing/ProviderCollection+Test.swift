public import BuildModel
public import Diagnostics
import Starlark

extension ProviderCollection {
    /// How the target is tested; nil if it is no test.
    ///
    /// `InternalRunnerTestInfo`, which tells the cases of a test apart, comes before
    /// `ExternalRunnerTestInfo`.
    ///
    /// - Throws: When a field is not what the provider's documentation says.
    public func testSpec() throws(Diagnostic) -> TestSpec? {
        try withExtendedLifetime(frozen) { () throws(Diagnostic) -> TestSpec? in
            let names = ["InternalRunnerTestInfo", "ExternalRunnerTestInfo"]
            for name in names {
                guard let value = self[.builtin(name)]?.value,
                    let instance = value.native(as: ProviderInstance.self)
                else { continue }
                return try TestFields(provider: name, instance: instance).spec()
            }
            return nil
        }
    }

    /// Whether the target is a test.
    public var isTest: Bool {
        self[.builtin("InternalRunnerTestInfo")] != nil
            || self[.builtin("ExternalRunnerTestInfo")] != nil
    }
}

/// The fields of a test's provider.
private struct TestFields {
    let provider: String
    let instance: ProviderInstance

    func spec() throws(Diagnostic) -> TestSpec {
        var environment: [(name: String, value: CommandLine)] = []
        if let table = given("env") {
            guard let entries = table.asDict else {
                throw mismatch("env", "a dict of strings and arguments")
            }
            for (key, value) in entries {
                guard let name = key.asString else { throw mismatch("env", "a dict of strings") }
                environment.append((name, try line(value, of: "env")))
            }
        }
        let isListed = provider == "InternalRunnerTestInfo"
        return TestSpec(
            type: instance["type"]?.asString ?? "",
            command: try given("command").map { value throws(Diagnostic) in
                try line(value, of: "command")
            } ?? .empty,
            listing: isListed ? try line(instance["listing_command"], of: "listing_command") : nil,
            environment: environment, labels: try strings("labels"),
            usesRelativePaths: try flag("use_project_relative_paths"),
            runsInProject: try flag("run_from_project_root"), resources: try resources())
    }

    /// The value of a field that is not `None`.
    private func given(_ field: String) -> Value? {
        instance[field].flatMap { $0.isNone ? nil : $0 }
    }

    private func line(_ value: Value?, of field: String) throws(Diagnostic) -> CommandLine {
        do {
            return try CommandLine(arguments: value)
        } catch {
            throw mismatch(field, "made of strings and arguments")
        }
    }

    private func strings(_ field: String) throws(Diagnostic) -> [String] {
        guard let value = given(field) else { return [] }
        guard let list = value.asSequence else { throw mismatch(field, "a list of strings") }
        var strings: [String] = []
        for element in list {
            guard let text = element.asString else { throw mismatch(field, "a list of strings") }
            strings.append(text)
        }
        return strings
    }

    /// True unless the field says otherwise.
    private func flag(_ field: String) throws(Diagnostic) -> Bool {
        guard let value = given(field) else { return true }
        guard let flag = value.asBool else { throw mismatch(field, "a bool") }
        return flag
    }

    /// The resources that are required, without those whose type has no provider: those are not
    /// set up for this test.
    private func resources() throws(Diagnostic) -> [TestSpec.Resource] {
        var providers: [String: ConfiguredProvidersLabel?] = [:]
        if let table = given("local_resources") {
            let expectation = "a dict of strings and labels"
            guard let entries = table.asDict else { throw mismatch("local_resources", expectation) }
            for (key, value) in entries {
                let label = value.native(as: LabelObject.self)?.label
                guard let type = key.asString, label != nil || value.isNone else {
                    throw mismatch("local_resources", expectation)
                }
                providers[type] = .some(label)
            }
        }
        guard let value = given("required_local_resources") else { return [] }
        let expectation = "a list of `RequiredTestLocalResource`"
        guard let required = value.asSequence else {
            throw mismatch("required_local_resources", expectation)
        }
        var resources: [TestSpec.Resource] = []
        for element in required {
            guard let resource = element.native(as: ProviderInstance.self),
                let type = resource["name"]?.asString
            else { throw mismatch("required_local_resources", expectation) }
            guard let provider = providers[type] else {
                throw .error(
                    "`\(provider)` requires the local resource `\(type)`, which "
                        + "`local_resources` does not have"
                        + didYouMean(type, among: Array(providers.keys)))
            }
            guard let provider else { continue }
            resources.append(
                TestSpec.Resource(
                    type: type, provider: provider,
                    isForListing: resource["listing"]?.asBool ?? true,
                    isForExecution: resource["execution"]?.asBool ?? true))
        }
        return resources
    }

    private func mismatch(_ field: String, _ expectation: String) -> Diagnostic {
        .error(
            "`\(field)` of `\(provider)` must be \(expectation), but is "
                + "`\(instance[field]?.shortRepr ?? "None")`")
    }
}
