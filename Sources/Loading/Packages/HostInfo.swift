import Starlark

/// What `host_info()` tells about the machine: for each system and architecture whether it is it.
enum HostInfo {
    static func value(of machine: HostMachine, in evaluation: inout Evaluation) -> Value {
        let system = evaluation.structure(
            HostMachine.System.allCases.map {
                ("is_\($0.rawValue)", Value(bool: $0 == machine.system))
            })
        let architecture = evaluation.structure(
            HostMachine.Architecture.allCases.map {
                ("is_\($0.rawValue)", Value(bool: $0 == machine.architecture))
            })
        let xcode = machine.xcode
        func number(_ index: Int) -> Value {
            guard let numbers = xcode?.numbers, index < numbers.count else { return .none }
            return evaluation.string(numbers[index])
        }
        let version = evaluation.structure([
            ("version_string", xcode.map { evaluation.string($0.text) } ?? .none),
            ("major_version", number(0)), ("minor_version", number(1)),
            ("patch_version", number(2)),
            ("build_number", xcode?.build.map { evaluation.string($0) } ?? .none),
        ])
        return evaluation.structure([("os", system), ("arch", architecture), ("xcode", version)])
    }
}
