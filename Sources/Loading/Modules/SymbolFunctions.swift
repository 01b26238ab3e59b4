import Starlark

/// `load_symbols`: exports whose names are made while a file runs.
///
/// BUCK and `PACKAGE` files, which nobody loads, may call it as well: for a macro need not know who
/// calls it.
enum SymbolFunctions {
    static let loadSymbols = NativeFunction("load_symbols", "symbols, /") {
        arguments, evaluation in
        _ = try LoadHost.of(evaluation)
        for (name, value) in try arguments.dict(0) {
            guard let name = name.asString else {
                throw arguments.mismatch(0, "a dict with strings as keys", got: name)
            }
            try evaluation.define(name, value)
        }
        return .none
    }
}
