import Starlark

/// A value that an attribute does not accept.
struct CoercionError: Error {
    /// Where in the value, from the outside in: `element 2`, `the value of "a"`.
    var place: [String] = []
    /// What is wrong there.
    var problem: String
    /// What the user can do.
    var help: [String] = []

    init(_ problem: String, help: [String] = []) {
        self.problem = problem
        self.help = help
    }

    /// A value that is of the wrong kind.
    init(expected type: AttributeType, got value: Value) {
        switch type {
        case .dependency, .transitionDependency, .configuredDependency, .pluginDependency, .label:
            // A label is a string, whatever stands for it later.
            self.init(
                "Expected `str`, but got `\(value.typeName)`: `\(value.shortRepr)` is not "
                    + "\(type.summary)")
        default:
            self.init(
                "expected \(type.summary), but got `\(value.shortRepr)` of type "
                    + "`\(value.typeName)`")
        }
    }

    /// The same error, seen from the value around.
    func inside(_ place: String) -> CoercionError {
        var error = self
        error.place.insert(place, at: 0)
        return error
    }

    /// The error as a sentence about `owner`, as in ``Attribute `srcs` of `root//a:b` ``.
    func failure(of owner: String) -> Failure {
        Failure("\(([owner] + place).joined(separator: ", ")): \(problem)", help: help)
    }
}
