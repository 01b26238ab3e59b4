package import Starlark

/// The methods of a type of native objects, by name.
///
/// A type makes one table for the life of the process, because the interpreter keeps what it finds.
package struct MethodTable: Sendable {
    private let functions: [String: NativeFunction]
    /// The names in the order in which the methods were given.
    package let names: [String]

    package init(_ functions: [NativeFunction]) {
        self.functions = Dictionary(uniqueKeysWithValues: functions.map { ($0.name, $0) })
        names = functions.map(\.name)
    }

    package subscript(name: String) -> NativeFunction? { functions[name] }
}

extension Arguments {
    /// The object a method was called on.
    ///
    /// - Throws: When the method was taken from its object and called on another.
    package func receiver<T: NativeObject>(as type: T.Type) throws -> T {
        guard let object = receiver.native(as: type) else {
            throw Failure("A method was called on a value of type `\(receiver.typeName)`")
        }
        return object
    }
}
