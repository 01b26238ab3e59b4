/// The methods of the built-in types, which `MethodTables` makes findable.
enum StandardMethods {
    static let all: [(kind: ObjectKind, functions: [NativeFunction])] = [
        (
            .string,
            StringSearchMethods.all + StringSplitMethods.all + StringCaseMethods.all
                + StringEditMethods.all
        ),
        (.bytes, BytesMethods.all),
        (.list, ListMethods.all),
        (.dict, DictMethods.all),
        (.set, SetMethods.all),
    ]
}
