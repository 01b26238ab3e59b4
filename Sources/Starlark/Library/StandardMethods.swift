/// The methods of the built-in types, which `MethodTables` makes findable.
enum StandardMethods {
    static let all: [(kind: ObjectKind, functions: [NativeFunction])] = []
}
