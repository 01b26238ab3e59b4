import Starlark

/// The methods of `bxl.Context` that open queries.
enum QueryMethods {
    static let all = [
        NativeFunction("uquery", "") { arguments, evaluation in
            evaluation.object(DeclaredQueryObject(try arguments.session()))
        },
        NativeFunction("cquery", "target_platform = None") { arguments, evaluation in
            let session = try arguments.session()
            let configuration = try arguments.configuration(platform: 0, session)
            return evaluation.object(ConfiguredQueryObject(session, configuration))
        },
        NativeFunction("aquery", "target_platform = None") { arguments, evaluation in
            let session = try arguments.session()
            let configuration = try arguments.configuration(platform: 0, session)
            return evaluation.object(ActionQueryObject(session, configuration))
        },
    ]
}
